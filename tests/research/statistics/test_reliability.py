from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import FactorAnalysis

from coprod_widgets.research.statistics.reliability import (
    NO_VARIANCE,
    alpha,
    omega,
    reliability_table,
)
from coprod_widgets.research.statistics.told import FEW

from .made import ITEMS, pair, shared, tables


def ratings(people: int = 200) -> Any:
    dice = np.random.default_rng(5)
    both = dice.normal(size=(people, 1))
    weights = np.array([0.5, 0.6, 0.7, 0.8, 0.6, 0.5, 0.7])
    return both * weights + dice.normal(size=(people, 7)) * np.sqrt(1 - weights**2)


def test_alpha_is_that_of_the_mean_covariance() -> None:
    told = ratings()
    covariance = np.cov(told.T)
    between = covariance[~np.eye(7, dtype=bool)].mean()
    own = np.diag(covariance).mean()
    assert alpha(told) == pytest.approx(7 * between / (own + 6 * between))


def test_omega_is_that_of_another_library() -> None:
    told = ratings()
    scaled = (told - told.mean(axis=0)) / told.std(axis=0)
    found = FactorAnalysis(n_components=1, tol=1e-9, max_iter=10_000).fit(scaled)
    common = found.components_[0].sum() ** 2
    assert omega(told) == pytest.approx(common / (common + found.noise_variance_.sum()), abs=1e-3)


def test_a_statement_without_variance_or_error_has_no_omega() -> None:
    told = ratings(40)
    told[:, 0] = 3
    assert np.isnan(omega(told))
    told[:, 0] = told[:, 1]
    assert np.isnan(omega(told))


def test_each_person_counts_once_and_both_are_told_with_n_and_an_interval() -> None:
    dice = Random(2)
    pairs = [row for n in range(40) for day in (0, 90) for row in shared(f"p{n}", dice, day)]
    told = reliability_table(tables(pairs), resamples=20)
    row = told.row(voice="patient", statistic="alpha")
    assert row["people"] == 40
    assert isinstance(row["low"], float)
    assert isinstance(row["value"], float)
    assert row["low"] < row["value"] < 1
    assert told.row(voice="clinician", statistic="omega")["value"] is not None


def test_what_cannot_be_told_says_why() -> None:
    dice = Random(2)
    few = reliability_table(tables(row for n in range(9) for row in shared(f"p{n}", dice)))
    assert {row["reason"] for row in few.rows} == {FEW}
    flat = [
        pair(f"p{n}", 3, 1 + (n + place) % 5, question=item, workbook="power")
        for n in range(12)
        for place, item in enumerate(ITEMS)
    ]
    told = reliability_table(tables(flat), resamples=20)
    assert told.row(voice="patient", statistic="omega")["reason"] == NO_VARIANCE
