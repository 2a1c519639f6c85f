"""The pauses of a talk: how to go on from one, what was passed on, and where it was left unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from coprod_widgets.interview.answer import Entry, Happening, Moment
from coprod_widgets.interview.interview import STATE_AFTER, Interview, State

LONG = timedelta(minutes=30)
"""From when on nothing said in a talk counts as a break that nobody asked for."""

_TALKING = (State.HALF_WAY, State.ASKED_AGAIN)


def goes_on_by(interview: Interview) -> Happening:
    """What happens when the pair goes on from a pause: with the talk, or with asking again."""
    return Happening.ASKED_AGAIN if interview.asks_again_since else Happening.RESUMED


def passed_on(interview: Interview) -> tuple[Moment, ...]:
    """Every note that something was passed on."""
    return tuple(m for m in interview.moments if m.happening is Happening.PASSED_ON)


def nothing_noted(interview: Interview) -> bool:
    """Whether the pair paused to pass something on, and nobody noted since that it was."""
    newest = None
    for moment in interview.moments:
        if moment.happening in (Happening.NEEDS_PASSING_ON, Happening.PASSED_ON):
            newest = moment.happening
    return newest is Happening.NEEDS_PASSING_ON


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing was said though nobody had asked for a break."""

    since: datetime
    until: datetime


def gaps(interview: Interview) -> tuple[Gap, ...]:
    """Where a talk was left without a word, such as by an alarm that shut the browser."""
    found = []
    before: Entry | None = None
    state = State.READY
    for entry in interview.entries:
        if before and state in _TALKING and entry.at - before.at >= LONG:
            found.append(Gap(before.at, entry.at))
        if isinstance(entry, Moment):
            state = STATE_AFTER.get(entry.happening, state)
        before = entry
    return tuple(found)


def left_since(interview: Interview, at: datetime) -> datetime | None:
    """Since when a talk has been left without a word, or None while it goes on or has paused."""
    newest = interview.entries[-1].at if interview.entries else at
    return newest if interview.state in _TALKING and at - newest >= LONG else None
