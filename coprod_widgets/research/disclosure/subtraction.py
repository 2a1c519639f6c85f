"""Tries to work out what is hidden, from nothing but what is published.

It knows neither the true counts nor how `hiding` chose. It knows what any reader knows: the rule
that no number is of fewer than k people, what a rounded number can stand for, that each margin is
the sum of its line, and that nobody is counted less than 0 times. Tables of the same people are
looked at together, because a hidden margin of one may be told by another.

Each entry is a whole number, so the bounds come from integer programming (HiGHS, by scipy). For one
table they are tight, and every count between them is possible: its sums are a flow from rows to
columns, whose matrix is totally unimodular. For several tables both ends are still reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.counts import TOTAL, Cell, Cut, Line
from coprod_widgets.research.disclosure.published import Published
from coprod_widgets.research.disclosure.thresholds import meant

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

Group = frozenset[tuple[str, str]]
"""Who an entry counts: attributes with their values. Nobody is left out by the empty one."""

Range = tuple[int, int]


def group_of(cut: Cut, cell: Cell) -> Group:
    """Who is counted in an entry, in the same words for every table."""
    named = zip((cut.rows, cut.columns or ""), cell, strict=True)
    return frozenset((attribute, value) for attribute, value in named if value != TOTAL)


def bounds(
    published: Published, *others: Published, of: Sequence[Cell] | None = None
) -> dict[Cell, Range]:
    """The least and the most people that each hidden entry can have.

    Args:
        published: The table; nothing is hidden in one that is refused.
        others: Further tables of the same people.
        of: The hidden entries that are asked for; all of them without it.

    Raises:
        CoprodError: The numbers fit no people at all, or the number of all people is hidden.
    """
    if published.refused is not None:
        return {}
    reader = _Reader([published, *others])
    cells = published.hidden if of is None else of
    return {cell: reader.range_of([group_of(published.cut, cell)]) for cell in cells}


def unions(published: Published, *others: Published) -> dict[Line, Range]:
    """The least and the most people in all hidden cells of a line together, for each line with any.

    Raises:
        CoprodError: As for `bounds`.
    """
    if published.refused is not None:
        return {}
    reader = _Reader([published, *others])
    found = {}
    for line in published.shape.lines:
        hidden = [cell for cell in line.cells if published.numbers[cell] is None]
        if hidden:
            groups = [group_of(published.cut, cell) for cell in hidden]
            found[line] = reader.range_of(groups)
    return found


def safe(ends: Range, k: int) -> bool:
    """Whether the bounds of a hidden entry tell too little of it.

    It is safe if it may have any number of people from 0 to k: then nobody can say whether it is
    small. It is safe too if it surely has k or more, because it might as well be told.
    """
    low, high = ends
    return low >= k or (low == 0 and high >= k)


def exposed(published: Published, *others: Published) -> list[Cell]:
    """The hidden entries of which too much can be worked out, in the order of the table.

    Where each entry is safe, so are all unions of them: each may have k people, or has.
    """
    found = bounds(published, *others)
    return [cell for cell, ends in found.items() if not safe(ends, published.k)]


def guessed(published: Published) -> list[Cell]:
    """The hidden entries of which too much can be guessed by who knows that the smallest go first.

    In a table of one attribute no hidden cell is larger than one that is told, as far as it is
    hidden for its size. An entry is safe from that if it may be k, and may have as many counts as a
    rounded number can stand for. If the guess fits no people, it was hidden for something else.
    """
    if published.refused is not None or published.shape.columns:
        return []
    reader = _Reader([published])
    if not reader.supposes_smallest_first(published):
        return []
    found = []
    for cell in published.hidden:
        low, high = reader.range_of([group_of(published.cut, cell)])
        wide = high >= published.k and high - low + 1 >= published.base
        if low < published.k and not wide:
            found.append(cell)
    return found


def is_safe(published: Published, *others: Published) -> bool:
    """Whether nothing that is hidden in the table can be worked out or guessed."""
    return not exposed(published, *others) and not guessed(published)


class _Reader:
    """What a reader of some tables of the same people can work out."""

    def __init__(self, tables: Iterable[Published]) -> None:
        import numpy as np
        from scipy.optimize import LinearConstraint

        told = [table for table in tables if table.refused is None]
        self._places: dict[Group, int] = {}
        self._lows: list[float] = []
        self._highs: list[float] = []
        least, most = self._lows, self._highs
        for table in told:
            for cell in table.shape.cells:
                group = group_of(table.cut, cell)
                if group not in self._places:
                    self._places[group] = len(least)
                    least.append(0)
                    most.append(np.inf)
                number = table.numbers[cell]
                if number is not None:
                    low, high = meant(number, table.base)
                    place = self._places[group]
                    least[place] = max(least[place], low, table.k)
                    most[place] = min(most[place], high)
        if self._places and most[self._places[frozenset()]] == np.inf:
            raise CoprodError(
                "The number of all people is hidden, so nothing bounds what else is.",
                "Tell it, or refuse the table.",
            )
        sums = [(table.cut, line) for table in told for line in table.shape.lines]
        matrix = np.zeros((len(sums), len(least)))
        for row, (cut, line) in enumerate(sums):
            matrix[row, self._places[group_of(cut, line.total)]] -= 1
            for cell in line.cells:
                matrix[row, self._places[group_of(cut, cell)]] += 1
        self._sums: LinearConstraint = LinearConstraint(matrix, 0, 0)

    def range_of(self, groups: Sequence[Group]) -> Range:
        """The least and the most people in some groups together that share nobody."""
        wanted = [0.0] * len(self._places)
        for group in groups:
            wanted[self._places[group]] += 1
        return self._least(wanted), -self._least([-one for one in wanted])

    def supposes_smallest_first(self, table: Published) -> bool:
        """From now on no hidden cell is larger than one that is told; False if that fits nobody."""
        told = [cell for line in table.shape.lines for cell in line.cells]
        places = [self._places[group_of(table.cut, cell)] for cell in told]
        hidden = [
            place for cell, place in zip(told, places, strict=True) if table.numbers[cell] is None
        ]
        cap = min((self._highs[place] for place in places if place not in hidden), default=None)
        for place in hidden:
            self._highs[place] = self._highs[place] if cap is None else cap
        return self._solved([0.0] * len(self._places)) is not None

    def _least(self, wanted: Sequence[float]) -> int:
        least = self._solved(wanted)
        if least is None:
            raise CoprodError(
                "The published numbers fit no people at all.",
                "Take all of them from one table, as it was rounded.",
            )
        return least

    def _solved(self, wanted: Sequence[float]) -> int | None:
        import numpy as np
        from scipy.optimize import Bounds, milp

        between = Bounds(self._lows, self._highs)
        found = milp(wanted, integrality=1, bounds=between, constraints=self._sums)
        return int(np.rint(found.fun)) if found.success else None
