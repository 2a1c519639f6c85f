"""What invented people feel, and what they tick."""

from __future__ import annotations

from math import sqrt
from statistics import fmean

import pytest

from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.invented.ratings import (
    Feelings,
    Pair,
    expected,
    expected_on_scale,
    on_scale,
)

PEOPLE = 3_000
HABITS = Habits(drift=0.1, difference=0.8, power_difference=0.4)


def drawn(workbook: str, months: float) -> list[Pair]:
    return [
        Feelings.of(HABITS, 7, index).pair(workbook, f"1 {thing}", months)
        for index in range(PEOPLE)
        for thing in ("a", "b")
    ]


@pytest.mark.parametrize(("felt", "ticked"), [(-3, 1), (1.49, 1), (1.5, 2), (3.2, 3), (9, 5)])
def test_what_is_ticked_is_the_nearest_place_on_the_scale(felt: float, ticked: int) -> None:
    assert on_scale(felt, 5) == ticked


@pytest.mark.parametrize(("workbook", "months"), [("reasons", 0), ("reasons", 6), ("power", 3)])
def test_means_and_differences_are_those_that_were_put_in(workbook: str, months: float) -> None:
    pairs = drawn(workbook, months)
    is_power = workbook == "power"
    level = (HABITS.power_level if is_power else HABITS.level) + 0.1 * months
    gap = 0.4 - 0.05 * months if is_power else 0.8
    # Four standard errors, where people count as the unit.
    most = 4 * sqrt(0.7**2 + 0.5**2 + 0.5**2) / sqrt(PEOPLE)
    assert fmean(pair.patient for pair in pairs) == pytest.approx(level, abs=most)
    assert fmean(pair.clinician - pair.patient for pair in pairs) == pytest.approx(gap, abs=most)
    patient, clinician = expected(HABITS, is_power=is_power, months=months, steps=5)
    ticked = [pair.ticked(5) for pair in pairs]
    assert fmean(own for own, _ in ticked) == pytest.approx(patient, abs=most)
    assert fmean(theirs for _, theirs in ticked) == pytest.approx(clinician, abs=most)


def test_the_ends_of_a_scale_shrink_what_is_ticked() -> None:
    assert expected_on_scale(3, 1, 5) == pytest.approx(3)
    assert 4.5 < expected_on_scale(5, 1, 5) < 4.7
    assert expected_on_scale(2.6, 0, 5) == 3


def test_a_rating_is_the_same_whatever_else_people_do() -> None:
    quiet = Habits(patient_skipped=0.5, stopped=0.9, disagrees=0)
    for habits in (Habits(), quiet):
        pair = Feelings.of(habits, 1, 4).pair("reasons", "2 how_right r1", 1.5)
        assert pair == Feelings.of(Habits(), 1, 4).pair("reasons", "2 how_right r1", 1.5)
    assert Feelings.of(Habits(), 1, 5).pair("reasons", "2 how_right r1", 1.5) != pair
