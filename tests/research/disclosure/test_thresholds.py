from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.disclosure.thresholds import (
    LEAST_PEOPLE,
    least_base,
    least_k,
    meant,
    rounded,
)


def test_a_release_needs_as_many_people_as_a_measure_that_is_told_of_a_group() -> None:
    assert PROVISIONAL.people_for_group == LEAST_PEOPLE


@pytest.mark.parametrize("k", [4, 1, 0, -10])
def test_k_is_never_under_5(k: int) -> None:
    with pytest.raises(CoprodError, match=f"set to {k}, and it is never under 5"):
        least_k(k)


def test_counts_are_never_rounded_to_less_than_5() -> None:
    with pytest.raises(CoprodError, match="rounded to 1, and they are never"):
        least_base(1)


def test_what_was_asked_for_is_kept() -> None:
    assert [least_k(k) for k in (5, 10, 30)] == [5, 10, 30]
    assert [least_base(base) for base in (5, 10)] == [5, 10]


@pytest.mark.parametrize(("number", "told"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10)])
def test_a_count_is_rounded_to_the_nearest_5(number: int, told: int) -> None:
    assert rounded(number) == told


@given(st.integers(0, 10_000), st.integers(1, 30))
def test_a_rounded_number_stands_for_exactly_the_counts_that_round_to_it(
    number: int, base: int
) -> None:
    told = rounded(number, base)
    low, high = meant(told, base)
    assert low <= number <= high
    assert {rounded(one, base) for one in range(low, high + 1)} == {told}
    assert low == 0 or rounded(low - 1, base) < told
    assert rounded(high + 1, base) > told
