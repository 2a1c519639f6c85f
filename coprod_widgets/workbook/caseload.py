"""The two files a ward prepares: who is seen by whom, and the reasons written beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from coprod_widgets.errors import PrepareError
from coprod_widgets.store.people import Consent
from coprod_widgets.workbook.sheet import Fault, rows, text_of

KINDS = ("fact", "account", "opinion")
SOURCES = ("ward_notes", "earlier_care", "court", "police", "own_words", "other")
_LONGEST = 2_000
_CASELOAD = ("patient_number", "patient_name", "clinician")
_CONSENT = ("research_consent", "consent_date")
_REASON = ("patient_number", "wording", "kind", "may_be_shared")
_REASON_MORE = ("date", "source", "count_cleared")


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a caseload."""

    line: int
    number: str
    name: str
    clinician: str
    consent: Consent | None
    consented: datetime | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. Where it may not be shared, `fields` is empty: its words were never read in."""

    fields: Mapping[str, Any]
    may_be_shared: bool = True
    count_cleared: bool = False


class _RowError(Exception):
    """A row can't be used: a problem and a cure.

    They never repeat a cell of the reasons: a comma too many moves a wording into another column.
    """


def read_caseload(path: Path) -> tuple[list[Person], list[Fault]]:
    """The people of a caseload, and what was wrong with other rows.

    Raises:
        PrepareError: the file as a whole can't be used.
    """
    people: list[Person] = []
    faults: list[Fault] = []
    for line, cells in rows(path, _CASELOAD, _CONSENT):
        try:
            person = _person(line, cells)
            if any(person.number == known.number for known in people):
                raise _RowError("This patient_number stands above already.", "Take one row out.")
            people.append(person)
        except _RowError as error:
            faults.append(Fault(path.name, line, *error.args))
    return people, faults


def _person(line: int, cells: Mapping[str, str]) -> Person:
    for name in _CASELOAD:
        if not cells[name] or len(cells[name]) > 200 or not cells[name].isprintable():
            raise _RowError(f"{name} is empty or can't be read.", "Fill it in.")
    said, day = cells.get("research_consent", ""), cells.get("consent_date", "")
    if said and said not in list(Consent):
        raise _RowError(f"research_consent is {said!r:.40}.", f"Use one of {', '.join(Consent)}.")
    consented = (
        datetime.combine(_day("consent_date", day), datetime.min.time(), UTC) if day else None
    )
    return Person(
        line=line,
        number=cells["patient_number"],
        name=cells["patient_name"],
        clinician=cells["clinician"],
        consent=Consent(said) if said else None,
        consented=consented,
    )


def read_reasons(path: Path, numbers: set[str]) -> tuple[dict[str, list[Reason]], list[Fault]]:
    """The reasons by patient number, and what was wrong with other rows.

    Raises:
        PrepareError: the file as a whole can't be used.
    """
    found: dict[str, list[Reason]] = {}
    faults: list[Fault] = []
    is_yaml = path.suffix.casefold() in (".yaml", ".yml")
    source = _yaml_rows(path) if is_yaml else rows(path, _REASON, _REASON_MORE)
    for line, cells in source:
        number = cells.get("patient_number", "")
        try:
            if number not in numbers:
                raise _RowError("This patient_number is not in the caseload.", "Correct it.")
            reason = _reason(cells)
            found.setdefault(number, []).append(reason)
            if not reason.may_be_shared and cells.get("wording"):
                raise _RowError(
                    "This reason may not be shared, so its words were not read in; it was counted.",
                    "Leave the wording empty, and keep it out of this file.",
                )
        except _RowError as error:
            faults.append(Fault(path.name, line, *error.args))
    return found, faults


def _yaml_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        written = YAML(typ="safe", pure=True).load(text_of(path))
    except YAMLError as error:
        # Not the parser's own message: it quotes the line, which may hold what must not be shown.
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise PrepareError(
            f"{path} is not YAML{where}.", "Put quotes round a wording with a colon."
        ) from None
    if not isinstance(written, list) or not all(isinstance(row, dict) for row in written):
        raise PrepareError(f"{path} is not a list of reasons.", "Write one '- ' for each reason.")
    allowed = {*_REASON, *_REASON_MORE}
    for line, row in enumerate(written, start=1):
        unknown = set(map(str, row)) - allowed
        if unknown:
            raise PrepareError(
                f"{path}, reason {line} has a key that is not known.",
                f"Use: {', '.join((*_REASON, *_REASON_MORE))}.",
            )
        yield line, {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> str:
    if value is True or value is False:
        return "yes" if value else "no"
    return "" if value is None else str(value).strip()


def _reason(cells: Mapping[str, str]) -> Reason:
    shared = _yes_or_no("may_be_shared", cells.get("may_be_shared", ""))
    if not shared:
        cleared = cells.get("count_cleared", "")
        return Reason({}, False, bool(cleared) and _yes_or_no("count_cleared", cleared))
    wording, kind = cells.get("wording", ""), cells.get("kind", "")
    if not wording or len(wording) > _LONGEST:
        raise _RowError("The wording is empty or too long.", f"Use 1 to {_LONGEST} characters.")
    if kind not in KINDS:
        raise _RowError("kind is not one of the kinds.", f"Use one of {', '.join(KINDS)}.")
    fields: dict[str, Any] = {"wording": wording, "kind": kind}
    if cells.get("date"):
        fields["day"] = _day("date", cells["date"]).isoformat()
    if cells.get("source"):
        if cells["source"] not in SOURCES:
            raise _RowError(
                "source is not one of the sources.", f"Use one of {', '.join(SOURCES)}."
            )
        fields["source"] = cells["source"]
    return Reason(fields)


def _yes_or_no(name: str, said: str) -> bool:
    if said.casefold() not in ("yes", "no"):
        raise _RowError(f"{name} is neither yes nor no.", "Use yes or no.")
    return said.casefold() == "yes"


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _RowError(f"{name} is not a day.", "Write it as 2026-03-09.") from None
