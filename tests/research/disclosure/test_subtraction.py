from __future__ import annotations

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.counts import TOTAL, Cell, Counts, Cut, Line, Shape
from coprod_widgets.research.disclosure.hiding import hide
from coprod_widgets.research.disclosure.published import Published
from coprod_widgets.research.disclosure.subtraction import (
    bounds,
    exposed,
    guessed,
    is_safe,
    safe,
    unions,
)
from coprod_widgets.research.disclosure.thresholds import rounded

from .made import AGE, WARD, counts_of, filled, possible, sizes, tables, wards_of


def published(counts: Counts, hidden: set[Cell], k: int, base: int) -> Published:
    """A table with exactly these entries hidden, be it safe or not."""
    numbers = {
        cell: None if cell in hidden else rounded(number, base)
        for cell, number in sizes(counts).items()
    }
    return Published(counts.cut, counts.shape, numbers, k, base)


@st.composite
def carelessly_hidden(draw: st.DrawFn) -> Published:
    """A small table of which the small entries are hidden, and any others at random."""
    shape = draw(st.sampled_from([(1, 3), (3, 1), (2, 2), (2, 3)]))
    most = 14 // prod(shape) + 1
    line = st.lists(st.integers(0, most), min_size=shape[1], max_size=shape[1])
    counts = counts_of(draw(st.lists(line, min_size=shape[0], max_size=shape[0])))
    k, base = draw(st.sampled_from([(1, 1), (2, 2), (2, 3), (3, 3)]))
    small = {cell for cell, number in sizes(counts).items() if number < k}
    more = draw(st.sets(st.sampled_from(counts.shape.cells)))
    return published(counts, (small | more) - {(TOTAL, TOTAL)}, k, base)


@settings(max_examples=40, deadline=None)
@given(carelessly_hidden())
def test_bounds_are_those_that_trying_every_table_finds_and_each_count_between_is_possible(
    table: Published,
) -> None:
    total = table.numbers[TOTAL, TOTAL]
    if not total:  # fewer people than k are never published
        return
    found: dict[Cell, set[int]] = {cell: set() for cell in table.hidden}
    together: dict[Line, set[int]] = {line: set() for line in unions(table)}
    for one in possible(table):
        for cell in found:
            found[cell].add(one[cell])
        for line in together:
            together[line].add(sum(one[cell] for cell in line.cells if cell in found))
    for cell, (low, high) in bounds(table).items():
        assert found[cell] == set(range(low, high + 1))
    for line, (low, high) in unions(table).items():
        assert together[line] == set(range(low, high + 1))


def test_one_hidden_cell_beside_its_margin_is_worked_out() -> None:
    table = published(wards_of([3, 20, 30]), {("w0", TOTAL)}, k=10, base=5)
    # 55 means 53 to 57, 20 means 18 to 22, 30 means 28 to 32.
    assert bounds(table) == {("w0", TOTAL): (0, 11)}
    exact = published(wards_of([3, 20, 30]), {("w0", TOTAL)}, k=10, base=1)
    assert bounds(exact) == {("w0", TOTAL): (3, 3)}
    assert exposed(exact) == [("w0", TOTAL)]
    assert not is_safe(exact)


@pytest.mark.parametrize(
    ("ends", "is_so"),
    [((0, 10), True), ((0, 9), False), ((1, 30), False), ((9, 30), False), ((10, 10), True)],
)
def test_an_entry_is_safe_if_it_may_be_anything_up_to_k_or_is_surely_more(
    ends: tuple[int, int], is_so: bool
) -> None:
    assert safe(ends, 10) is is_so


def test_a_reader_who_knows_the_rule_knows_that_10_is_not_8() -> None:
    told = {("a", TOTAL): 10, ("b", TOTAL): None, ("c", TOTAL): None, (TOTAL, TOTAL): 20}
    table = Published(WARD, Shape(("a", "b", "c")), told, k=10, base=5)
    assert bounds(table) == {("b", TOTAL): (0, 12), ("c", TOTAL): (0, 12)}
    assert unions(table) == {table.shape.lines[0]: (6, 12)}


def test_who_knows_that_the_smallest_go_first_guesses_more() -> None:
    # Told are 5 to 7 and 18 to 22, so both hidden ones make up 11 at least. None is over 7.
    told = {("a", TOTAL): None, ("b", TOTAL): 5, ("c", TOTAL): None, (TOTAL, TOTAL): 20}
    table = Published(WARD, Shape(("a", "b", "c")), told, k=5, base=5)
    assert exposed(table) == []
    assert guessed(table) == [("a", TOTAL), ("c", TOTAL)]
    assert not is_safe(table)
    assert len(hide(wards_of([4, 7, 7]), 5).hidden) == 3


def test_a_guess_that_fits_no_people_guesses_nothing() -> None:
    told = {("a", TOTAL): None, ("b", TOTAL): 5, ("c", TOTAL): None, (TOTAL, TOTAL): 50}
    assert guessed(Published(WARD, Shape(("a", "b", "c")), told, k=5, base=5)) == []


def test_a_margin_that_another_table_tells_gives_a_cell_away() -> None:
    by_age = counts_of([[4, 30], [20, 40]])
    hidden = {("w0", "a0"), ("w0", "a1"), ("w1", "a0"), ("w1", "a1"), ("w0", TOTAL)}
    one = published(by_age, hidden | {("w1", TOTAL)}, k=10, base=1)
    other = published(wards_of([34, 60]), set(), k=10, base=1)
    assert bounds(one)["w0", TOTAL] == (0, 94)
    assert bounds(one, other)["w0", TOTAL] == (34, 34)


def test_nothing_can_be_worked_out_of_a_table_that_is_refused() -> None:
    table = hide(counts_of([[1, 2], [2, 1]]))
    assert table.refused
    assert bounds(table) == {}
    assert unions(table) == {}
    assert is_safe(table)


def test_numbers_that_fit_no_people_are_refused() -> None:
    told = {("a", TOTAL): 50, ("b", TOTAL): None, (TOTAL, TOTAL): 20}
    with pytest.raises(CoprodError, match="fit no people at all"):
        bounds(Published(WARD, Shape(("a", "b")), told, k=10, base=5))


def test_a_table_that_hides_the_number_of_all_people_and_tells_others_is_refused() -> None:
    told = {("a", TOTAL): 50, ("b", TOTAL): None, (TOTAL, TOTAL): None}
    with pytest.raises(CoprodError, match="number of all people"):
        bounds(Published(WARD, Shape(("a", "b")), told, k=10, base=5))


@settings(max_examples=40, deadline=None)
@given(tables(most=25, rows=3, columns=3))
def test_the_true_count_is_always_within_the_bounds(counts: Counts) -> None:
    true = sizes(counts)
    for cell, (low, high) in bounds(hide(counts)).items():
        assert low <= true[cell] <= high


def test_the_brute_force_fills_margins_in() -> None:
    shape = Shape(("a", "b"), ("x", "y"))
    assert filled(shape, [1, 2, 3, 4])["a", TOTAL] == 3
    assert filled(shape, [1, 2, 3, 4])[TOTAL, "y"] == 6
    assert filled(Shape(("a", "b")), [1, 2])[TOTAL, TOTAL] == 3
    assert Cut("ward", "age") == AGE
