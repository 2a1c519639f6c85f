"""The team's view: what became of promises and differences over months, for supervisors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.interview import State
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.research.drawn import Scale, lines
from coprod_widgets.research.team.counting import Count, Held, counted
from coprod_widgets.research.team.periods import Period, Periods
from coprod_widgets.research.team.picture import PICTURES, RULES, Picture, pictures
from coprod_widgets.widgets.html import el
from coprod_widgets.workbook.cohort.showing import facts_html, list_of, table_html

if TYPE_CHECKING:
    from coprod_widgets.measures.evidence import Talk
    from coprod_widgets.store import Store

_PERCENT = Scale(0, 1, {0: "0%", 0.5: "50%", 1: "100%"})
_STEPS = Scale(1, 5, {1: "1", 2: "2", 3: "3", 4: "4", 5: "5"})


@dataclass(frozen=True)
class Team:
    """What was counted in all closed talks, up to a day."""

    counts: Mapping[str, list[Count]]
    until: date
    unreadable: bool

    def html(self, which: str) -> Markup | None:
        """A picture by its id, with its table; None if this view has none of it."""
        found = next((picture for picture in PICTURES if picture.id == which), None)
        if found is None:
            return None
        return _html(found, pictures(self.counts, self.until)[which])

    def about(self) -> Markup:
        """What has to be known of all of it."""
        amiss = "Some talks can't be read and are not counted. Run: coprod verify"
        return el(
            "section",
            el("h2", "How to read this"),
            list_of((*RULES, *([amiss] if self.unreadable else []))),
        )


def team_of(store: Store, at: datetime) -> Team:
    """Count all closed talks of a ward. A talk that can't be read stops no other."""
    by_person: dict[str, list[Talk]] = {}
    clinicians: dict[str, str] = {}
    unreadable = False
    for row in store.all_interviews():
        if row.state is not State.CLOSED:
            continue
        try:
            # Read by itself: a list doesn't check whose an interview is.
            about = store.about(row.id)
            talk = talk_of(store.interview(row.id), about.workbook)
        except CoprodError:
            unreadable = True
            continue
        by_person.setdefault(about.patient_id, []).append(talk)
        clinicians[about.id] = about.clinician_id
    people = [Held(person, tuple(talks), clinicians) for person, talks in by_person.items()]
    return Team(counted(people), at.date(), unreadable)


def _html(picture: Picture, told: Periods) -> Markup:
    waits = (
        f"From {_month(told.waits_from)} on there are not enough people yet."
        if told.waits_from
        else None
    )
    if not told.shown:
        return el(
            "section",
            el("h2", picture.title),
            el("p", waits or "No whole month has anything to show yet."),
            facts_html({"How": picture.how}),
        )
    names = [_months(period) for period in told.shown]
    scale = _PERCENT if picture.is_share else _STEPS
    values = {
        name: [period.values[line] for period in told.shown] for line, name in picture.lines.items()
    }
    rows = [
        [name, *(_told(picture, period, line) for line in picture.lines)]
        for name, period in zip(names, told.shown, strict=True)
    ]
    return el(
        "section",
        el("h2", picture.title),
        lines(picture.title, names, values, scale),
        table_html(picture.title, ["months", *picture.lines.values()], rows),
        el("p", waits) if waits else None,
        facts_html({"How": picture.how}),
    )


def _told(picture: Picture, period: Period, line: str) -> str:
    value, people = period.values[line], period.people[line]
    shown = f"{100 * value:.0f}%" if picture.is_share else f"{value:.1f}"
    return f"{shown} (about {people} people)"


def _months(period: Period) -> str:
    if period.first == period.last:
        return _month(period.first)
    return f"{_month(period.first)} to {_month(period.last)}"


def _month(day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "LLL y", locale="en_GB")
