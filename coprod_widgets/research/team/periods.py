"""Months put together until there are enough people in each line of a picture.

From the oldest on, so that a period that was shown once stays as it was when new months come. The
months that are left over at the end are not shown yet. No sum over all periods is told, and every
count of people is rounded, so nothing that isn't shown can be worked out from what is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.team.counting import Count

PEOPLE = PROVISIONAL.people_for_group
CLINICIANS = 3
"""With fewer, a period would be a picture of one of them."""
_ROUNDED_TO = 5


@dataclass(frozen=True, slots=True)
class Period:
    """Some months in a row: for each line its value, and of how many people it is, rounded."""

    first: date
    last: date
    values: Mapping[str, float]
    people: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Periods:
    """What may be shown, and from which month on there isn't enough yet, if there is such."""

    shown: tuple[Period, ...]
    waits_from: date | None


def rounded(count: int) -> int:
    """A count, to the nearest five."""
    return _ROUNDED_TO * ((2 * count + _ROUNDED_TO) // (2 * _ROUNDED_TO))


def periods(counts: Iterable[Count], lines: Sequence[str], before: date) -> Periods:
    """The periods of a picture with some lines, of the whole months before the one of `before`."""
    by_month: dict[date, list[Count]] = {}
    for count in counts:
        if count.month < before.replace(day=1):
            by_month.setdefault(count.month, []).append(count)
    shown: list[Period] = []
    gathered: list[Count] = []
    first: date | None = None
    for month in sorted(by_month):
        first = first or month
        gathered += by_month[month]
        if _is_enough(gathered, lines):
            shown.append(_period(first, month, gathered, lines))
            gathered, first = [], None
    return Periods(tuple(shown), first)


def _is_enough(counts: list[Count], lines: Sequence[str]) -> bool:
    return all(
        len({count.person for count in own}) >= PEOPLE
        and len({count.clinician for count in own}) >= CLINICIANS
        for own in ([count for count in counts if count.line == line] for line in lines)
    )


def _period(first: date, last: date, counts: list[Count], lines: Sequence[str]) -> Period:
    by_line = {line: [count for count in counts if count.line == line] for line in lines}
    return Period(
        first,
        last,
        {
            line: fsum(count.above for count in own) / fsum(count.below for count in own)
            for line, own in by_line.items()
        },
        {line: rounded(len({count.person for count in own})) for line, own in by_line.items()},
    )
