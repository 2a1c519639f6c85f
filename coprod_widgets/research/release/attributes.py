"""What is known of people beside their talks: a file of the hospital's, made coarser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.faults import Fault
from coprod_widgets.research.disclosure.bands import AsIs, Bands, Coarser, Groups
from coprod_widgets.research.people_file import NUMBER, PERSON, rows_of
from coprod_widgets.research.release.plan_file import ReadPlan, refuse

if TYPE_CHECKING:
    from coprod_widgets.store import Store

Attributes = dict[str, dict[str, str]]
"""Each person's coarse values, by pseudonym of the data set."""


def read_attributes(
    read: ReadPlan, store: Store | None, patients: Mapping[str, str]
) -> Attributes | None:
    """The attributes of the people of a data set; None if the plan names no file of people.

    Args:
        read: The plan.
        store: Where hospital numbers are looked up; None where nobody knows them.
        patients: The ids of the people of the data set by pseudonym. Others are passed over.

    Raises:
        PlanError: the file lacks something, or a value is none of those declared; all faults are
            named by their line, and no value is, because it is somebody's.
    """
    if read.plan.people is None:
        return None
    path = read.path.parent / read.plan.people
    rows = rows_of(path)
    _, header = next(rows, (0, []))
    refuse(_of_header(path, header, read, knows_numbers=store is not None))
    attributes = [header.index(name) for name in read.plan.quasi_identifiers]
    who = header.index(PERSON if PERSON in header else NUMBER)
    find = _by_number(store, patients) if store and NUMBER in header else _by_person(patients)
    found: Attributes = {}
    faults: list[Fault] = []
    for line, row in rows:
        if len(row) != len(header):
            faults.append(_fault(path, line, "This line has more or fewer cells.", "Mend it."))
            continue
        person = find(row[who].strip())
        if person is None:
            continue
        if person in found:
            faults.append(_fault(path, line, "This person is here twice.", "Keep one line."))
        found[person] = {}
        for column, (name, declared) in zip(
            attributes, read.plan.quasi_identifiers.items(), strict=True
        ):
            try:
                found[person][name] = _coarse(declared.coarser, name, row[column].strip())
            except CoprodError as error:
                faults.append(_fault(path, line, error.problem, error.cure))
    refuse(faults)
    return found


def _of_header(
    path: Path, header: list[str], read: ReadPlan, *, knows_numbers: bool
) -> Iterator[Fault]:
    if NUMBER in header and not knows_numbers:
        yield _fault(
            path,
            1,
            "Of people whom hospitals handed out nobody here knows the hospital number.",
            f"In place of '{NUMBER}' have a column '{PERSON}', as in the data set.",
        )
    elif (NUMBER in header) == (PERSON in header):
        yield _fault(
            path,
            1,
            "It isn't said who each line is about.",
            f"Have one column, '{NUMBER}' (the hospital's) or '{PERSON}' (that of the data set).",
        )
    if len(set(header)) != len(header):
        yield _fault(path, 1, "Two columns have the same name.", "Give each its own.")
    for name in read.plan.quasi_identifiers:
        if name not in header:
            yield _fault(
                path, 1, f"There is no column '{name}'.", "Add it, or take it out of the plan."
            )


def _by_person(patients: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda said: said if said in patients else None


def _by_number(store: Store, patients: Mapping[str, str]) -> Callable[[str], str | None]:
    pseudonyms = {patient: pseudonym for pseudonym, patient in patients.items()}

    def find(said: str) -> str | None:
        patient = store.patient_numbered(said)
        return pseudonyms.get(patient.id) if patient else None

    return find


def _coarse(coarser: Coarser, name: str, said: str) -> str:
    match coarser:
        case Bands():
            return coarser.of(name, _as_number(said))
        case Groups() | AsIs():
            return coarser.of(name, said)


def _as_number(said: str) -> float | str | None:
    try:
        return float(said) if said else None
    except ValueError:
        return said  # refused as such


def _fault(path: Path, line: int, problem: str, cure: str) -> Fault:
    return Fault(str(path), line, "", "", problem, cure)
