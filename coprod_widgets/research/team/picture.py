"""What is told of a team, picture by picture, in words and with what each line means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from coprod_widgets.research.team.counting import Count
from coprod_widgets.research.team.periods import CLINICIANS, PEOPLE, Periods, periods


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its title, its lines with their names, and the ends of its scale."""

    id: str
    title: str
    lines: Mapping[str, str]
    least: float
    most: float
    is_share: bool
    how: str


PICTURES = (
    Picture(
        "promises",
        "Promises kept",
        {"staff": "by staff", "patient": "by patients"},
        0,
        1,
        True,
        "Promises done, a part counting half, by promises of which it was said what came of them, "
        "in the months in which it was said. What was dropped together is not counted, nor what "
        "nobody has looked at yet.",
    ),
    Picture(
        "differences",
        "Differences kept in both voices",
        {"kept": "kept"},
        0,
        1,
        True,
        "Reasons seen differently of which both accounts were written down and it was said where "
        "the two got to, by reasons seen differently. How many are seen differently is neither "
        "good nor bad, and is not shown.",
    ),
    Picture(
        "say",
        "How much say there is, and how much would be fair",
        {
            "staff_now": "now, staff",
            "patient_now": "now, patients",
            "staff_fair": "fair, staff",
            "patient_fair": "fair, patients",
        },
        1,
        5,
        False,
        "Mean rating, from 1 (no say) to 5, over the topics that were looked at.",
    ),
)
RULES = (
    (
        f"Months stand together until {PEOPLE} patients or more, seen by {CLINICIANS} clinicians "
        "or more, are in every line. Numbers of people are rounded to 5, shares to whole percent, "
        "ratings to one decimal. The month that is not over is not counted. No picture is of one "
        "nurse or one patient."
    ),
    (
        "All talks that were closed are counted, whether somebody takes part in research or not: "
        "this is for care, and stays inside the hospital."
    ),
    "Research use; no norms. Small shifts come by chance.",
)


def pictures(counts: Mapping[str, Iterable[Count]], before: date) -> dict[str, Periods]:
    """What may be shown of each picture."""
    return {
        picture.id: periods(counts[picture.id], tuple(picture.lines), before)
        for picture in PICTURES
    }
