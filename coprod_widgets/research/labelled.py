"""Tables for SPSS and Stata: numbers with their labels, and missing codes that say why.

Each file is read back and compared before it counts as written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.answer import Status
from coprod_widgets.research.columns import Cell, Column, Row
from coprod_widgets.research.limits import SPSS, STATA, Fitting, Limits, Shortened
from coprod_widgets.research.values import MISSING
from coprod_widgets.research.writers import NotAsWrittenError, Table

if TYPE_CHECKING:
    import pandas as pd

_YES_NO: Mapping[int | str, str] = {0: "No", 1: "Yes"}
_MISSING_LABELS: Mapping[int | str, str] = {code: status.value for status, code in MISSING.items()}
_LEAST, _MOST = min(MISSING.values()), max(MISSING.values())
LETTERS = dict(zip(MISSING.values(), "abcdefgh", strict=True))
"""Stata's own missing values, `.a` to `.h`, for our missing codes from -7 to -14."""


@dataclass(frozen=True)
class Variable:
    """One column as a statistics program has it."""

    name: str
    label: str
    values: list[Any]
    labels: Mapping[int, str]
    is_text: bool
    has_codes: bool
    """Whether values between the least and the most missing code are missing."""


def variables(table: Table, limits: Limits, file: str) -> tuple[list[Variable], list[Shortened]]:
    """The columns with all their values, and what had to be shortened."""
    fitting = Fitting(file, limits)
    rows = list(table.rows())
    return [_variable(column, rows, fitting) for column in table.columns], fitting.shortened


def _variable(column: Column, rows: Sequence[Row], fitting: Fitting) -> Variable:
    has_labels = bool(column.labels or column.status) or column.type == "yes_no"
    name = fitting.name(column.name, has_labels=has_labels)
    label = fitting.label(column.name, column.meaning)
    if column.type == "text" and not column.numbers:
        texts = [fitting.cell(column.name, str(row[column.name] or "")) for row in rows]
        return Variable(name, label, texts, {}, is_text=True, has_codes=False)
    given = [_number(column, row[column.name]) for row in rows]
    is_status = bool(column.numbers) and column.status is None
    has_codes = bool(column.missing) or (
        # A number that people gave could look like a code; then the status alone says why.
        column.status is not None and not any(_is_code(number) for number in given)
    )
    labels: dict[int | str, str] = {
        column.numbers.get(str(value), value): fitting.value_label(column.name, text)
        for value, text in (_YES_NO if column.type == "yes_no" else column.labels).items()
    }
    if has_codes and not column.missing:
        given = [
            _why(row[str(column.status)]) if number is None else number
            for number, row in zip(given, rows, strict=True)
        ]
        labels = {**labels, **_MISSING_LABELS}
    whole = {number: text for number, text in labels.items() if isinstance(number, int)}
    return Variable(
        name, label, given, whole, is_text=False, has_codes=has_codes or bool(is_status)
    )


def _number(column: Column, value: Cell) -> float | int | None:
    if value is None:
        return None
    if column.numbers:
        return column.numbers[str(value)]
    number = float(value)
    return int(number) if number.is_integer() else number


def _is_code(number: float | None) -> bool:
    return number is not None and _LEAST <= number <= _MOST


def _why(status: Cell) -> int | None:
    return MISSING.get(Status(str(status)))


def write_sav(table: Table, path: Path) -> list[Shortened]:
    """Write a table for SPSS; gives what had to be shortened.

    Raises:
        NotAsWrittenError: it does not come back as it was written.
    """
    import pandas as pd

    pyreadstat = _pyreadstat()
    written, shortened = variables(table, SPSS, path.name)
    frame = pd.DataFrame({one.name: _plain(one) for one in written})
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={one.name: one.label for one in written},
        variable_value_labels={one.name: dict(one.labels) for one in written if one.labels},
        missing_ranges={
            one.name: [{"lo": _LEAST, "hi": _MOST}] for one in written if one.has_codes
        },
        row_compress=True,
    )
    _without_the_hour(path, at=92, text=b"01 Jan 7000:00:00")
    _check_sav(path, written)
    return shortened


def _check_sav(path: Path, written: Sequence[Variable]) -> None:
    frame, about = _pyreadstat().read_sav(str(path), user_missing=True)
    for one in written:
        labels = about.variable_value_labels.get(one.name, {})
        missing = about.missing_ranges.get(one.name, [])
        _same(path, one, "values", _plainly(frame[one.name]), _told(one))
        _same(path, one, "label", about.column_names_to_labels[one.name] or "", one.label)
        _same(path, one, "value labels", labels, dict(one.labels))
        _same(path, one, "missing codes", bool(missing), one.has_codes)


