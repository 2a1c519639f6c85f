from __future__ import annotations

import pytest
from hypothesis import given

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.bands import NOT_KNOWN
from coprod_widgets.research.disclosure.counts import TOTAL, Counts, Cut, Shape, count

from .made import AGE, WARD, people_of, sizes, tables


def test_people_are_counted_by_two_attributes_with_margins_and_empty_cells() -> None:
    counts = count(people_of([[2, 1], [0, 3]]), AGE)
    assert sizes(counts) == {
        ("w0", "a0"): 2,
        ("w0", "a1"): 1,
        ("w0", TOTAL): 3,
        ("w1", "a0"): 0,
        ("w1", "a1"): 3,
        ("w1", TOTAL): 3,
        (TOTAL, "a0"): 2,
        (TOTAL, "a1"): 4,
        (TOTAL, TOTAL): 6,
    }


def test_people_are_counted_by_one_attribute() -> None:
    counts = count(people_of([[2], [3]]), WARD, {"ward": ("w1", "w0", "w2")})
    assert counts.shape == Shape(("w1", "w0", "w2"))
    assert list(sizes(counts).values()) == [3, 2, 0, 5]
    assert len(counts.shape.lines) == 1


def test_what_is_not_known_is_a_row_of_its_own_and_the_last() -> None:
    people = {"one": {"ward": "z"}, "two": {"ward": "a"}, "three": {}}
    assert count(people, WARD).shape.rows == ("a", "z", NOT_KNOWN)
    assert count(people, WARD, {"ward": ("z", "a")}).shape.rows == ("z", "a", NOT_KNOWN)


@given(tables())
def test_every_margin_is_the_sum_of_its_line(counts: Counts) -> None:
    number = sizes(counts)
    for line in counts.shape.lines:
        assert number[line.total] == sum(number[cell] for cell in line.cells)


def test_the_people_of_a_table_are_not_printed_with_it() -> None:
    assert "person" not in repr(count(people_of([[2]]), AGE))


@pytest.mark.parametrize(
    ("cut", "values", "problem"),
    [
        (Cut("ward", "ward"), None, "in its rows and in its columns"),
        (Cut("floor"), None, "Nobody has the attribute 'floor'"),
        (Cut("ward"), {"ward": ["w7"]}, "Somebody's 'ward' is none of the values"),
        (Cut("ward"), {"ward": ["w0", "all"]}, "is called 'all'"),
    ],
)
def test_a_cut_that_cannot_be_made_says_why(
    cut: Cut, values: dict[str, list[str]] | None, problem: str
) -> None:
    with pytest.raises(CoprodError, match=problem):
        count(people_of([[2]]), cut, values)
