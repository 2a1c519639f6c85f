"""What is told of a team, picture by picture. Their words stand with all others, by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from coprod_widgets.research.team.counting import Count
from coprod_widgets.research.team.periods import Periods, periods


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the ids of its lines, and whether they are shares or ratings from 1 to 5."""

    id: str
    lines: tuple[str, ...]
    is_share: bool


PICTURES = (
    Picture("promises", ("staff", "patient"), is_share=True),
    Picture("differences", ("kept",), is_share=True),
    Picture("say", ("staff_now", "patient_now", "staff_fair", "patient_fair"), is_share=False),
)


def pictures(counts: Mapping[str, Iterable[Count]], before: date) -> dict[str, Periods]:
    """What may be shown of each picture."""
    return {picture.id: periods(counts[picture.id], picture.lines, before) for picture in PICTURES}
