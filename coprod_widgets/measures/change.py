"""Change between two times, with an error range only where one is known."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt

from coprod_widgets.measures.thresholds import LABEL, Thresholds

METHOD = (
    "Change is the second value less the first. The reliable change index is that change, by the "
    "standard deviation times the square root of twice one less the reliability."
)
NO_RANGE = "There is no error range yet."


@dataclass(frozen=True, slots=True)
class Spread:
    """How a measure varies among people and how reliable it is, as a site found it out.

    `source` says where the numbers come from, `people` of how many.
    """

    sd: float
    reliability: float
    people: int
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change: `index` and `needs` are None where there is no error range, and `reason` says why.

    `needs` is how many points make a change that is more than error alone would give.
    """

    change: float | None
    index: float | None
    needs: float | None
    error: float | None
    reason: str | None
    spread: Spread | None
    method: str = METHOD
    label: str = LABEL


def change(
    first: float | None, second: float | None, spread: Spread | None, thresholds: Thresholds
) -> Change:
    """The change between two values of a measure, with its reliable change index if it can be."""
    if first is None or second is None:
        return Change(None, None, None, None, "One of the two values is missing.", spread)
    raw = second - first
    amiss = _amiss(spread, thresholds)
    if amiss or spread is None:
        return Change(raw, None, None, None, amiss, spread)
    error = spread.sd * sqrt(2 * (1 - spread.reliability))
    return Change(raw, raw / error, thresholds.change_z * error, error, None, spread)


def _amiss(spread: Spread | None, thresholds: Thresholds) -> str | None:
    """Why a spread is no error range, or None if it is one."""
    if spread is None:
        return NO_RANGE
    if not isfinite(spread.sd) or spread.sd <= 0:
        return f"{NO_RANGE} The standard deviation has to be above 0."
    if not 0 <= spread.reliability < 1:
        return f"{NO_RANGE} The reliability has to be from 0 to below 1."
    if not spread.source.strip():
        return f"{NO_RANGE} It isn't said where the numbers come from."
    if spread.people < thresholds.change_people:
        return f"{NO_RANGE} It needs {thresholds.change_people} people or more."
    return None
