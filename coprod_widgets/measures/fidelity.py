"""How closely a talk was held as it is meant to be, on ten points, by one or two who looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coprod_widgets.measures.agreement import Rating, Statistic, agreement
from coprod_widgets.measures.result import Measure, Reason
from coprod_widgets.measures.thresholds import Thresholds

ITEMS = (
    "preparation_done",
    "limits_before_questions",
    "strengths_first",
    "patient_first_or_apart",
    "reveal_together",
    "difference_kept",
    "fixed_and_open_apart",
    "staff_action_agreed",
    "breaks_respected",
    "reflection_by_both",
)
MARKS = (0, 1, 2)
NOT_APPLICABLE = "not_applicable"
Sheet = Mapping[str, int | str]
"""The mark of each point, or `not_applicable`. A point that isn't there was not marked."""


def fidelity(sheet: Sheet, thresholds: Thresholds) -> Measure:
    """What a sheet comes to, from 0 to 1.

    Raises:
        ValueError: there is no such point, or no such mark.
    """
    marks = _marks(sheet)
    apply = [item for item in ITEMS if sheet.get(item) != NOT_APPLICABLE]
    total, most = sum(marks.values()), 2 * len(marks)
    return Measure(
        code="FID",
        value=total / most if most else None,
        numerator=total,
        denominator=most,
        missing=len(apply) - len(marks),
        reason=None if most else Reason("no_mark"),
        sources=(),
        range=(0, 1),
        thresholds=thresholds.name,
        staff_only=True,
    )


def _marks(sheet: Sheet) -> dict[str, int]:
    for item, mark in sheet.items():
        if item not in ITEMS:
            raise ValueError(f"there is no point {item!r}; there are {', '.join(ITEMS)}")
        if mark != NOT_APPLICABLE and (type(mark) is not int or mark not in MARKS):
            raise ValueError(f"{item} has the mark {mark!r}, which is none of 0, 1, 2")
    return {item: mark for item, mark in sheet.items() if isinstance(mark, int)}


@dataclass(frozen=True, slots=True)
class Sheets:
    """Two who looked at the same record; `person` is whose talk it was."""

    person: str
    first: Sheet
    second: Sheet


def raters_agree(
    sheets: Iterable[Sheets], thresholds: Thresholds, *, seed: int
) -> tuple[Statistic, ...]:
    """How far two raters agree, over the points that both marked."""
    ratings = [
        Rating(two.person, first[item], second[item])
        for two in sheets
        for first, second in [(_marks(two.first), _marks(two.second))]
        for item in ITEMS
        if item in first and item in second
    ]
    return agreement(ratings, MARKS, thresholds, seed=seed)
