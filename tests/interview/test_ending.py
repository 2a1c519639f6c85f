"""How a talk came to its end."""

from __future__ import annotations

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.ending import asked_again_at, was_cut_short
from coprod_widgets.interview.interview import Interview
from tests.interview.tiny import fresh, happen


def after(*happenings: Happening) -> Interview:
    talk = fresh()
    for happening in happenings:
        talk = happen(talk, happening)
    return talk


def test_a_talk_closed_out_of_a_stop_or_a_break_was_cut_short() -> None:
    assert was_cut_short(after(Happening.STOPPED, Happening.CLOSED))
    assert was_cut_short(after(Happening.BREAK, Happening.CLOSED))
    assert was_cut_short(after(Happening.NEEDS_PASSING_ON, Happening.CLOSED))


def test_a_talk_that_went_on_after_a_break_was_not() -> None:
    assert not was_cut_short(after(Happening.CLOSED))
    assert not was_cut_short(after(Happening.BREAK, Happening.RESUMED, Happening.CLOSED))
    assert not was_cut_short(after(Happening.STOPPED))


def test_being_opened_again_changes_nothing_about_it() -> None:
    talk = after(Happening.STOPPED, Happening.CLOSED, Happening.REOPENED, Happening.CLOSED)
    assert was_cut_short(talk)


def test_a_pause_while_it_is_asked_about_again_does_not_cut_it_short() -> None:
    talk = after(Happening.CLOSED, Happening.ASKED_AGAIN, Happening.BREAK, Happening.CLOSED)
    assert not was_cut_short(talk)


def test_it_is_told_from_when_on_it_was_asked_about_again() -> None:
    assert asked_again_at(after(Happening.CLOSED)) is None
    talk = after(Happening.CLOSED, Happening.ASKED_AGAIN)
    since = len(talk.entries)
    assert asked_again_at(talk) == since
    # Going on after a break in it is told by the same moment.
    talk = happen(happen(talk, Happening.BREAK), Happening.ASKED_AGAIN)
    assert asked_again_at(happen(talk, Happening.CLOSED)) == since
