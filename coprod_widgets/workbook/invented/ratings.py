"""What invented people feel, underneath what they tick: the model that an analysis can be tried on.

In one person's talk, some months after their first one, for one thing that is rated:

    both      = level + person + drift * months + thing
    patient   = both + noise
    clinician = both + difference + person's difference + difference_drift * months + noise

`person`, `person's difference`, `thing` and both `noise` are drawn from normal distributions with
a mean of 0. What is ticked is the nearest place on the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, floor, sqrt
from random import Random

from coprod_widgets.workbook.invented.habits import Habits

POWER = "power"
"""The workbook whose ratings have a level, a difference and a drift of their own."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What both voices feel about one thing, in points of the scale."""

    patient: float
    clinician: float
    months: float
    is_power: bool

    def ticked(self, steps: int) -> tuple[int, int]:
        """The places on a scale of so many steps, the patient's first."""
        return on_scale(self.patient, steps), on_scale(self.clinician, steps)


def on_scale(felt: float, steps: int) -> int:
    """The nearest place on a scale from 1."""
    return min(max(floor(felt + 0.5), 1), steps)


def expected_on_scale(mean: float, spread: float, steps: int) -> float:
    """The mean place on a scale of what is normally distributed underneath."""
    if spread == 0:
        return float(on_scale(mean, steps))
    above = (1 - erf((cut + 0.5 - mean) / (spread * sqrt(2))) for cut in range(1, steps))
    return 1 + sum(share / 2 for share in above)


@dataclass(frozen=True, slots=True)
class Feelings:
    """One person's, and their clinician's about them: deviations from everybody's mean.

    Each rating is drawn from dice of its own, so that it is the same whatever else people do.
    """

    habits: Habits
    seed: int
    index: int
    level: float
    difference: float

    @classmethod
    def of(cls, habits: Habits, seed: int, index: int) -> Feelings:
        """What a person with a number among the invented is like."""
        dice = _dice(seed, index, "person")
        level = dice.gauss(0, habits.spread_people)
        return cls(habits, seed, index, level, dice.gauss(0, habits.spread_difference))

    def pair(self, workbook: str, thing: str, months: float) -> Pair:
        """What both feel about a thing, which is named differently in every talk."""
        is_power = workbook == POWER
        level, gap = means(self.habits, is_power=is_power, months=months)
        dice = _dice(self.seed, self.index, f"{workbook} {thing}")
        both = level + self.level + dice.gauss(0, self.habits.spread_things)
        patient = both + dice.gauss(0, self.habits.noise)
        clinician = both + gap + self.difference + dice.gauss(0, self.habits.noise)
        return Pair(patient, clinician, months, is_power)


def means(habits: Habits, *, is_power: bool, months: float) -> tuple[float, float]:
    """Everybody's mean, and the mean difference, so many months after the first talk."""
    if is_power:
        level = habits.power_level + habits.power_drift * months
        return level, habits.power_difference + habits.power_difference_drift * months
    return (
        habits.level + habits.drift * months,
        habits.difference + habits.difference_drift * months,
    )


def expected(habits: Habits, *, is_power: bool, months: float, steps: int) -> tuple[float, float]:
    """The mean places that patients and clinicians tick, over all people there could be."""
    level, gap = means(habits, is_power=is_power, months=months)
    own = sqrt(habits.spread_people**2 + habits.spread_things**2 + habits.noise**2)
    theirs = sqrt(own**2 + habits.spread_difference**2)
    return expected_on_scale(level, own, steps), expected_on_scale(level + gap, theirs, steps)


def _dice(seed: int, index: int, what: str) -> Random:
    return Random(f"coprod {seed} {index} {what}")  # noqa: S311  # invented, not secret
