from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.counts import TOTAL
from coprod_widgets.research.disclosure.means import Mean, Means, means

from .made import people_of

TOO_FEW = "Fewer than 10 people have a value, or all say too much the same."


def said(numbers: Sequence[int]) -> tuple[dict[str, list[float]], dict[str, dict[str, str]]]:
    """So many people for each ward, who say 1 to 5 in turn."""
    people = people_of([[number] for number in numbers])
    return {person: [1 + place % 5] for place, person in enumerate(people)}, people


def told(found: Means) -> dict[str, int | None]:
    return {group: mean and mean.people for group, mean in found.groups.items()}


def test_means_are_told_by_group_and_of_all() -> None:
    found = means(*said([10, 20]), "ward")
    assert found.groups == {"w0": Mean(3.0, 10), "w1": Mean(3.0, 20), TOTAL: Mean(3.0, 30)}
    assert found.refused is None


def test_one_person_counts_once_with_the_mean_of_his_talks() -> None:
    values, people = said([10])
    values["person 0"] = [9.0] + [5.0] * 39 + [1.0]
    assert means(values, people, "ward").groups[TOTAL] == Mean(3.4, 10)


def test_talks_are_no_people() -> None:
    values, people = said([4])
    found = means({person: one * 30 for person, one in values.items()}, people, "ward")
    assert found.refused == TOO_FEW
    assert set(found.groups.values()) == {None}


def test_the_one_group_that_is_too_small_takes_the_smallest_other_with_it() -> None:
    assert told(means(*said([4, 30, 12, 25]), "ward")) == {
        "w0": None,
        "w1": 30,
        "w2": None,
        "w3": 25,
        TOTAL: 70,
    }


def test_people_without_a_value_are_in_no_mean() -> None:
    values, people = said([12, 30, 30])
    values |= {"person 0": [], "person 1": [], "person 2": []}
    assert told(means(values, people, "ward")) == {"w0": None, "w1": None, "w2": 30, TOTAL: 70}


def test_a_group_in_which_all_say_the_same_is_hidden() -> None:
    values, people = said([15, 15, 15])
    values |= {person: [4.0] for person in people if people[person]["ward"] == "w1"}
    assert told(means(values, people, "ward")) == {"w0": None, "w1": None, "w2": 15, TOTAL: 45}


def test_a_group_that_is_nearly_all_one_persons_is_hidden() -> None:
    values, people = said([15, 15, 15])
    values["person 14"] = [2000.0]
    assert told(means(values, people, "ward"))["w0"] is None


def test_a_mean_has_one_place_so_that_it_does_not_give_its_exact_n_away() -> None:
    values, people = said([11])
    assert means(values, people, "ward").groups[TOTAL] == Mean(2.8, 10)


def test_no_values_at_all_are_refused_and_not_a_fault() -> None:
    assert means({}, people_of([[20]]), "ward") == Means("ward", {}, 10, 5, TOO_FEW)


def test_a_value_of_somebody_who_is_not_among_the_people_is_refused_without_telling_who() -> None:
    with pytest.raises(CoprodError, match="Somebody has a value") as refused:
        means({"Adam": [1.0]}, people_of([[20]]), "ward")
    assert "Adam" not in str(refused.value)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_that_is_no_finite_number_is_refused(value: float) -> None:
    values, people = said([20])
    with pytest.raises(CoprodError, match="no finite number"):
        means(values | {"person 3": [value]}, people, "ward")


def test_k_is_never_under_5() -> None:
    with pytest.raises(CoprodError, match="never under 5"):
        means(*said([20, 20]), "ward", k=2)
    with pytest.raises(CoprodError, match="never under 5"):
        means({}, {}, "ward", k=2)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 25), min_size=1, max_size=5),
    st.sampled_from([5, 10]),
    st.randoms(use_true_random=False),
)
def test_no_mean_is_of_fewer_people_none_is_left_over_and_order_changes_nothing(
    numbers: list[int], k: int, order: random.Random
) -> None:
    values, people = said(numbers)
    found = means(values, people, "ward", k)
    size = {f"w{ward}": number for ward, number in enumerate(numbers)}
    assert all(mean is None or size.get(group, k) >= k for group, mean in found.groups.items())
    hidden = [group for group, mean in found.groups.items() if mean is None]
    if found.refused is None and hidden:
        assert len(hidden) > 1
        assert sum(size[group] for group in hidden) >= k
    shuffled = list(people)
    order.shuffle(shuffled)
    again: Mapping[str, Sequence[float]] = {person: values[person] for person in shuffled}
    assert means(again, {person: people[person] for person in shuffled}, "ward", k) == found