def write_dta(table: Table, path: Path) -> list[Shortened]:
    """Write a table for Stata; gives what had to be shortened.

    Raises:
        NotAsWrittenError: it does not come back as it was written.
    """
    import pandas as pd

    pyreadstat = _pyreadstat()
    written, shortened = variables(table, STATA, path.name)
    frame = pd.DataFrame({one.name: _lettered(one) for one in written})
    pyreadstat.write_dta(
        frame,
        str(path),
        column_labels={one.name: one.label for one in written},
        variable_value_labels={
            one.name: dict(labels) for one in written if (labels := _stata_labels(one))
        },
        missing_user_values={one.name: _letters_in(one) for one in written if _letters_in(one)},
        version=15,
    )
    content = path.read_bytes()
    at = content.index(b"<timestamp>") + len(b"<timestamp>") + 1
    _without_the_hour(path, at=at, text=b"01 Jan 1970 00:00")
    _check_dta(path, written)
    return shortened


def _check_dta(path: Path, written: Sequence[Variable]) -> None:
    # By another library than the one that wrote it.
    from pandas.io.stata import StataReader

    with StataReader(path) as reader:
        frame = reader.read(convert_missing=True, convert_categoricals=False)
        labels, about = reader.value_labels(), reader.variable_labels()
    sets = list(labels.values())
    for one in written:
        found = [_from_stata(value, one) for value in frame[one.name].tolist()]
        _same(path, one, "values", found, _told(one))
        _same(path, one, "label", about[one.name], one.label)
        if _labels_of(one):
            _same(path, one, "value labels", _labels_of(one) in map(_with_ints, sets), True)


_FIRST_MISSING = 2_147_483_621
"""Stata's `.` as a whole number; `.a` is one more."""


def _labels_of(one: Variable) -> dict[int, str]:
    return {
        key if isinstance(key, int) else _FIRST_MISSING + ord(key) - ord("a") + 1: text
        for key, text in _stata_labels(one).items()
    }


def _with_ints(labels: Mapping[Any, str]) -> dict[int, str]:
    return {int(number): text for number, text in labels.items()}


def _from_stata(value: Any, one: Variable) -> Any:
    told = str(value)
    if one.is_text:
        return told
    if told.startswith("."):
        return next((code for code, letter in LETTERS.items() if told == f".{letter}"), None)
    return float(value)


def _stata_labels(one: Variable) -> dict[int | str, str]:
    """The labels; those of Stata's own missing values only where one of them is there."""
    there = _letters_in(one)
    lettered = {_letter(one, number): text for number, text in one.labels.items()}
    return {key: text for key, text in lettered.items() if isinstance(key, int) or key in there}


def _letter(one: Variable, number: int) -> int | str:
    return LETTERS[number] if one.has_codes and number in LETTERS else number


def _letters_in(one: Variable) -> list[str]:
    if not one.has_codes:
        return []
    return [letter for code, letter in LETTERS.items() if code in one.values]


def _lettered(one: Variable) -> pd.Series[Any]:
    import pandas as pd

    if not _letters_in(one):
        return _plain(one)
    return pd.Series([v if v is None else _letter(one, v) for v in one.values], dtype=object)


def _plain(one: Variable) -> pd.Series[Any]:
    import pandas as pd

    if one.is_text:
        return pd.Series(one.values, dtype=object)
    return pd.Series(one.values, dtype="float64")


def _told(one: Variable) -> list[Any]:
    return one.values if one.is_text else [None if v is None else float(v) for v in one.values]


def _plainly(column: pd.Series[Any]) -> list[Any]:
    return [None if isinstance(v, float) and v != v else v for v in column.tolist()]


def _same(path: Path, one: Variable, what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise NotAsWrittenError(path, f"the {what} of '{one.name}'")


def _without_the_hour(path: Path, *, at: int, text: bytes) -> None:
    """The same records give the same bytes, so the hour of writing is written over."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(text)


def _pyreadstat() -> Any:
    try:
        import pyreadstat
    except ModuleNotFoundError:
        raise CoprodError(
            "Files for SPSS and Stata need more than was installed.",
            "Install it: pip install 'coprod[research]'",
        ) from None
    return pyreadstat
