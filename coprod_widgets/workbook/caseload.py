"""The caseload that a ward prepares: who is seen by whom, and what they said about research."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coprod_widgets.store.consents import Consent
from coprod_widgets.store.people import same
from coprod_widgets.workbook.sheet import Fault, RowError, day_in, rows, yes_or_no

_NEEDED = ("patient_number", "patient_name", "clinician")
_OPTIONAL = ("research_consent", "consent_date", "same_person")
_LONGEST = 200
_FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a caseload.

    `consented` is None where the row says no day. `same_person` says that a number which is known
    with another name still means the same person.
    """

    line: int
    number: str
    name: str
    clinician: str
    consent: Consent | None
    consented: datetime | None
    same_person: bool = False


def read_caseload(path: Path, today: date) -> tuple[list[Person], list[Fault]]:
    """The people of a caseload, and what was wrong with other rows.

    Raises:
        PrepareError: the file as a whole can't be used.
    """
    people: list[Person] = []
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    for line, cells in rows(path, _NEEDED, _OPTIONAL):
        try:
            person = _person(line, cells, today)
            first = lines.setdefault(same(person.number), line)
            if first != line:
                raise RowError(
                    f"This patient_number stands in row {first} already.",
                    "Take one of the two rows out; small and capital letters are the same.",
                )
            people.append(person)
        except RowError as error:
            faults.append(Fault(path.name, line, *error.args))
    return people, faults


def _person(line: int, cells: Mapping[str, str], today: date) -> Person:
    for name in _NEEDED:
        if not cells[name] or len(cells[name]) > _LONGEST or not cells[name].isprintable():
            raise RowError(f"{name} is empty or can't be read.", "Fill it in.")
    said, day = cells.get("research_consent", ""), cells.get("consent_date", "")
    if said and said not in list(Consent):
        raise RowError(f"research_consent is {said!r:.40}.", f"Use one of {', '.join(Consent)}.")
    if day and not said:
        raise RowError("consent_date has no research_consent.", "Fill in both, or neither.")
    again = cells.get("same_person", "")
    return Person(
        line=line,
        number=cells["patient_number"],
        name=cells["patient_name"],
        clinician=cells["clinician"],
        consent=Consent(said) if said else None,
        consented=said_on("consent_date", day, today) if day else None,
        same_person=bool(again) and yes_or_no("same_person", again),
    )


def said_on(name: str, written: str, today: date) -> datetime:
    """When something was said that is written down with its day alone.

    Raises:
        RowError: it is no day, is still to come, or long gone.
    """
    day = day_in(name, written)
    if not _FIRST_DAY <= day <= today:
        # A day that is still to come would outlive a withdrawal of tomorrow.
        raise RowError(f"{name} is {day}.", f"Use the day it was said: {_FIRST_DAY} to {today}.")
    # The day begins when it begins here, so that whatever is said today comes after it.
    return datetime(day.year, day.month, day.day).astimezone()
