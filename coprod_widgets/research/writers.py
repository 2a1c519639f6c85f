"""Tables as files: Parquet for programs, CSV for people with a spreadsheet.

Rows are written a few at a time, so that memory does not grow with the table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.columns import Cell, Column, Row

if TYPE_CHECKING:
    import polars as pl

# What a spreadsheet may run when a cell begins with it: the full-width forms too, which some
# spreadsheets turn into the plain ones.
_RUNS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  # the full-width forms are the point
_PADDING = " \u00a0\u2007\u202f\u3000\ufeff\u200b\u200e\u200f\x00"
_AFTER_A_CUT = re.compile(rf"([,;][{_PADDING}]*)([=+\-@＝＋－＠])")  # noqa: RUF001
_PLAIN_WHOLE = re.compile(r"-?[0-9]{1,15}")


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it as a formula.

    A code that is just a whole number below nought is no formula and stays as it is.
    """
    if text.lstrip(_PADDING).startswith(_RUNS) and not _PLAIN_WHOLE.fullmatch(text):
        return f"'{text}"
    return text


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns, and a way to go through its rows, as often as need be."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Row]]


class NotAsWrittenError(CoprodError):
    """What is read back from a file is not what was to be in it."""

    def __init__(self, path: Path, part: str) -> None:
        super().__init__(
            f"{path.name} can't be relied on: {part} did not come back as written.",
            "Leave this format out by --format, and tell the maintainers.",
        )


def write_csv(table: Table, path: Path) -> None:
    """Write the table as CSV in UTF-8. An empty cell is a missing value.

    Raises:
        NotAsWrittenError: it does not come back as it was written.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_csv(table.columns, table.rows(), file)
    with path.open(encoding="utf-8", newline="") as file:
        found = csv.reader(file)
        if next(found) != [harmless(column.name) for column in table.columns]:
            raise NotAsWrittenError(path, "the names of its columns")
        for row in table.rows():
            if next(found, None) != [_cell(row[column.name]) for column in table.columns]:
                raise NotAsWrittenError(path, "a row")
        if next(found, None) is not None:
            raise NotAsWrittenError(path, "its end")


def as_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The table as CSV in UTF-8."""
    written = io.StringIO(newline="")
    _write_csv(columns, rows, written)
    return written.getvalue().encode()


def _write_csv(columns: Sequence[Column], rows: Iterable[Row], file: TextIO) -> None:
    # With "\r\n" the writer also quotes a lone "\r" within a cell.
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(column.name) for column in columns])
    writer.writerows([_cell(row[column.name]) for column in columns] for row in rows)


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return harmless(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def as_json(body: Mapping[str, Any]) -> bytes:
    """Plain values as JSON that people can read.

    Words stay exactly as they are. But a spreadsheet that opens the file as if it were a table cuts
    them at commas, so a sign that begins a formula after one is written by its number.
    """
    written = json.dumps(body, ensure_ascii=False, indent=1)
    return (_AFTER_A_CUT.sub(_by_number, written) + "\n").encode()


def _by_number(found: re.Match[str]) -> str:
    return f"{found[1]}\\u{ord(found[2]):04x}"


_ROWS = 20_000
_COMPRESSION: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 9,
    "statistics": True,
}


def write_parquet(table: Table, path: Path) -> None:
    """Write the table as Parquet: text as it is, and the same bytes for the same rows.

    Raises:
        NotAsWrittenError: it does not come back as it was written.
    """
    import polars as pl

    parts = []
    for number, rows in enumerate(_batches(table.rows(), _ROWS)):
        parts.append(path.with_suffix(f".part{number}"))
        _frame(table.columns, rows).write_parquet(parts[-1], **_COMPRESSION)
    if len(parts) > 1:
        whole = pl.scan_parquet(parts)
        whole.sink_parquet(path, maintain_order=True, row_group_size=_ROWS, **_COMPRESSION)
        for part in parts:
            part.unlink()
    else:
        parts[0].replace(path)
    kept = pl.scan_parquet(path)
    for number, rows in enumerate(_batches(table.rows(), _ROWS)):
        wanted = _frame(table.columns, rows)
        if not kept.slice(number * _ROWS, _ROWS).collect().equals(wanted):
            raise NotAsWrittenError(path, "a row")


def as_parquet(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """The table as Parquet."""
    written = io.BytesIO()
    _frame(columns, rows).write_parquet(written, **_COMPRESSION)
    return written.getvalue()


def _frame(columns: Sequence[Column], rows: Sequence[Row]) -> pl.DataFrame:
    import polars as pl

    types = {"text": pl.String, "whole": pl.Int64, "number": pl.Float64, "yes_no": pl.Boolean}
    return pl.DataFrame(
        {column.name: [row[column.name] for row in rows] for column in columns},
        schema={column.name: types[column.type] for column in columns},
    )


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows, so many at a time; one empty batch if there are none."""
    left = iter(rows)
    yield list(islice(left, size))
    while batch := list(islice(left, size)):
        yield batch
