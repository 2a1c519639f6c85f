"""Change has an error range only where one is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coprod_widgets.measures.change import Spread, change
from coprod_widgets.measures.thresholds import PROVISIONAL

SPREAD = Spread(sd=18, reliability=0.82, people=30, source="Invented ward, 2026")


def test_the_check_values_hold() -> None:
    found = change(50, 75, SPREAD, PROVISIONAL)
    assert found.change == 25
    assert round(found.error or 0, 2) == 10.80
    assert round(found.needs or 0, 2) == 21.17
    assert round(found.index or 0, 3) == 2.315
    assert "square root" in found.method


def test_without_an_error_range_only_the_change_is_told() -> None:
    found = change(50, 75, None, PROVISIONAL)
    assert (found.change, found.index, found.needs) == (25, None, None)
    assert found.reason == "There is no error range yet."


@pytest.mark.parametrize(
    ("amiss", "why"),
    [
        ({"people": 29}, "30 people"),
        ({"source": " "}, "where the numbers come from"),
        ({"sd": 0}, "standard deviation"),
        ({"sd": float("nan")}, "standard deviation"),
        ({"reliability": 1}, "reliability"),
        ({"reliability": -0.1}, "reliability"),
    ],
)
def test_a_spread_that_is_not_good_enough_is_refused(amiss: dict[str, float], why: str) -> None:
    found = change(50, 75, replace(SPREAD, **amiss), PROVISIONAL)
    assert (found.change, found.index) == (25, None)
    assert found.reason is not None
    assert found.reason.startswith("There is no error range yet.")
    assert why in found.reason


def test_there_is_no_change_from_or_to_nothing() -> None:
    assert change(None, 75, SPREAD, PROVISIONAL).change is None
    assert change(50, None, SPREAD, PROVISIONAL).change is None
