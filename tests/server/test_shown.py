"""What a supervisor is shown of a round, and that nobody else is shown any of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.server.pages import page
from coprod_widgets.server.shown import Shown, shown
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.widgets.words import say
from tests.measures.test_walkthrough import actions, decisions, power, reasons, signs
from tests.workbook.holding import C, Held, J, P, patient_of
from tests.workbook.written import written

QUESTION = say("prompt_question", "en")

STAFF = " ".join(["He was loud and staff were worried about it."] * 5)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Store]:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made:
        for name, role in (("nora", Role.CLINICIAN), ("sita", Role.SUPERVISOR)):
            made.add_account(name, role, "a long enough one")
        yield made


def account(store: Store, name: str) -> Account:
    found = store.account_named(name)
    assert found is not None
    return found


def smooth(store: Store, patient: object, please: str = "lot", safe: int = 1) -> list[RecordRow]:
    """A talk in which everything is the same, and a look back in which two answers are sealed."""
    talk = Held(store, patient, "reasons")  # type: ignore[arg-type]
    for row in ("r1", "r2", "r3"):
        talk.say("reasons", C, {"wording": f"Reason {row}", "kind": "fact"}, row)
        talk.say("own_account", P, "Yes.", row).say("team_meaning", C, STAFF, row)
        for question, value in (("how_right", 4), ("matters_today", 3)):
            talk.say(question, P, value, row).say(question, C, value, row)
        talk.say("difference", J, ["same"], row).say("joint_words", J, STAFF, row)
    talk.close()
    back = Held(store, patient, "power", 1)  # type: ignore[arg-type]
    back.say("informed", P, 4).say("informed", C, 4).say("show_safe", P, "no")
    back.say("safe_to_disagree", P, safe).say("said_to_please", P, please).close()
    return [written(store, one.id, one.at) for one in (talk, back)]


def seen(store: Store, row: RecordRow, name: str = "sita") -> Shown:
    found = shown(store, row, account(store, name), "en")
    assert found is not None
    return found


def test_nobody_but_a_supervisor_who_may_review_it_is_shown_the_round(ward: Store) -> None:
    row, _ = smooth(ward, patient_of(ward))
    assert shown(ward, row, account(ward, "nora"), "en") is None
    for role in set(Role) - {Role.SUPERVISOR}:
        other = replace(account(ward, "sita"), role=role)
        assert shown(ward, row, other, "en") is None
    # What she held herself is hers to talk about in her own supervision.
    own = replace(account(ward, "nora"), role=Role.SUPERVISOR)
    assert shown(ward, row, own, "en") is None


def test_a_smooth_talk_asks_her_and_names_nothing_that_it_was_asked_for(ward: Store) -> None:
    row, _ = smooth(ward, patient_of(ward))
    assert seen(ward, row).question == QUESTION
    html = page("_measures.html", language="en", shown=seen(ward, row))
    notice = html.partition("</div>")[0]
    assert QUESTION in notice
    for named in ("EX", "VOI2", "SAFE", "%", "rating", "words", "please"):
        assert named not in notice


def test_a_talk_with_kept_differences_asks_nothing(ward: Store) -> None:
    held = reasons(ward, patient_of(ward))
    row = written(ward, held.id, held.at)
    assert seen(ward, row).question == ""
    assert QUESTION not in page("_measures.html", language="en", shown=seen(ward, row))


def test_what_was_sealed_changes_nothing_that_even_she_is_shown(ward: Store) -> None:
    told = []
    for number, (please, safe) in enumerate((("no", 5), ("lot", 1))):
        patient = patient_of(ward, f"Person {number}", f"{number}")
        row, _ = smooth(ward, patient, please, safe)
        one = seen(ward, row)
        told.append(replace(one, measures=type(one.measures)()))
    assert told[0] == told[1]


def test_the_level_is_told_with_every_rule_and_its_threshold(ward: Store) -> None:
    patient = patient_of(ward)
    held: list[Held] = [talk(ward, patient) for talk in (reasons, signs, decisions)]
    held += [*actions(ward, patient), power(ward, patient)]
    rows = [written(ward, talk.id, talk.at) for talk in held]
    found = seen(ward, rows[0])
    assert found.level == "transformative"
    assert len(found.checks) == 12
    told = next(line for line in found.checks if line.name == "Said first by the patient (INFL2)")
    assert told.words == "At least 0.5 is wanted. It is 0.8. It holds."
    assert told.level == "transformative"
    assert found.thresholds == PROVISIONAL.name
    html = page("_measures.html", language="en", shown=found)
    assert "not the nurse, the patient or the ward" in html
    assert f"/records/{rows[1].id}#said-signs-r1-joint" in html
    assert 'href="#said-reasons-r1-clinician"' in html
    assert "Since the round before" not in html


def test_where_a_measure_is_missing_it_is_not_enough_to_say(ward: Store) -> None:
    held = reasons(ward, patient_of(ward))
    found = seen(ward, written(ward, held.id, held.at))
    assert found.level == "not enough to say; at least: descriptive"
    assert any("Not enough to say." in line.words for line in found.checks)


def test_a_change_since_the_round_before_is_told_raw(
    ward: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = patient_of(ward)
    held = reasons(ward, patient)
    written(ward, held.id, held.at)
    later = smooth(ward, patient)[0]
    # The talks made later belong to the next round.
    talks = ward.talks_of(patient.id)
    monkeypatch.setattr(
        ward, "talks_of", lambda _: [replace(t, episode=1 + (t.id != held.id)) for t in talks]
    )
    about = ward.about(later.interview_id)
    monkeypatch.setattr(ward, "about", lambda _: replace(about, episode=2))
    found = seen(ward, later)
    line = next(one for one in found.changes if one.name == "Exactly the same (EX)")
    assert line.words == "0 before, 1 now, a change of 1. There is no error range yet."
