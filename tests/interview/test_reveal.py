from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.reveal import is_revealed, may_see
from tests.interview.tiny import TINY, C, P, fresh, happen, say

MATTERS = TINY.question("matters")


def test_an_open_answer_is_seen_by_both_at_once() -> None:
    assert may_see(say(fresh(), "well", P, "walks"), C, Place("well", None, P))


def test_a_rating_is_private_until_both_have_rated_and_guessed() -> None:
    talk = say(say(fresh(), "matters", P, 2, row="r1"), "matters", C, 4, row="r1")
    assert not is_revealed(talk, MATTERS, "r1")
    talk = say(talk, "guess", P, 4, row="r1")
    assert not may_see(talk, C, Place("matters", "r1", P))
    assert not may_see(talk, C, Place("guess", "r1", P))
    talk = say(talk, "guess", C, 3, row="r1")
    assert may_see(talk, C, Place("matters", "r1", P))
    assert may_see(talk, P, Place("matters", "r1", C))


def test_saying_no_counts_as_having_answered_for_the_reveal() -> None:
    talk = say(fresh(), "matters", P, row="r1", status=Status.DECLINED)
    talk = say(talk, "matters", C, 4, row="r1")
    talk = say(talk, "guess", P, row="r1", status=Status.SKIPPED)
    talk = say(talk, "guess", C, row="r1", status=Status.NOT_SURE)
    assert is_revealed(talk, MATTERS, "r1")


def test_one_row_is_revealed_without_the_other() -> None:
    talk = say(fresh(), "reasons", C, {"wording": "Another"}, row="r2")
    for voice in (P, C):
        talk = say(talk, "matters", voice, 3, row="r1")
        talk = say(talk, "guess", voice, 3, row="r1")
    assert is_revealed(talk, MATTERS, "r1")
    assert not is_revealed(talk, MATTERS, "r2")


def test_a_sealed_answer_is_seen_by_nobody_and_its_value_is_not_kept() -> None:
    talk = say(fresh(), "secret", P, "yes")
    place = Place("secret", None, P)
    assert talk.answer(place).value is None
    assert talk.answer(place).sealed
    assert not any(may_see(talk, viewer, place) for viewer in Voice)


PLACES = [("matters", P), ("matters", C), ("guess", P), ("guess", C)]


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.integers(1, 5)), max_size=8))
def test_nothing_is_revealed_before_all_four_have_spoken(said: list) -> None:
    talk = happen(fresh(), Happening.HANDED_OVER, to="patient")
    for (question, voice), value in said:
        talk = say(talk, question, voice, value, row="r1")
    complete = {spoken for spoken, _ in said} == set(PLACES)
    assert may_see(talk, C, Place("matters", "r1", P)) is complete
    assert may_see(talk, P, Place("guess", "r1", C)) is complete
