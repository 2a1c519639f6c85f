"""Reading a table that somebody made in a spreadsheet, with a fault for each cell that is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coprod_widgets.errors import PrepareError

_LARGEST = 5_000_000
_LONGEST_CELL = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong with one row, and what to do about it."""

    file: str
    line: int
    problem: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.line}: {self.problem} {self.cure}"


class RowError(Exception):
    """A row can't be used: a problem and a cure.

    They never repeat a cell of the reasons: a comma too many moves a wording into another column.
    """


def yes_or_no(name: str, said: str) -> bool:
    """Whether a cell says yes.

    Raises:
        RowError: it says neither yes nor no.
    """
    if said.casefold() not in ("yes", "no"):
        raise RowError(f"{name} is neither yes nor no.", "Use yes or no.")
    return said.casefold() == "yes"


def day_in(name: str, written: str) -> date:
    """The day in a cell.

    Raises:
        RowError: it is none.
    """
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise RowError(f"{name} is not a day.", "Write it as 2026-03-09.") from None


def text_of(path: Path) -> str:
    """A file's text, with or without a byte order mark.

    Raises:
        PrepareError: it is missing, too large, or not in UTF-8.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise PrepareError(f"{path} is larger than 5 MB.", "Split it into several files.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PrepareError(
            f"{path} is not in UTF-8.", "In the spreadsheet, save it as 'CSV UTF-8'."
        ) from None
    except OSError as error:
        raise PrepareError(f"{path} can't be read: {error.strerror}.", "Check the path.") from None


def rows(
    path: Path, required: Sequence[str], optional: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line, each cell stripped; commas or semicolons.

    Raises:
        PrepareError: a column is missing or unknown, or the file is no CSV.
    """
    content = text_of(path)
    first = content.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(path, header, required, optional)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise PrepareError(
                    f"{path}, line {reader.line_num}, has more cells than there are columns.",
                    "Put quotes round a wording with a comma; nothing was read in.",
                )
            padded = cells + [""] * (len(header) - len(cells))
            yield (
                reader.line_num,
                {n: c.strip()[:_LONGEST_CELL] for n, c in zip(header, padded, strict=True)},
            )
    except csv.Error as error:
        raise PrepareError(
            f"{path}, line {reader.line_num}, is not CSV: {error}.", "Save it as 'CSV UTF-8'."
        ) from None


def _check_header(
    path: Path, header: list[str], required: Sequence[str], optional: Sequence[str]
) -> None:
    expected = ", ".join((*required, *optional))
    for name in required:
        if name not in header:
            raise PrepareError(f"{path} has no column '{name}'.", f"The columns are: {expected}.")
    for name in header:
        if name not in (*required, *optional) or header.count(name) > 1:
            raise PrepareError(
                f"{path} has a column '{name:.40}' too many.", f"The columns are: {expected}."
            )
