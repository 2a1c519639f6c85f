"""A multilevel model: how ratings, and the difference between the two voices, go over months.

Talks belong to patients, so each patient has an effect of their own. What statsmodels finds wrong
with a fit is told in plain words, and no number is told that it couldn't find.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coprod_widgets.measures.paired import QUESTIONS
from coprod_widgets.measures.sharing import STATEMENTS
from coprod_widgets.research.statistics.tables import DAYS_A_MONTH, Tables
from coprod_widgets.research.statistics.told import (
    FEW,
    Cell,
    Told,
    enough,
    library,
    told_count,
)

if TYPE_CHECKING:
    from coprod_widgets.research.statistics.resampling import Numbers

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "ratings": tuple(name for name in QUESTIONS if name not in STATEMENTS),
    "power": STATEMENTS,
}
"""The questions that are looked at together: those about the talk's things, and those of power."""
OUTCOMES = {
    "difference": "clinician less patient",
    "patient_number": "the patient's rating",
    "clinician_number": "the clinician's rating",
}
NO_FIT = "the model could not be fitted: no search for it came to an end that holds"
NOTHING_VARIES = "all values are the same, so there is nothing to model"
ONE_TIME = "all talks are of one moment, so no slope can be told"
AT_BOUND = "no difference between patients was found beyond chance; the slope holds all the same"
_NUMBERS = ("value", "low", "high")
COLUMNS = {
    "family": "ratings (how both see a thing), or power (the seven statements).",
    "outcome": "What is modelled.",
    "term": "first: at the first talk; month: change a month; "
    "between: standard deviation between patients; within: standard deviation of the rest.",
    "value": "The estimate.",
    "low": "Lower end of the interval of 95%.",
    "high": "Upper end of the interval of 95%.",
    "pairs": "How many values.",
    "people": "Of how many people.",
    "reason": "Why a number is not there, or what to know of it.",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """What a model came to: estimates with intervals by term, or why there are none."""

    terms: Mapping[str, tuple[float, float | None, float | None]]
    reason: str | None = None


def difference_table(tables: Tables) -> Told:
    """The models of both families and all outcomes."""
    made_by = library("statsmodels", "numpy")
    rows: list[dict[str, Cell]] = []
    people: set[str] = set()
    unpaired = older = 0
    for family, questions in FAMILIES.items():
        kept, missing, old = _rows(tables, questions)
        unpaired, older = unpaired + missing, older + old
        people |= {row["person"] for row in kept}
        for outcome, meaning in OUTCOMES.items():
            rows += _told(family, outcome, meaning, kept)
    return Told(
        title="How far apart the two are, over months",
        columns=COLUMNS,
        rows=rows,
        people=enough(len(people)),
        left_out=[
            *tables.left_out,
            told_count(unpaired, "pairs that one of the two did not answer, or both did not"),
            *([told_count(older, "pairs asked in an earlier version's words")] if older else []),
        ],
        formula="value = first + month * months since the person's first talk + the person's own "
        "effect + rest; both effects normal; fitted by restricted maximum likelihood; intervals "
        "by Wald.",
        made_by=f"{made_by} (MixedLM)",
        notes=(
            (
                "Whose nurse it was is not in a data set, so no effect of clinicians is in the "
                "model. The ends of a scale shrink differences: what is modelled is what was "
                "ticked."
            ),
        ),
    )


def _told(
    family: str, outcome: str, meaning: str, kept: list[dict[str, Any]]
) -> list[dict[str, Cell]]:
    people = len({row["person"] for row in kept})
    about: dict[str, Cell] = {"family": family, "outcome": meaning}
    if enough(people) is None:
        return [{**about, "reason": FEW}]
    fit = mixed(
        [row[outcome] for row in kept],
        [row["day"] / DAYS_A_MONTH for row in kept],
        [row["person"] for row in kept],
    )
    about |= {"pairs": len(kept), "people": people, "reason": fit.reason}
    if not fit.terms:
        return [about]
    return [
        {**about, "term": term, **dict(zip(_NUMBERS, numbers, strict=True))}
        for term, numbers in fit.terms.items()
    ]


def _rows(tables: Tables, questions: Iterable[str]) -> tuple[list[dict[str, Any]], int, int]:
    """The pairs of some questions, each in the newest words it was asked in; and who is not in."""
    wanted = set(questions)
    own = [
        row
        for row in tables.pairs.iter_rows(named=True)
        if f"{row['workbook']}.{row['question']}" in wanted
    ]
    newest: dict[str, list[int]] = {}
    for row in own:
        known = newest.get(row["instrument"], [])
        newest[row["instrument"]] = max(known, _version(row))
    current = [row for row in own if _version(row) == newest[row["instrument"]]]
    paired = [row for row in current if row["difference"] is not None]
    return paired, len(current) - len(paired), len(own) - len(current)


def _version(row: Mapping[str, Any]) -> list[int]:
    return [int(part) for part in row["version"].split(".")]


def mixed(values: list[float], months: list[float], people: list[str]) -> Fit:
    """Fit the model: an effect of each person, and a slope over months."""
    import numpy as np

    outcome, when = np.array(values, dtype=np.float64), np.array(months, dtype=np.float64)
    if np.ptp(outcome) == 0:
        return Fit({}, NOTHING_VARIES)
    has_slope = bool(np.ptp(when) > 0)
    terms = [np.ones(len(outcome)), when] if has_slope else [np.ones(len(outcome))]
    design = np.column_stack(terms)
    for method in _SEARCHES:
        fitted = _searched(outcome, design, people, method)
        if fitted is not None and _is_sound(fitted, outcome, len(terms)):
            return _fit(fitted, has_slope=has_slope)
    return Fit({}, NO_FIT)


_SEARCHES = ("bfgs", "powell")
_NOUGHT = 1e-4
_FURTHEST = 5
"""How many times the range of the values an interval may be wide; beyond, a search ran away."""


def _searched(outcome: Numbers, design: Numbers, people: list[str], method: str) -> Any:
    """The model as one way of searching finds it; None if it stopped on its way."""
    import numpy as np
    from statsmodels.regression.mixed_linear_model import MixedLM
    from statsmodels.tools.sm_exceptions import ModelWarning

    # What it warns of is looked at by `_is_sound`, and told in plain words.
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", ModelWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            model = MixedLM(outcome, design, groups=np.array(people))
            fitted = model.fit(reml=True, method=method)
            return fitted if fitted.converged else None
        except (np.linalg.LinAlgError, ValueError):
            return None


def _is_sound(fitted: Any, outcome: Numbers, count: int) -> bool:
    """Whether a fit is one: some searches run away, and say all the same that they arrived."""
    import numpy as np

    bounds, span = _bounds(fitted, count), float(np.ptp(outcome))
    if not np.isfinite(bounds).all() or not np.isfinite(np.asarray(fitted.fe_params)).all():
        return False
    first = float(fitted.fe_params[0])
    near = outcome.min() - span <= first <= outcome.max() + span
    return bool(near and (bounds[:, 1] - bounds[:, 0] <= _FURTHEST * span).all())


def _bounds(fitted: Any, count: int) -> Numbers:
    import numpy as np

    with np.errstate(all="ignore"):
        bounds: Numbers = np.asarray(fitted.conf_int(), dtype=np.float64)[:count]
    return bounds


def _fit(fitted: Any, *, has_slope: bool) -> Fit:
    names = ("first", "month") if has_slope else ("first",)
    bounds = _bounds(fitted, len(names))
    terms: dict[str, tuple[float, float | None, float | None]] = {
        name: (float(one), float(low), float(high))
        for name, one, (low, high) in zip(names, fitted.fe_params, bounds, strict=True)
    }
    between = max(float(fitted.cov_re[0, 0]), 0.0)
    terms["between"] = (between**0.5, None, None)
    terms["within"] = (float(fitted.scale) ** 0.5, None, None)
    said = [] if has_slope else [ONE_TIME]
    if between < _NOUGHT * float(fitted.scale):
        said.append(AT_BOUND)
    return Fit(terms, "; ".join(said) or None)
