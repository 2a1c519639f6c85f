from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.overlap import LeftAlone, Overlap, left_alone, near


def group(*numbers: int) -> frozenset[str]:
    """The people from the first number to before the second, and so on."""
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return frozenset(f"person {n}" for first, last in pairs for n in range(first, last))


SETS = st.frozensets(st.sampled_from(sorted(group(0, 30))))


@pytest.mark.parametrize(
    ("new", "is_near"),
    [
        (group(0, 40), False),  # the same people
        (group(0, 49), True),  # nine more
        (group(0, 50), False),  # ten more
        (group(0, 39), True),  # one fewer
        (group(0, 30), False),  # ten fewer
        (group(1, 41), True),  # one went, one came
        (group(5, 44), True),  # five went, four came
        (group(5, 45), False),  # five went, five came
        (group(40, 44), False),  # nobody is in both
        (frozenset(), False),
    ],
)
def test_a_second_cut_that_differs_by_fewer_than_ten_people_is_too_near(
    new: frozenset[str], is_near: bool
) -> None:
    found = near({"again": new}, {"first": group(0, 40)})
    assert found == ([Overlap("again", "first", True)] if is_near else [])


def test_sets_that_share_nobody_are_never_near() -> None:
    assert near({"a": group(0, 3)}, {"b": group(3, 6)}) == []


def test_two_new_sets_are_compared_too() -> None:
    new = {"ward": group(0, 20), "age": group(0, 23), "far": group(50, 70)}
    assert near(new, {}) == [Overlap("ward", "age", False)]


def test_nothing_is_said_of_who_or_how_many_differ() -> None:
    (found,) = near({"again": group(0, 39)}, {"first": group(0, 40)})
    assert "person" not in repr(found)
    assert repr(found) == "Overlap(new='again', other='first', is_earlier=True)"


def test_k_can_be_raised_and_is_never_under_5() -> None:
    assert near({"again": group(0, 50)}, {"first": group(0, 40)}, 11)
    for compare in (near, left_alone):
        with pytest.raises(CoprodError, match="never under 5"):
            compare({}, {}, 4)


@given(SETS, SETS)
def test_near_is_the_same_both_ways_and_takes_in_every_small_remainder(
    one: frozenset[str], other: frozenset[str]
) -> None:
    found = bool(near({"a": one}, {"b": other}, 5))
    assert found == bool(near({"b": other}, {"a": one}, 5))
    if one and one < other:
        assert found == (len(other - one) < 5)


def test_three_sets_leave_few_alone_that_no_two_of_them_do() -> None:
    new = {"a": group(0, 43)}
    earlier = {"b": group(3, 93), "c": group(43, 93)}
    assert near(new, earlier) == []
    assert left_alone(new, earlier) == [LeftAlone(("earlier: b", "earlier: c", "a"))]


def test_many_sets_that_part_people_evenly_leave_nobody_alone() -> None:
    assert left_alone({"a": group(0, 40), "b": group(20, 60), "all": group(0, 80)}, {}) == []
    assert left_alone({}, {}) == []


def test_two_groups_that_only_together_are_left_alone_are_found() -> None:
    new = {"all": group(0, 40), "most": group(4, 40), "part": group(0, 2, 10, 30)}
    assert LeftAlone(("all", "most")) in left_alone(new, {})
