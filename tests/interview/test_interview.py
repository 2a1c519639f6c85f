from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.interview import Interview, State, Wording
from tests.interview.tiny import TINY, C, P, fresh, happen, say

INSTRUMENTS = Path(__file__).parent.parent / "instruments"


def test_the_newest_answer_is_current_and_the_older_one_is_kept() -> None:
    talk = say(say(fresh(), "well", P, "walks"), "well", P, "walks and music")
    place = Place("well", None, P)
    assert talk.answer(place).value == "walks and music"
    assert [answer.value for answer in talk.history(place)] == ["walks", "walks and music"]


def test_a_section_is_repeated_for_each_row_that_stands() -> None:
    talk = say(fresh(), "reasons", C, {"wording": "Another"}, row="r2")
    talk = say(talk, "reasons", C, row="r1", status=Status.WITHDRAWN)
    assert [(block.section.id, block.row_id) for block in talk.blocks] == [
        ("start", None),
        ("reason", "r2"),
        ("end", None),
    ]


def test_a_row_id_is_never_used_again() -> None:
    talk = say(fresh(), "reasons", C, row="r1", status=Status.WITHDRAWN)
    with pytest.raises(AnswerError, match="taken out"):
        say(talk, "reasons", C, {"wording": "Back again"}, row="r1")


def test_an_answer_that_its_rule_no_longer_asks_is_hidden_and_comes_back() -> None:
    place = Place("why", None, P)
    talk = say(say(fresh(), "first", P, "clinician"), "why", P, "she is fair")
    hidden = say(talk, "first", P, "patient")
    assert talk.status(place) is Status.ANSWERED
    assert hidden.status(place) is Status.HIDDEN
    assert say(hidden, "first", P, "clinician").status(place) is Status.ANSWERED


@pytest.mark.parametrize("status", [Status.DECLINED, Status.NOT_SURE, Status.SKIPPED])
def test_saying_no_has_a_status_of_its_own_and_settles_the_question(status: Status) -> None:
    talk = say(fresh(), "well", P, status=status)
    assert talk.status(Place("well", None, P)) is status
    assert talk.is_settled(Place("well", None, P))


def test_what_nobody_came_to_is_not_reached_and_what_was_not_asked_not_applicable() -> None:
    talk = fresh()
    assert talk.status(Place("well", None, P)) is Status.NOT_REACHED
    assert talk.status(Place("why", None, P)) is Status.NOT_APPLICABLE


def test_the_screen_is_with_the_clinician_until_she_hands_it_over() -> None:
    talk = fresh()
    assert talk.holder is C
    talk = happen(talk, Happening.HANDED_OVER, to="patient")
    assert talk.holder is P
    assert happen(talk, Happening.CLOSED).holder is C


def test_a_break_ends_and_a_stop_can_be_gone_on_from() -> None:
    talk = happen(fresh(), Happening.BREAK)
    assert talk.state is State.ON_BREAK
    talk = happen(happen(talk, Happening.RESUMED), Happening.STOPPED)
    assert talk.state is State.STOPPED
    assert happen(talk, Happening.RESUMED).state is State.HALF_WAY


def test_the_patient_chooses_whose_words_come_first() -> None:
    assert fresh().order == (P, C)
    assert say(fresh(), "first", P, "clinician").order == (C, P)


def test_the_withheld_count_comes_from_the_preparation() -> None:
    talk = happen(Interview("i_x", TINY), Happening.PREPARED, withheld=2, cleared=True)
    assert talk.withheld == (2, True)
    assert fresh().withheld == (0, False)


def test_the_other_voice_of_a_voice_is_the_one_across_the_table() -> None:
    assert (P.other, C.other, Voice.JOINT.other) == (C, P, Voice.JOINT)


def test_each_answer_knows_in_which_words_it_was_asked() -> None:
    instrument = load(INSTRUMENTS / "every_type.yaml")
    talk = happen(Interview("i_words", instrument), Happening.OPENED)
    talk = say(talk, "view", P, "asked plainly")
    plain = talk.version(Place("view", None, P))
    talk = happen(talk, Happening.WORDED, language="en", easy=True)
    talk = say(talk, "view", P, "asked in easy words")
    assert talk.wording(plain) == Wording()
    assert talk.wording() == Wording("en", easy=True)
    talk = happen(talk, Happening.WORDED, language="fi", easy=False)
    assert talk.wording(talk.version(Place("view", None, P))) == Wording("en", easy=True)
    assert talk.wording() == Wording("fi")
