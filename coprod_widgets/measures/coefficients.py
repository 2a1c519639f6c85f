"""The coefficients of agreement. What a well-kept library works out, it works out here too.

numpy and statsmodels come with the `research` extra and are imported where they are used, so that
no ward needs them. No verbal label stands beside any coefficient: what is called substantial for
one of them isn't for another (Warrens 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Z95 = 1.96


def table_of(first: Numbers, second: Numbers, codes: Sequence[int]) -> Numbers:
    """How often each code of the first side met each of the second, for all codes there are."""
    import numpy as np

    places = np.asarray(codes)
    table = np.zeros((len(codes), len(codes)))
    np.add.at(table, (np.searchsorted(places, first), np.searchsorted(places, second)), 1)
    return table


def weighted_kappa(table: Numbers, weights: Literal["linear", "quadratic"]) -> float:
    """Cohen's kappa with weights, by statsmodels."""
    from statsmodels.stats.inter_rater import cohens_kappa

    if min((table.sum(axis=0) > 0).sum(), (table.sum(axis=1) > 0).sum()) < 2:
        return nan  # one side has no variance
    return float(cohens_kappa(table, wt=weights, return_results=False))


def ac2(table: Numbers) -> float:
    """Gwet's AC2 with quadratic weights, over all codes there are (Gwet 2008)."""
    import numpy as np

    steps = len(table)
    distance = np.subtract.outer(np.arange(steps), np.arange(steps)) / (steps - 1)
    weights = 1 - distance**2
    shares = table / table.sum()
    observed = float((weights * shares).sum())
    used = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    chance = float(weights.sum() / (steps * (steps - 1)) * (used * (1 - used)).sum())
    return (observed - chance) / (1 - chance)


def icc(first: Numbers, second: Numbers, kind: Literal["agreement", "consistency"]) -> float:
    """The intraclass correlation of single ratings, two-way (McGraw and Wong 1996).

    With two ratings each, the mean squares are those of sums and of differences.
    """
    count = len(first)
    both, apart = (first + second) / 2, second - first
    between = 2 * float(both.var(ddof=1))
    error = float(apart.var(ddof=1)) / 2
    raters = count * float(apart.mean()) ** 2 / 2
    whole = between + error
    if kind == "agreement":
        whole += 2 * (raters - error) / count
    return (between - error) / whole if whole else nan


def spread(first: Numbers, second: Numbers) -> float:
    """The standard deviation of the differences."""
    return float((second - first).std(ddof=1)) if len(first) > 1 else nan


def limits(first: Numbers, second: Numbers, sign: Literal[-1, 1]) -> float:
    """One of the limits of agreement (Bland and Altman 1986)."""
    return float((second - first).mean()) + sign * Z95 * spread(first, second)


def standardised(first: Numbers, second: Numbers) -> float:
    """The mean difference by the standard deviation of the differences."""
    deviation = spread(first, second)
    # A difference that never varies leaves a rest of rounding, not a standard deviation.
    return float((second - first).mean()) / deviation if deviation > 1e-12 else nan
