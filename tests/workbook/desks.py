"""A ward with two supervisors, and talks that wait for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from coprod_widgets.access.accounts import Role
from coprod_widgets.interview.answer import Happening
from coprod_widgets.store import Store
from coprod_widgets.store.people import Patient
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import ReviewSheet, Verdict
from coprod_widgets.workbook.reviewing import keep_sheet, review_sheet
from tests.workbook.holding import C, Held, J, P
from tests.workbook.sealed import sealed

PASSWORD = "a password long enough"
ITEMS = [question.id for question in review_sheet().section("fidelity").questions]
PEOPLE = {"nora": Role.CLINICIAN, "omar": Role.CLINICIAN} | dict.fromkeys(
    ("sita", "tess"), Role.SUPERVISOR
)


def add_staff(store: Store) -> None:
    """Two clinicians and two supervisors, ids `a_` and their names."""
    for name, role in PEOPLE.items():
        store.add_account(name, role, PASSWORD, id=f"a_{name}")


def add_person(store: Store, name: str, clinician: str = "nora") -> Patient:
    return store.add_patient(name, f"N-{name}", clinician_id=f"a_{clinician}")


def marks(value: int = 2, **apart: int | str) -> dict[str, int | str]:
    """All ten points with one mark, but for those that are named."""
    return {item: apart.get(item, value) for item in ITEMS}


def sheet(store: Store, note: str = "", message: str = "", **apart: int | str) -> ReviewSheet:
    answers: Mapping[str, int | str] = {
        "rights_told": "yes",
        "skill_seen": "He was asked first.",
        "nurse_is": "Tired and proud.",
        **marks(**apart),  # type: ignore[arg-type]
    }
    return ReviewSheet(note, message, answers, keep_sheet(store))


def fields(**apart: str) -> dict[str, str]:
    """The same as the form sends it."""
    told = {
        "rights_told": "yes",
        "skill_seen": "He was asked first.",
        "nurse_is": "Tired and proud.",
        "outcome": "signed_off",
        **dict.fromkeys(ITEMS, "2"),
        **apart,
    }
    return {f"s-{name}": value for name, value in told.items()}


def closed(store: Store, person: Patient, workbook: str = "power", day: int = 0) -> Held:
    """A talk that two ratings were made in, which differ."""
    held = Held(store, person, workbook, day)
    if workbook == "power":
        held.say("informed", P, 2).say("informed", C, 4).say("still_stands", P, "yes")
    return held.close()


def recorded(store: Store, person: Patient, workbook: str = "power", day: int = 0) -> RecordRow:
    held = closed(store, person, workbook, day)
    return sealed(store, held.id, held.at + timedelta(minutes=1))


def changed_since(store: Store, row: RecordRow, *words: str) -> RecordRow:
    """The next version of a returned record, with a moment worth reading in it."""
    by, at = store.about(row.interview_id).clinician_id, row.at + timedelta(hours=1)
    held = Held.__new__(Held)
    held.store, held.id, held.by, held.at = store, row.interview_id, by, at
    held.happen(Happening.REOPENED)
    for word in words:
        held.say("worked", P, f"{word}, by him").say("worked", C, word)
    held.close()
    return sealed(store, row.interview_id, held.at)


def asked_again(store: Store, row: RecordRow, said: str = "yes") -> RecordRow:
    """The next version of a record after it was asked whether it stands."""
    by, at = store.about(row.interview_id).clinician_id, row.at + timedelta(hours=1)
    held = Held.__new__(Held)
    held.store, held.id, held.by, held.at = store, row.interview_id, by, at
    held.happen(Happening.ASKED_AGAIN).say("still_stands", P, said).close()
    return sealed(store, row.interview_id, held.at)


def signed(store: Store, row: RecordRow, by: str = "sita", note: str = "", **apart: int) -> None:
    at = row.at + timedelta(minutes=5)
    told = sheet(store, note, **apart)
    store.add_review(row.id, f"a_{by}", Verdict.SIGNED_OFF, told, row.digest, at)


def promised(
    store: Store, person: Patient, promises: list[tuple[str, str, str]], day: int = 0
) -> RecordRow:
    """A talk about promises, each with what, who and by when; those before it have no outcome."""
    held = Held(store, person, "actions", day)
    for number, (what, who, by) in enumerate(promises, 1):
        fields_ = {"what": what, "who": who, "role": "named nurse", "idea": "joint", "by": by}
        held.say("actions", J, fields_, row=f"r{number}x")
    held.close()
    return sealed(store, held.id, held.at)


def looked_at(store: Store, person: Patient, outcomes: dict[str, list[str]], day: int) -> RecordRow:
    """The talk in which promises are looked at again, those of each side in their order."""
    held, left = Held(store, person, "actions", day), {who: iter(o) for who, o in outcomes.items()}
    for row in held.talk.rows("promises"):
        held.say("outcome", J, next(left[row.fields["who"]]), row=row.id)
    held.close()
    return sealed(store, held.id, held.at)


def days_ago(days: int) -> str:
    return str(datetime.now(UTC).date() - timedelta(days=days))
