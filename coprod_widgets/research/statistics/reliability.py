"""How well the seven statements on sharing power hang together, in each voice.

Each person counts once, with their first talk in which all seven were answered: several talks of
one person would make the statements look more alike than they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from math import nan
from typing import TYPE_CHECKING

from coprod_widgets.measures.sharing import STATEMENTS
from coprod_widgets.research.statistics.resampling import interval
from coprod_widgets.research.statistics.tables import Tables
from coprod_widgets.research.statistics.told import FEW, Cell, Told, enough, library, told_count

if TYPE_CHECKING:
    from coprod_widgets.research.statistics.resampling import Numbers

NO_VARIANCE = "a statement was rated the same by everybody"
IMPROPER = "no one factor was found that leaves each statement an error of its own"
OFTEN = "it can't be worked out in too many of the resamples"
RESAMPLES = 500
_PROPER = 1e-3
_ITEMS = tuple(name.partition(".")[2] for name in STATEMENTS)
COLUMNS = {
    "voice": "Who rated.",
    "version": "Version of the instrument; versions are kept apart.",
    "statistic": "alpha, or omega (total).",
    "value": "What it came to.",
    "low": "Lower end of the interval of 95%.",
    "high": "Upper end of the interval of 95%.",
    "people": "Of how many people.",
    "reason": "Why a number is not there.",
}


def alpha(ratings: Numbers) -> float:
    """Cronbach's alpha; a person a row, a statement a column."""
    count = ratings.shape[1]
    whole = float(ratings.sum(axis=1).var(ddof=1))
    parts = float(ratings.var(axis=0, ddof=1).sum())
    return count / (count - 1) * (1 - parts / whole) if whole else nan


def omega(ratings: Numbers) -> float:
    """McDonald's omega total of standardised ratings, by one factor of maximum likelihood.

    Not a number where a statement has no variance, the factor takes all of it, or none is found.
    """
    import numpy as np
    from statsmodels.multivariate.factor import Factor
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    if (np.ptp(ratings, axis=0) == 0).any():
        return nan
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        # A search that did not arrive says so in a warning alone.
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            fitted = Factor(corr=np.corrcoef(ratings.T), n_factor=1, method="ml").fit()
        except (np.linalg.LinAlgError, ValueError, ConvergenceWarning):
            return nan
    own = 1 - fitted.loadings[:, 0] ** 2
    if not np.isfinite(own).all() or own.min() < _PROPER:
        return nan
    common = float(fitted.loadings[:, 0].sum()) ** 2
    return common / (common + float(own.sum()))


def reliability_table(tables: Tables, *, seed: int = 1, resamples: int = RESAMPLES) -> Told:
    """Alpha and omega of the seven statements, by voice and by version."""
    made_by = library("statsmodels", "numpy")
    rows: list[dict[str, Cell]] = []
    people: set[str] = set()
    incomplete = 0
    for voice in ("patient", "clinician"):
        for version, (by_person, without) in sorted(_first_complete(tables, voice).items()):
            people |= set(by_person)
            incomplete += without
            rows += _told(voice, version, by_person, seed, resamples)
    return Told(
        title="How well the statements on sharing power hang together",
        columns=COLUMNS,
        rows=rows,
        people=enough(len(people)),
        left_out=[
            *tables.left_out,
            told_count(incomplete, "times that somebody never answered all seven, in one voice"),
        ],
        formula="alpha = k / (k - 1) * (1 - sum of the statements' variances / variance of their "
        "sum). omega = (sum of loadings)² / ((sum of loadings)² + sum of (1 - loading²)), of one "
        "factor by maximum likelihood on the correlations.",
        made_by=f"{made_by} (Factor); interval: percentiles of {resamples} resamples of people, "
        f"seed {seed}",
        notes=("Each person counts once: the first talk with all seven statements.",),
    )


def _told(
    voice: str, version: str, by_person: dict[str, list[float]], seed: int, resamples: int
) -> list[dict[str, Cell]]:
    import numpy as np

    about: dict[str, Cell] = {"voice": voice, "version": version}
    if enough(len(by_person)) is None:
        return [{**about, "reason": FEW}]
    ratings = np.array([by_person[person] for person in sorted(by_person)], dtype=np.float64)
    flat = bool((np.ptp(ratings, axis=0) == 0).any())
    works: dict[str, Callable[[Numbers], float]] = {"alpha": alpha, "omega": omega}
    rows: list[dict[str, Cell]] = []
    for name, work in works.items():
        row = {**about, "statistic": name, "people": len(by_person)}
        value = nan if flat else work(ratings)
        if not np.isfinite(value):
            rows.append({**row, "reason": NO_VARIANCE if flat else IMPROPER})
            continue
        low, high = interval(ratings, work, seed=seed, resamples=resamples)
        reason = OFTEN if low is None else None
        rows.append({**row, "value": value, "low": low, "high": high, "reason": reason})
    return rows


def _first_complete(tables: Tables, voice: str) -> dict[str, tuple[dict[str, list[float]], int]]:
    """By version: each person's first whole set of ratings, and how many people have none."""
    talks: dict[tuple[str, str, int, str], dict[str, float]] = {}
    for row in tables.pairs.iter_rows(named=True):
        if row["workbook"] == "power" and row["question"] in _ITEMS:
            key = (row["version"], row["person"], row["day"], row["interview"])
            own = talks.setdefault(key, {})
            if row[f"{voice}_number"] is not None:
                own[row["question"]] = row[f"{voice}_number"]
    found: dict[str, dict[str, list[float]]] = {}
    everybody: dict[str, set[str]] = {}
    for (version, person, _, _), told in sorted(talks.items()):
        everybody.setdefault(version, set()).add(person)
        if len(told) == len(_ITEMS):
            ratings = [told[item] for item in _ITEMS]
            found.setdefault(version, {}).setdefault(person, ratings)
    return {
        version: (found.get(version, {}), len(people) - len(found.get(version, {})))
        for version, people in everybody.items()
    }
