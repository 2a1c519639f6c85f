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
from coprod_widgets.research.team.periods import CLINICIANS, PEOPLE, Period, Periods
from coprod_widgets.research.team.picture import PICTURES, Picture, pictures
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.words import say
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
    language: str = "en"

    def html(self, which: str) -> Markup | None:
        """A picture by its id, with its table; None if this view has none of it."""
        found = next((picture for picture in PICTURES if picture.id == which), None)
        if found is None:
            return None
        return _html(found, pictures(self.counts, self.until)[which], self.language)

    def about(self) -> Markup:
        """What has to be known of all of it."""
        rules = [
            say("team_rule_months", self.language, people=PEOPLE, clinicians=CLINICIANS),
            say("team_rule_all", self.language),
            say("team_rule_norms", self.language),
        ]
        if self.unreadable:
            rules.append(say("team_rule_unreadable", self.language))
        return el("section", el("h2", say("team_how", self.language)), list_of(rules))


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
    return Team(counted(people), at.date(), unreadable, store.settings.language)


def _html(picture: Picture, told: Periods, language: str) -> Markup:
    title = say(f"team_{picture.id}", language)
    how = {say("team_worked_out", language): say(f"team_{picture.id}_how", language)}
    waits = (
        say("team_waits", language, month=_month(told.waits_from, language))
        if told.waits_from
        else None
    )
    if not told.shown:
        nothing = waits or say("team_nothing_yet", language)
        return el("section", el("h2", title), el("p", nothing), facts_html(how))
    months = [_months(period, language) for period in told.shown]
    names = {line: say(f"team_{picture.id}_{line}", language) for line in picture.lines}
    values = {name: [one.values[line] for one in told.shown] for line, name in names.items()}
    rows = [
        [month, *(_told(picture, period, line, language) for line in picture.lines)]
        for month, period in zip(months, told.shown, strict=True)
    ]
    scale = _PERCENT if picture.is_share else _STEPS
    return el(
        "section",
        el("h2", title),
        lines(title, months, values, scale, twin=say("team_twin", language)),
        table_html(title, [say("team_months", language), *names.values()], rows),
        el("p", waits) if waits else None,
        facts_html(how),
    )


def _told(picture: Picture, period: Period, line: str, language: str) -> str:
    value = period.values[line]
    shown = f"{100 * value:.0f}%" if picture.is_share else f"{value:.1f}"
    return say("team_cell", language, value=shown, people=period.people[line])


def _months(period: Period, language: str) -> str:
    first, last = _month(period.first, language), _month(period.last, language)
    return first if first == last else say("team_period", language, first=first, last=last)


def _month(day: date, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, "LLL y", locale="en_GB" if language == "en" else language)
