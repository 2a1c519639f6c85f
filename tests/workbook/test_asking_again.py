"""Asking again whether a talk stands: within its days, once, and never left open."""

from __future__ import annotations

from datetime import timedelta

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.workbook.asking_again import ask_again_by, close_left_open
from tests.workbook.conftest import AT
from tests.workbook.holding import Held, P, patient_of


def test_it_can_be_asked_until_the_days_are_over_and_only_once(store: Store) -> None:
    held = Held(store, patient_of(store), "power").close()
    last = ask_again_by(held.talk, held.at)
    assert last == held.at + timedelta(days=7)
    assert ask_again_by(held.talk, last) == last
    assert ask_again_by(held.talk, last + timedelta(seconds=1)) is None
    assert ask_again_by(held.happen(Happening.ASKED_AGAIN).close().talk, held.at) is None


def test_a_workbook_without_such_a_question_is_not_asked_about(store: Store) -> None:
    held = Held(store, patient_of(store), "getting_ready").close()
    assert ask_again_by(held.talk, held.at) is None


def test_a_talk_that_was_left_while_it_was_asked_again_is_closed_when_its_days_are_over(
    store: Store,
) -> None:
    held = Held(store, patient_of(store), "power").close().happen(Happening.ASKED_AGAIN)
    held.say("still_stands", P, "yes").happen(Happening.BREAK)
    assert close_left_open(store, AT + timedelta(days=7)) == []
    after = AT + timedelta(days=8)
    assert close_left_open(store, after) == [held.id]
    assert held.talk.state is State.CLOSED
    assert close_left_open(store, after) == []


def test_a_talk_that_goes_on_in_the_ordinary_way_is_left_alone(store: Store) -> None:
    held = Held(store, patient_of(store), "power").happen(Happening.STOPPED)
    assert close_left_open(store, AT + timedelta(days=90)) == []
    assert held.talk.state is State.STOPPED
