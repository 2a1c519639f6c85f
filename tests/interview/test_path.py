from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.path import Turn, now, own_places, part_of
from tests.interview.tiny import C, P, fresh, happen, say


def questions(talk: Interview, holder: Voice) -> list[str]:
    return [place.question for place in now(talk, holder).places]


def test_each_voice_is_asked_its_own_questions() -> None:
    assert questions(fresh(), P) == ["well", "secret"]
    assert questions(fresh(), C) == ["reasons"]


def test_a_voice_with_nothing_left_hands_the_screen_over() -> None:
    talk = say(fresh(), "reasons", C, True)
    assert now(talk, C).turn is Turn.HAND_OVER
    assert now(talk, P).turn is Turn.ANSWER


def through_start(talk: Interview) -> Interview:
    talk = say(say(talk, "well", P, "walks"), "secret", P, status=Status.DECLINED)
    return say(talk, "reasons", C, True)


def test_joint_questions_wait_until_both_have_answered_apart() -> None:
    talk = through_start(fresh())
    assert questions(talk, P) == ["matters", "guess"]
    for voice in (P, C):
        talk = say(talk, "matters", voice, 3, row="r1")
        talk = say(talk, "guess", voice, 3, row="r1")
    assert questions(talk, P) == questions(talk, C) == ["differ"]


def test_the_clinician_marks_a_say_back_after_it_was_said() -> None:
    talk = through_start(fresh())
    for voice in (P, C):
        talk = say(talk, "matters", voice, 3, row="r1")
        talk = say(talk, "guess", voice, 3, row="r1")
    talk = say(talk, "differ", Voice.JOINT, ["same"], row="r1")
    assert now(talk, C).turn is Turn.HAND_OVER
    talk = say(talk, "say_back", P, "You worry that I walk out", row="r1")
    assert questions(talk, C) == ["say_back"]


def test_an_interview_without_rows_goes_straight_to_its_end() -> None:
    talk = say(through_start(fresh()), "reasons", C, row="r1", status=Status.WITHDRAWN)
    assert questions(talk, P) == ["first"]
    assert now(say(talk, "first", P, "patient"), C).turn is Turn.FINISHED


def test_a_part_is_counted_among_the_parts_there_are() -> None:
    talk = fresh()
    assert part_of(talk, talk.blocks[1]) == (2, 3)


def test_own_places_hold_what_was_answered_too() -> None:
    talk = say(fresh(), "well", P, "walks")
    assert [place.question for place in own_places(talk, talk.blocks[0], P)] == ["well", "secret"]


@given(st.data())
def test_every_order_of_saying_no_or_going_on_comes_to_the_end(data: st.DataObject) -> None:
    talk = fresh()
    for _ in range(60):
        here = now(talk, talk.holder)
        if here.turn is Turn.FINISHED:
            break
        if here.turn is Turn.HAND_OVER:
            talk = happen(talk, Happening.HANDED_OVER, to=talk.holder.other.value)
            continue
        place = data.draw(st.sampled_from(here.places))
        status = data.draw(st.sampled_from([Status.DECLINED, Status.NOT_SURE, Status.SKIPPED]))
        talk = say(talk, place.question, place.voice, row=place.row, status=status)
    assert now(talk, talk.holder).turn is Turn.FINISHED
