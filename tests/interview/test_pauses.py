"""What a talk knows of its pauses: how to go on, what was noted, and where it was left unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.pauses import (
    LONG,
    gaps,
    goes_on_by,
    left_since,
    nothing_noted,
    passed_on,
)
from tests.interview.tiny import C, P, fresh, happen, say

NOTE = {"to": "Nurse in charge", "when": "2026-03-09T14:05", "told": True}


def later(talk: Interview, by: timedelta) -> Interview:
    """The same, with its newest entry so much later."""
    newest = talk.entries[-1]
    return replace(talk, entries=(*talk.entries[:-1], replace(newest, at=newest.at + by)))


@pytest.mark.parametrize("first", [Happening.BREAK, Happening.STOPPED, Happening.NEEDS_PASSING_ON])
@pytest.mark.parametrize("then", [Happening.BREAK, Happening.STOPPED, Happening.NEEDS_PASSING_ON])
def test_every_pause_can_become_every_other(first: Happening, then: Happening) -> None:
    paused = happen(fresh(), first)
    assert paused.state is not State.HALF_WAY
    if first is not then:
        assert happen(paused, then).state is not paused.state


def test_one_goes_on_with_what_the_pause_was_in() -> None:
    assert goes_on_by(happen(fresh(), Happening.BREAK)) is Happening.RESUMED
    again = happen(happen(fresh(), Happening.CLOSED), Happening.ASKED_AGAIN)
    paused = happen(again, Happening.NEEDS_PASSING_ON)
    assert goes_on_by(paused) is Happening.ASKED_AGAIN
    assert happen(paused, goes_on_by(paused)).state is State.ASKED_AGAIN


def test_who_has_the_screen_keeps_it_over_a_pause_while_it_is_asked_again() -> None:
    closed = happen(happen(fresh(), Happening.HANDED_OVER, to="patient"), Happening.CLOSED)
    again = happen(closed, Happening.ASKED_AGAIN)
    assert again.holder is C
    paused = happen(happen(again, Happening.HANDED_OVER, to="patient"), Happening.BREAK)
    assert happen(paused, goes_on_by(paused)).holder is P


def test_it_is_noted_once_for_each_role_and_nothing_else_counts_as_a_note() -> None:
    assert not nothing_noted(fresh())
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    assert nothing_noted(talk)
    talk = happen(happen(talk, Happening.PASSED_ON, **NOTE), Happening.PASSED_ON, **NOTE)
    assert len(passed_on(talk)) == 2
    assert not nothing_noted(talk)
    talk = happen(happen(talk, Happening.RESUMED), Happening.NEEDS_PASSING_ON)
    assert nothing_noted(talk)


def test_a_talk_that_was_left_without_a_word_has_a_gap_there() -> None:
    talk = say(fresh(), "well", P, "a")
    left = talk.entries[-1].at
    back = later(say(talk, "reasons", C, True), timedelta(days=5))
    (gap,) = gaps(back)
    assert (gap.since, gap.until) == (left, back.entries[-1].at)
    assert gaps(say(talk, "reasons", C, True)) == ()


def test_a_break_that_was_asked_for_and_a_talk_that_is_over_leave_no_gap() -> None:
    for happening in (Happening.BREAK, Happening.STOPPED, Happening.NEEDS_PASSING_ON):
        paused = happen(fresh(), happening)
        assert gaps(later(happen(paused, Happening.RESUMED), timedelta(days=1))) == ()
    closed = happen(fresh(), Happening.CLOSED)
    assert gaps(later(happen(closed, Happening.REOPENED), timedelta(days=1))) == ()


def test_who_comes_back_is_told_since_when_only_where_nobody_paused() -> None:
    talk = fresh()
    newest = talk.entries[-1].at
    assert left_since(talk, newest + LONG) == newest
    assert left_since(talk, newest + LONG / 2) is None
    assert left_since(happen(talk, Happening.BREAK), newest + 2 * LONG) is None
