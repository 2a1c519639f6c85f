from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.counts import TOTAL, Counts, Cut, count
from coprod_widgets.research.disclosure.hiding import hide, hide_all
from coprod_widgets.research.disclosure.subtraction import bounds, is_safe
from coprod_widgets.research.disclosure.thresholds import rounded

from .made import counts_of, people_of, possible, sizes, tables, wards_of


def test_cells_of_3_4_and_12_are_all_hidden_so_that_none_can_be_worked_out() -> None:
    table = hide(wards_of([3, 4, 12]))
    assert table.refused is None
    assert table.numbers == {
        ("w0", TOTAL): None,
        ("w1", TOTAL): None,
        ("w2", TOTAL): None,
        (TOTAL, TOTAL): 20,
    }
    assert set(bounds(table).values()) == {(0, 22)}


def test_among_larger_cells_the_smallest_goes_with_3_and_4() -> None:
    table = hide(wards_of([3, 4, 12, 31, 40]))
    assert table.hidden == (("w0", TOTAL), ("w1", TOTAL), ("w2", TOTAL))
    assert table.numbers["w3", TOTAL] == 30
    assert table.numbers["w4", TOTAL] == 40
    assert table.numbers[TOTAL, TOTAL] == 90


def test_an_empty_cell_is_hidden_like_a_small_one() -> None:
    assert hide(wards_of([0, 25, 40])).hidden == (("w0", TOTAL), ("w1", TOTAL))


def test_a_table_without_small_cells_is_told_whole_with_margins_rounded_by_themselves() -> None:
    table = hide(counts_of([[12, 12], [12, 12]]))
    assert table.hidden == ()
    assert table.numbers["w0", "a0"] == 10
    assert table.numbers["w0", TOTAL] == 25
    assert table.numbers[TOTAL, TOTAL] == 50


def test_a_small_ward_of_a_table_by_age_takes_its_margin_and_another_ward_with_it() -> None:
    table = hide(counts_of([[2, 3], [20, 30], [40, 50]]))
    assert ("w0", TOTAL) in table.hidden
    assert ("w1", TOTAL) in table.hidden
    assert table.numbers["w2", "a1"] == 50
    assert is_safe(table)


def test_fewer_people_than_k_are_refused_as_a_whole() -> None:
    table = hide(counts_of([[1, 2], [2, 1]]))
    assert table.refused == "It has fewer than 10 people."
    assert set(table.numbers.values()) == {None}


def test_k_goes_up_and_never_under_5() -> None:
    counts = wards_of([12, 14, 40, 50])
    assert hide(counts, k=13).hidden == (("w0", TOTAL), ("w1", TOTAL))
    with pytest.raises(CoprodError, match="set to 4, and it is never under 5"):
        hide(counts, k=4)


def test_tables_of_the_same_people_hide_the_same_margins() -> None:
    rng = random.Random(7)
    people = {
        f"person {number}": {
            "ward": rng.choice(["w0"] + ["w1"] * 5 + ["w2"] * 8),
            "age": rng.choice(["young", "old"]),
            "law": rng.choice(["civil", "court", "court"]),
        }
        for number in range(110)
    }
    pair = [count(people, Cut("ward", "age")), count(people, Cut("ward", "law"))]
    one, other = hide_all(pair)
    assert [cell for cell in one.hidden if cell[1] == TOTAL] == [
        cell for cell in other.hidden if cell[1] == TOTAL
    ]
    assert is_safe(one, other)
    assert is_safe(other, one)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("pqr")),
        min_size=20,
        max_size=120,
    )
)
def test_nothing_is_worked_out_of_several_tables_together(rows: list[tuple[str, str, str]]) -> None:
    people = {
        f"person {n}": dict(zip(("ward", "age", "law"), row, strict=True))
        for n, row in enumerate(rows)
    }
    cuts = [Cut("ward", "age"), Cut("law", "ward"), Cut("age"), Cut("law", "age")]
    counts = [count(people, cut) for cut in cuts]
    told = hide_all(counts)
    assert told == hide_all([count(people, cut) for cut in cuts])
    for place, table in enumerate(told):
        others = [*told[:place], *told[place + 1 :]]
        assert is_safe(table, *others)
        for cell, (low, high) in bounds(table, *others).items():
            true = len(counts[place].people[cell])
            assert low <= true <= high
            if true < 10:
                assert low == 0
                assert high >= 10


def test_tables_of_other_people_are_not_read_together() -> None:
    with pytest.raises(CoprodError, match="not of the same people"):
        hide_all([wards_of([20, 30]), wards_of([20, 31])])


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from([5, 8, 10]))
def test_no_number_is_ever_of_fewer_people_and_none_is_worked_out(counts: Counts, k: int) -> None:
    table = hide(counts, k)
    true = sizes(counts)
    for cell, told in table.numbers.items():
        assert told is None or (true[cell] >= k and told == rounded(true[cell]))
    assert is_safe(table)
    exact = replace(table, base=1, numbers={c: n and true[c] for c, n in table.numbers.items()})
    for one in (table, exact):
        for cell, (low, high) in bounds(one).items():
            if true[cell] < k:
                assert low == 0
                assert high >= k
    for line in table.shape.lines:
        hidden = [cell for cell in line.cells if table.numbers[cell] is None]
        if table.numbers[line.total] is not None and hidden:
            assert len(hidden) > 1
            assert sum(true[cell] for cell in hidden) >= k


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
def test_trying_every_table_leaves_each_small_cell_every_count_up_to_k(
    numbers: list[list[int]],
) -> None:
    counts = counts_of(numbers)
    table = hide(counts, 5)
    if table.refused:
        return
    small = [cell for cell, number in sizes(counts).items() if number < 5]
    left = {cell: set(range(6)) for cell in small}
    for one in possible(table):
        for cell in small:
            left[cell].discard(one[cell])
    assert not any(left.values())


@settings(max_examples=30, deadline=None)
@given(tables(most=25, rows=3, columns=3), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_added_changes_nothing(
    counts: Counts, order: random.Random
) -> None:
    shape = counts.shape
    numbers = [[len(counts.people[row, column]) for column in shape.columns] for row in shape.rows]
    people = list(people_of(numbers).items())
    order.shuffle(people)
    declared = {"ward": shape.rows, "age": shape.columns}
    assert hide(count(dict(people), counts.cut, declared)) == hide(counts)
