"""Tables of invented people, and everything that a table of few people can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hypothesis import strategies as st

from coprod_widgets.research.disclosure.counts import (
    TOTAL,
    Cell,
    Counts,
    Cut,
    Shape,
    count,
)
from coprod_widgets.research.disclosure.published import Published
from coprod_widgets.research.disclosure.thresholds import rounded

WARD, AGE = Cut("ward"), Cut("ward", "age")
Numbers = Mapping[Cell, int]


def people_of(numbers: Sequence[Sequence[int]]) -> dict[str, dict[str, str]]:
    """So many people for each ward (a row) and age (a column)."""
    people: dict[str, dict[str, str]] = {}
    for row, line in enumerate(numbers):
        for column, number in enumerate(line):
            for _ in range(number):
                people[f"person {len(people)}"] = {"ward": f"w{row}", "age": f"a{column}"}
    return people


def counts_of(numbers: Sequence[Sequence[int]]) -> Counts:
    """A table of wards by ages, with all its rows and columns, empty ones too."""
    wards = tuple(f"w{row}" for row in range(len(numbers)))
    ages = tuple(f"a{column}" for column in range(len(numbers[0])))
    return count(people_of(numbers), AGE, {"ward": wards, "age": ages})


def wards_of(numbers: Sequence[int]) -> Counts:
    """A table of wards alone."""
    people = people_of([[number] for number in numbers])
    return count(people, WARD, {"ward": tuple(f"w{row}" for row in range(len(numbers)))})


def sizes(counts: Counts) -> dict[Cell, int]:
    return {cell: len(who) for cell, who in counts.people.items()}


@st.composite
def tables(draw: st.DrawFn, most: int = 30, rows: int = 4, columns: int = 4) -> Counts:
    across = draw(st.integers(1, columns))
    line = st.lists(st.integers(0, most), min_size=across, max_size=across)
    return counts_of(draw(st.lists(line, min_size=1, max_size=rows)))


def filled(shape: Shape, inner: Sequence[int]) -> dict[Cell, int]:
    """A table with its margins, from its inner cells row by row."""
    columns = shape.columns or (TOTAL,)
    cells = dict(zip(product(shape.rows, columns), inner, strict=True))
    found: dict[Cell, int] = {}
    for row, column in shape.cells:
        found[row, column] = sum(
            number for (r, c), number in cells.items() if row in (r, TOTAL) and column in (c, TOTAL)
        )
    return found


def possible(published: Published) -> Iterator[dict[Cell, int]]:
    """Every table that the published numbers allow, found by trying all there are.

    It rounds each of them as it was rounded, and knows nothing of what a number can stand for.
    """
    shape = published.shape
    total = published.numbers[TOTAL, TOTAL]
    assert total is not None
    inner = len(shape.rows) * max(1, len(shape.columns))
    for numbers in _parts(inner, total + published.base):
        table = filled(shape, numbers)
        if all(
            told is None
            or (table[cell] >= published.k and rounded(table[cell], published.base) == told)
            for cell, told in published.numbers.items()
        ):
            yield table


def _parts(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way to put `most` people or fewer into so many cells."""
    if cells == 0:
        yield ()
        return
    for first in range(most + 1):
        for rest in _parts(cells - 1, most - first):
            yield (first, *rest)
