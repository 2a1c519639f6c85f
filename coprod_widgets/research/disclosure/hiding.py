"""Rounds a table and hides what is of too few people, and what would give that away.

First every entry of fewer than k people is hidden, zero among them. Then more are, the smallest
first, until two things hold. In no line whose margin is told is a hidden cell alone, or are all
hidden cells together fewer than k people. And `subtraction`, which sees only what is published,
works nothing out, even if counts were not rounded. Ties go by the order of the table, so the same
people give the same table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.counts import TOTAL, Cell, Counts
from coprod_widgets.research.disclosure.published import Published
from coprod_widgets.research.disclosure.subtraction import (
    Group,
    bounds,
    group_of,
    guessed,
    safe,
)
from coprod_widgets.research.disclosure.thresholds import (
    BASE,
    LEAST_PEOPLE,
    least_base,
    least_k,
    rounded,
)

ALL: Cell = (TOTAL, TOTAL)


def hide(
    counts: Counts,
    k: int = LEAST_PEOPLE,
    base: int = BASE,
    *,
    withheld: Collection[Cell] = (),
) -> Published:
    """One table as it may leave the hospital.

    Args:
        counts: The people of each entry.
        k: No number is of fewer people.
        base: Counts are rounded to its multiples; each margin by itself.
        withheld: Entries that are not to be told whatever their size.

    Raises:
        CoprodError: k or the base is too small.
    """
    return hide_all([counts], k, base, withheld={0: withheld})[0]


def hide_all(
    tables: Sequence[Counts],
    k: int = LEAST_PEOPLE,
    base: int = BASE,
    *,
    withheld: Mapping[int, Collection[Cell]] | None = None,
) -> tuple[Published, ...]:
    """Tables of the same people, in their order, safe when they are read together.

    An entry that two tables have in common, such as a margin, is told by both or by neither.

    Args:
        tables: The people of each entry of each table.
        k: No number is of fewer people.
        base: Counts are rounded to its multiples; each margin by itself.
        withheld: For tables, by their place, entries that are not to be told whatever their size.

    Raises:
        CoprodError: k or the base is too small, or the tables are not of the same people.
    """
    if len({table.people[ALL] for table in tables}) > 1:
        raise CoprodError(
            "The tables that are to be read together are not of the same people.",
            "Hide each of them by itself, and compare their people with `near`.",
        )
    work = _Hiding(tables, least_k(k), least_base(base))
    for place, cells in (withheld or {}).items():
        work.hidden |= {group_of(tables[place].cut, cell) for cell in cells}
    work.run()
    return tuple(work.told(place, base) for place in range(len(tables)))


class _Hiding:
    """Tables on the way to what is told of them.

    Attributes:
        hidden: The entries that are not told, in the words that all tables share.
        refused: The tables that are not told at all, by their place, each with the reason.
    """

    def __init__(self, tables: Sequence[Counts], k: int, base: int) -> None:
        self._tables = tables
        self._k = k
        self._base = base
        self._sizes: dict[Group, int] = {
            group_of(table.cut, cell): len(table.people[cell])
            for table in tables
            for cell in table.shape.cells
        }
        # Where an entry stands in the order of the tables, for ties.
        self._order = {group: place for place, group in enumerate(self._sizes)}
        self.hidden = {group for group, size in self._sizes.items() if size < k}
        self.refused: dict[int, str] = {}
        self._settled: set[tuple[int, Group]] = set()

    def run(self) -> None:
        """Hides until nothing is left to hide."""
        while True:
            for place in self._places():
                if frozenset() in self.hidden:
                    self.refused[place] = f"It has fewer than {self._k} people."
            if not (self._lonely() or self._worked_out()):
                return

    def told(self, place: int, base: int) -> Published:
        """A table as far as it is hidden by now; a base of 1 leaves its counts exact."""
        table = self._tables[place]
        numbers: dict[Cell, int | None] = {}
        for cell in table.shape.cells:
            is_hidden = place in self.refused or group_of(table.cut, cell) in self.hidden
            numbers[cell] = None if is_hidden else rounded(len(table.people[cell]), base)
        refused = self.refused.get(place)
        return Published(table.cut, table.shape, numbers, self._k, base, refused)

    def _lonely(self) -> bool:
        """Hides one more entry of the first line with too little hidden, if there is one."""
        for place in self._places():
            cut = self._tables[place].cut
            for line in self._tables[place].shape.lines:
                total = group_of(cut, line.total)
                groups = [group_of(cut, cell) for cell in line.cells]
                hidden = [group for group in groups if group in self.hidden]
                people = sum(self._sizes[group] for group in hidden)
                enough = len(hidden) > 1 and people >= self._k
                if total in self.hidden or not hidden or enough:
                    continue
                self.hidden.add(self._smallest(groups) or total)
                return True
        return False

    def _worked_out(self) -> bool:
        """Hides one more entry for the first that can be worked out, if there is one.

        Counts are tried as exact too, so that nothing rests on their being rounded.
        """
        for base in (1, self._base):
            tables = {place: self.told(place, base) for place in self._places()}
            for place, table in tables.items():
                others = [other for at, other in tables.items() if at != place]
                cells = self._exposed(table, others)
                if not cells and base == self._base:
                    cells = guessed(table)
                if cells:
                    self._hide_for(place, cells[0], base)
                    return True
        return False

    def _exposed(self, table: Published, others: Sequence[Published]) -> list[Cell]:
        """As `subtraction` says; what may be 0 and k is so for good, as only more is hidden."""
        named = {cell: (table.base, group_of(table.cut, cell)) for cell in table.hidden}
        unsure = [cell for cell in table.hidden if named[cell] not in self._settled]
        ends = bounds(table, *others, of=unsure)
        self._settled |= {
            named[cell] for cell, (low, high) in ends.items() if low == 0 and high >= self._k
        }
        return [cell for cell in unsure if not safe(ends[cell], self._k)]

    def _hide_for(self, place: int, cell: Cell, base: int) -> None:
        more = self._widening(place, cell, base) or self._smallest(self._sizes)
        if more is None:
            self.refused[place] = "Nothing of it can be told without giving a cell away."
        else:
            self.hidden.add(more)

    def _widening(self, place: int, cell: Cell, base: int) -> Group | None:
        """The smallest entry whose hiding leaves more counts possible for an exposed one."""
        before = self._range(place, cell, base)
        for group in self._by_size(self._sizes):
            self.hidden.add(group)
            low, high = self._range(place, cell, base)
            self.hidden.remove(group)
            if low < before[0] or high > before[1]:
                return group
        return None

    def _range(self, place: int, cell: Cell, base: int) -> tuple[int, int]:
        others = [self.told(other, base) for other in self._places() if other != place]
        return bounds(self.told(place, base), *others, of=[cell])[cell]

    def _places(self) -> list[int]:
        return [place for place in range(len(self._tables)) if place not in self.refused]

    def _by_size(self, groups: Collection[Group]) -> list[Group]:
        """The entries that are still told, the smallest first; never the number of all people."""
        left = [group for group in groups if group and group not in self.hidden]
        return sorted(left, key=lambda group: (self._sizes[group], self._order[group]))

    def _smallest(self, groups: Collection[Group]) -> Group | None:
        return next(iter(self._by_size(groups)), None)
