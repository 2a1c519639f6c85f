"""How far two sides agree over many pairs: each statistic with its number, its n and an interval.

The interval is by bootstrap over people, because one person's ratings belong together. What can't
be told is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from coprod_widgets.measures.kinds import KINDS, Bounds, Kind
from coprod_widgets.measures.thresholds import LABEL, Thresholds

if TYPE_CHECKING:
    from coprod_widgets.measures.coefficients import Numbers

TOO_FEW = "too few"
NO_VARIANCE = "one side has no variance"
NOTHING_VARIES = "neither side has any variance"
TOO_FEW_PEOPLE = "too few people for an interval"
UNDEFINED_OFTEN = "it can't be worked out in too many of the resamples"


@dataclass(frozen=True, slots=True, order=True)
class Rating:
    """Two ratings of the same thing: the patient's and the clinician's, or those of two raters."""

    person: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic of agreement; without `value`, or without `low` and `high`, a reason says why."""

    code: str
    range: Bounds
    value: float | None
    low: float | None
    high: float | None
    pairs: int
    people: int
    reason: str | None
    interval_reason: str | None
    thresholds: str
    label: str = LABEL


def agreement(
    ratings: Iterable[Rating], codes: Sequence[int], thresholds: Thresholds, *, seed: int
) -> tuple[Statistic, ...]:
    """All statistics of agreement over pairs of ratings, each one of `codes`.

    The same seed gives the same intervals, in whatever order the ratings come.

    Raises:
        ValueError: a rating is none of the codes.
    """
    told = sorted(ratings)
    steps = sorted(codes)
    strange = {code for rating in told for code in (rating.first, rating.second)} - set(steps)
    if strange:
        raise ValueError(f"the ratings {sorted(strange)} are none of the codes {steps}")
    if not told:
        return tuple(_refused(kind, told, "there is no pair", thresholds) for kind in KINDS)
    resampled = _resampled(told, thresholds, seed)
    return tuple(_statistic(kind, told, steps, resampled, thresholds) for kind in KINDS)


def _statistic(
    kind: Kind,
    told: list[Rating],
    codes: Sequence[int],
    resampled: list[tuple[Numbers, Numbers]],
    thresholds: Thresholds,
) -> Statistic:
    why = _why_not(kind, told, thresholds)
    value = None if why else kind.work(*_sides(told), codes)
    if value is None or not isfinite(value):
        return _refused(kind, told, why or NOTHING_VARIES, thresholds)
    low = high = None
    reason: str | None = TOO_FEW_PEOPLE
    if resampled:
        drawn = [kind.work(first, second, codes) for first, second in resampled]
        known = [one for one in drawn if isfinite(one)]
        reason = UNDEFINED_OFTEN
        if len(known) >= thresholds.resamples_defined * len(drawn):
            low, high, reason = *_middle(known), None
    return Statistic(
        kind.code,
        kind.range,
        value,
        low,
        high,
        len(told),
        _people(told),
        None,
        reason,
        thresholds.name,
    )


def _why_not(kind: Kind, told: list[Rating], thresholds: Thresholds) -> str | None:
    if kind.always:
        return None
    if len(told) < thresholds.pairs_needed:
        return TOO_FEW
    first, second = {one.first for one in told}, {one.second for one in told}
    if kind.varies is True and min(len(first), len(second)) < 2:
        return NO_VARIANCE
    if kind.varies is False and len(first | second) < 2:
        return NOTHING_VARIES
    return None


def _refused(kind: Kind, told: list[Rating], why: str, thresholds: Thresholds) -> Statistic:
    return Statistic(
        kind.code,
        kind.range,
        None,
        None,
        None,
        len(told),
        _people(told),
        why,
        why,
        thresholds.name,
    )


def _people(told: list[Rating]) -> int:
    return len({one.person for one in told})


def _sides(told: list[Rating]) -> tuple[Numbers, Numbers]:
    import numpy as np

    first = np.array([one.first for one in told], dtype=np.float64)
    second = np.array([one.second for one in told], dtype=np.float64)
    return first, second


def _resampled(
    told: list[Rating], thresholds: Thresholds, seed: int
) -> list[tuple[Numbers, Numbers]]:
    """The two sides of each resample: as many people as there are, drawn with all their pairs."""
    import numpy as np

    if _people(told) < thresholds.people_for_interval:
        return []
    first, second = _sides(told)
    people = sorted({one.person for one in told})
    pairs = [np.array([n for n, one in enumerate(told) if one.person == who]) for who in people]
    dice = np.random.default_rng(seed)
    drawn = dice.integers(0, len(people), size=(thresholds.resamples, len(people)))
    chosen = (np.concatenate([pairs[who] for who in row]) for row in drawn)
    return [(first[picked], second[picked]) for picked in chosen]


def _middle(known: list[float]) -> tuple[float, float]:
    import numpy as np

    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
