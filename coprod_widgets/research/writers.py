"""Tables as bytes: Parquet for programs, CSV for people with a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coprod_widgets.research.columns import Cell, Column, Row

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


def as_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The table as CSV in UTF-8. An empty cell is a missing value."""
    written = io.StringIO(newline="")
    # With "\r\n" the writer also quotes a lone "\r" within a cell.
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(column.name) for column in columns])
    writer.writerows([_cell(row[column.name]) for column in columns] for row in rows)
    return written.getvalue().encode()


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


def as_parquet(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """The table as Parquet: text as it is, and the same bytes for the same rows."""
    import polars as pl

    types = {"text": pl.String, "whole": pl.Int64, "number": pl.Float64, "yes_no": pl.Boolean}
    frame = pl.DataFrame(
        {column.name: [row[column.name] for row in rows] for column in columns},
        schema={column.name: types[column.type] for column in columns},
    )
    written = io.BytesIO()
    frame.write_parquet(written, compression="zstd", compression_level=9, statistics=True)
    return written.getvalue()
