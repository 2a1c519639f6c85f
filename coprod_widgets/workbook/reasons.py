"""The reasons that a ward writes down before a talk, read from a CSV or a YAML file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coprod_widgets.errors import PrepareError
from coprod_widgets.store.people import same
from coprod_widgets.workbook.sheet import Fault, RowError, day_in, rows, text_of, yes_or_no

KINDS = ("fact", "account", "opinion")
SOURCES = ("ward_notes", "earlier_care", "court", "police", "own_words", "other")
_LONGEST = 2_000
_NEEDED = ("patient_number", "wording", "kind", "may_be_shared")
_OPTIONAL = ("date", "source", "count_cleared")
_IN_YAML = {"true": "yes", "True": "yes", "false": "no", "False": "no", "null": "", "~": ""}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. Where it may not be shared, `fields` is empty: its words were never read in."""

    fields: Mapping[str, Any]
    may_be_shared: bool = True
    count_cleared: bool = False


@dataclass
class Reasons:
    """The reasons of a file, by patient number in the form in which numbers are compared.

    `unfinished` are the numbers of which a row could not be used. A talk without that reason could
    not be given it later, so there must be none until the row is corrected.
    """

    by_number: dict[str, list[Reason]] = field(default_factory=dict)
    unfinished: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def of(self, number: str) -> list[Reason]:
        """The reasons of one patient."""
        return self.by_number.get(same(number), [])

    def is_unfinished(self, number: str) -> bool:
        """Whether a row of this patient's could not be used."""
        return same(number) in self.unfinished


def read_reasons(path: Path, numbers: Collection[str]) -> Reasons:
    """The reasons for the patients with these numbers, and what was wrong with other rows.

    Raises:
        PrepareError: the file as a whole can't be used.
    """
    found = Reasons()
    known = {same(number) for number in numbers}
    is_yaml = path.suffix.casefold() in (".yaml", ".yml")
    source = _yaml_rows(path) if is_yaml else rows(path, _NEEDED, _OPTIONAL)
    for line, cells in source:
        number = same(cells.get("patient_number") or "")
        if number not in known:
            problem, cure = "This patient_number is not in the caseload.", "Correct it."
            found.faults.append(Fault(path.name, line, problem, cure))
            continue
        try:
            reason = _reason(cells)
        except RowError as error:
            problem, cure = error.args
            more = "No talk was made for this person; correct it and prepare again."
            found.faults.append(Fault(path.name, line, problem, f"{cure} {more}"))
            found.unfinished.add(number)
            continue
        found.by_number.setdefault(number, []).append(reason)
        if not reason.may_be_shared and cells.get("wording"):
            problem = "This reason may not be shared, so its words were not read in; it was counted"
            cure = "Leave the wording empty, and keep it out of this file."
            found.faults.append(Fault(path.name, line, f"{problem}.", cure))
    return found


def _yaml_rows(path: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    allowed = {*_NEEDED, *_OPTIONAL}
    for line, row in enumerate(_yaml_list(path), start=1):
        if not allowed.issuperset(row):
            raise PrepareError(
                f"{path}, reason {line} has a key that is not known.",
                f"Use: {', '.join((*_NEEDED, *_OPTIONAL))}.",
            )
        yield line, {name: _plain(value) for name, value in row.items()}


def _yaml_list(path: Path) -> list[dict[str, Any]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        # `base` keeps every value as the text that is written: 007 is no seven, and a day that
        # does not exist is for us to refuse.
        written = YAML(typ="base", pure=True).load(text_of(path))
    except (YAMLError, RecursionError) as error:
        # Not the parser's own message: it quotes the line, which may hold what must not be shown.
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise PrepareError(
            f"{path} is not YAML{where}.", "Put quotes round a wording with a colon."
        ) from None
    if not isinstance(written, list) or not all(isinstance(row, dict) for row in written):
        raise PrepareError(f"{path} is not a list of reasons.", "Write one '- ' for each reason.")
    return written


def _plain(value: Any) -> str | None:
    """A value as a cell of a sheet would hold it; None where there is a list or a map instead."""
    if not isinstance(value, str):
        return None
    return _IN_YAML.get(value, value).strip()


def _reason(cells: Mapping[str, str | None]) -> Reason:
    for name, value in cells.items():
        if value is None:
            raise RowError(f"{name} is a list or a map.", "Write one text.")
    said = {name: value or "" for name, value in cells.items()}
    if not yes_or_no("may_be_shared", said.get("may_be_shared", "")):
        cleared = said.get("count_cleared", "")
        return Reason({}, False, bool(cleared) and yes_or_no("count_cleared", cleared))
    wording, kind = said.get("wording", ""), said.get("kind", "")
    readable = any(letter.isprintable() and not letter.isspace() for letter in wording)
    if not readable or len(wording) > _LONGEST:
        raise RowError("The wording is empty or too long.", f"Use 1 to {_LONGEST} characters.")
    if kind not in KINDS:
        raise RowError("kind is not one of the kinds.", f"Use one of {', '.join(KINDS)}.")
    fields: dict[str, Any] = {"wording": wording, "kind": kind}
    if said.get("date"):
        fields["day"] = day_in("date", said["date"]).isoformat()
    if said.get("source"):
        if said["source"] not in SOURCES:
            raise RowError("source is not one of the sources.", f"Use one of {', '.join(SOURCES)}.")
        fields["source"] = said["source"]
    return Reason(fields)
