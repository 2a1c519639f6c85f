from __future__ import annotations

import warnings
from random import Random
from typing import Any

import numpy as np
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from coprod_widgets.research.statistics import differing
from coprod_widgets.research.statistics.differing import (
    AT_BOUND,
    NO_FIT,
    NOTHING_VARIES,
    ONE_TIME,
    Fit,
    difference_table,
    mixed,
)
from coprod_widgets.research.statistics.told import FEW

from .made import pair, tables


def drawn(
    people: int = 30, between: float = 0.5, slope: float = -0.05, seed: int = 1
) -> tuple[list[float], list[float], list[str]]:
    dice = Random(seed)
    values, months, names = [], [], []
    for person in range(people):
        own = dice.gauss(0, between)
        for month in range(8):
            values.append(0.8 + own + slope * month + dice.gauss(0, 0.4))
            months.append(float(month))
            names.append(f"p{person}")
    return values, months, names


def likelihood_fit(values: list[float], months: list[float]) -> tuple[float, float]:
    """With as many months for each person, the fixed effects are those of ordinary least squares.

    The slope's standard error is that within people: worked out here from scratch.
    """
    y = np.array(values).reshape(-1, 8)
    x = np.array(months).reshape(-1, 8)
    own_y, own_x = y - y.mean(axis=1, keepdims=True), x - x.mean(axis=1, keepdims=True)
    slope = (own_x * own_y).sum() / (own_x**2).sum()
    rest = ((own_y - slope * own_x) ** 2).sum() / (y.size - len(y) - 1)
    return float(slope), float((rest / (own_x**2).sum()) ** 0.5)


def test_the_slope_and_its_interval_are_those_worked_out_by_hand() -> None:
    values, months, people = drawn()
    fit = mixed(values, months, people)
    slope, error = likelihood_fit(values, months)
    value, low, high = fit.terms["month"]
    assert value == pytest.approx(slope, abs=1e-6)
    assert low == pytest.approx(slope - 1.96 * error, abs=1e-3)
    assert high == pytest.approx(slope + 1.96 * error, abs=1e-3)
    assert fit.terms["between"][0] == pytest.approx(0.5, abs=0.2)
    assert fit.terms["within"][0] == pytest.approx(0.4, abs=0.05)
    assert fit.reason is None


def test_people_who_do_not_differ_are_told_of_and_the_slope_still_holds() -> None:
    values, months, people = drawn(between=0, seed=2)
    # Each person's mean taken out: less between people than chance alone would give.
    level = np.array(values).reshape(-1, 8)
    flat = (level - level.mean(axis=1, keepdims=True)).ravel().tolist()
    fit = mixed(flat, months, people)
    assert fit.reason == AT_BOUND
    assert fit.terms["month"][0] == pytest.approx(likelihood_fit(values, months)[0], abs=1e-6)


def test_values_that_are_all_the_same_are_refused() -> None:
    assert mixed([1.0] * 20, list(range(20)), ["p1", "p2"] * 10) == Fit({}, NOTHING_VARIES)


def test_talks_of_one_moment_have_no_slope() -> None:
    values, _, people = drawn()
    fit = mixed(values, [2.0] * len(values), people)
    assert "month" not in fit.terms
    assert fit.reason == ONE_TIME


class Runaway:
    """A fit that says it arrived, with an interval as wide as the sea."""

    converged = True
    scale = 0.5

    def __init__(self, width: float = 1e7) -> None:
        self.fe_params = np.array([0.0, 0.1])
        self.cov_re = np.array([[0.0]])
        self.bounds = np.array([[-width, width], [0.0, 0.2]])

    def conf_int(self) -> Any:
        return self.bounds


class Stopped(Runaway):
    converged = False


@pytest.mark.parametrize("found", [Runaway(), Runaway(float("nan")), Stopped()])
def test_a_search_that_ran_away_or_stopped_gives_no_number(
    found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MixedLM, "fit", lambda *_, **__: found)
    assert mixed(*drawn(people=10)) == Fit({}, NO_FIT)


def test_a_singular_matrix_gives_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def singular(*_: Any, **__: Any) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(MixedLM, "fit", singular)
    assert mixed(*drawn(people=10)) == Fit({}, NO_FIT)


def test_a_second_search_is_tried_where_the_first_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ways: list[str] = []
    real = differing._searched

    def searched(outcome: Any, design: Any, people: Any, method: str) -> Any:
        ways.append(method)
        return Runaway() if len(ways) == 1 else real(outcome, design, people, method)

    monkeypatch.setattr(differing, "_searched", searched)
    fit = mixed(*drawn())
    assert ways == ["bfgs", "powell"]
    assert "month" in fit.terms


def test_no_warning_of_a_fit_reaches_whoever_asks() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mixed(*drawn(people=10, between=0))


def talks(people: int, versions: tuple[str, ...] = ("1.0.0",)) -> list[dict[str, Any]]:
    dice = Random(3)
    return [
        pair(f"p{n}", dice.randint(1, 3), dice.randint(2, 5), day=30 * time, version=version)
        for version in versions
        for n in range(people)
        for time in range(3)
    ]


def test_of_fewer_than_ten_people_there_is_no_model() -> None:
    told = difference_table(tables(talks(9)))
    assert told.people is None
    assert all(row["reason"] == FEW and "value" not in row for row in told.rows)


def test_only_the_newest_words_are_modelled_and_the_others_are_named() -> None:
    told = difference_table(tables(talks(12, ("1.9.0", "1.10.0"))))
    row = told.row(family="ratings", outcome="clinician less patient", term="month")
    assert (row["pairs"], row["people"]) == (36, 12)
    assert told.left_out[-1] == "36 pairs asked in an earlier version's words"
    assert "statsmodels" in told.made_by
