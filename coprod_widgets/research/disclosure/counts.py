"""People counted by one attribute or by two, with all margins, as sets of who they are.

A table of one attribute is one with the single column `TOTAL`. So each cell and each margin is an
entry of the same kind, and each line says that an entry is the sum of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.anonymity import People
from coprod_widgets.research.disclosure.bands import NOT_KNOWN

TOTAL = "all"

Cell = tuple[str, str]
"""The value of its row and that of its column; `TOTAL` for a margin."""


@dataclass(frozen=True, slots=True)
class Cut:
    """By which attributes people are counted."""

    rows: str
    columns: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A margin, and the cells (or smaller margins) of which it is the sum."""

    total: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table looks like: the values of its rows and columns, in order, without margins.

    Args:
        rows: The values of the attribute of the rows.
        columns: Those of the columns; empty for a table of one attribute.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every entry, row by row, margins last."""
        across = (*self.columns, TOTAL)
        return tuple((row, column) for row in (*self.rows, TOTAL) for column in across)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every sum that holds between the entries."""
        across = [
            Line((row, TOTAL), tuple((row, column) for column in self.columns))
            for row in (*self.rows, TOTAL)
            if self.columns
        ]
        down = [
            Line((TOTAL, column), tuple((row, column) for row in self.rows))
            for column in (*self.columns, TOTAL)
        ]
        return (*across, *down)


@dataclass(frozen=True, slots=True)
class Counts:
    """A table with the people of each entry. It never leaves the hospital; `hide` makes what may.

    Args:
        cut: By which attributes.
        shape: Its rows and columns.
        people: Who is in each entry, margins and empty cells among them.
    """

    cut: Cut
    shape: Shape
    people: Mapping[Cell, frozenset[str]] = field(repr=False)


def count(people: People, cut: Cut, values: Mapping[str, Sequence[str]] | None = None) -> Counts:
    """Counts people.

    Args:
        people: Each person with coarse values; one that is missing is "not known".
        cut: By which attributes.
        values: All values of an attribute, in their order (`Bands.values`). Without them its rows
            are the values that occur, and the table tells that each of them does.

    Raises:
        CoprodError: Nobody has the attribute, somebody's value is none of the `values`, the same
            attribute is in rows and columns, or a value has the name of the margin.
    """
    if cut.rows == cut.columns:
        raise CoprodError(
            f"The table has '{cut.rows}' in its rows and in its columns.",
            "Name two attributes, or one.",
        )
    declared = values or {}
    rows = _values(people, cut.rows, declared.get(cut.rows))
    columns = _values(people, cut.columns, declared.get(cut.columns)) if cut.columns else ()
    shape = Shape(rows, columns)
    found: dict[Cell, set[str]] = {cell: set() for cell in shape.cells}
    for person, attributes in people.items():
        down = {attributes.get(cut.rows, NOT_KNOWN), TOTAL}
        across = {attributes.get(cut.columns, NOT_KNOWN), TOTAL} if cut.columns else {TOTAL}
        for row in down:
            for column in across:
                found[row, column].add(person)
    return Counts(cut, shape, {cell: frozenset(who) for cell, who in found.items()})


def _values(people: People, attribute: str, declared: Iterable[str] | None) -> tuple[str, ...]:
    """The values of an attribute in their order, "not known" last if it was not declared."""
    occur = {attributes.get(attribute, NOT_KNOWN) for attributes in people.values()}
    if declared is None:
        if occur <= {NOT_KNOWN}:
            raise CoprodError(
                f"Nobody has the attribute '{attribute}'.", "Cut by attributes of the data set."
            )
        ordered = tuple(sorted(occur, key=lambda value: (value == NOT_KNOWN, value)))
    else:
        ordered = tuple(dict.fromkeys(declared))
        if occur - {NOT_KNOWN} - set(ordered):
            raise CoprodError(
                f"Somebody's '{attribute}' is none of the values that were declared.",
                f"Declare all values of '{attribute}', or none.",
            )
        if NOT_KNOWN in occur and NOT_KNOWN not in ordered:
            ordered = (*ordered, NOT_KNOWN)
    if TOTAL in ordered:
        raise CoprodError(
            f"A value of '{attribute}' is called '{TOTAL}', as the margin is.",
            "Give the value another name.",
        )
    return ordered
