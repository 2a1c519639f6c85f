"""What a talk begins with, what is sealed by choice, short talks, passing on, two screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Answer, Entered, Happening, Place, Status
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.path import Turn, now, part_of, reached
from coprod_widgets.interview.reveal import may_see
from coprod_widgets.interview.sealed import sealed_in
from tests.interview.tiny import C, J, P, fresh, happen, say

_FOLDER = Path(__file__).parent.parent / "instruments"
FACTS = load(_FOLDER / "facts.yaml")
FILLED = load(_FOLDER / "filled.yaml")
SAFE, PLEASED = Place("safe", None, P), Place("pleased", None, P)
STAND = Place("stand", None, P)


def begun(instrument=FACTS, **carried) -> Interview:
    opened = happen(Interview("i_tiny", instrument), Happening.OPENED)
    return happen(opened, Happening.CARRIED, **carried) if carried else opened


def test_a_first_time_section_is_asked_the_first_time_only() -> None:
    hello = Place("hello", None, P)
    assert begun().is_asked(hello)
    assert begun(first=True).is_asked(hello)
    assert not begun(first=False).is_asked(hello)


def test_a_question_for_somebody_alone_goes_when_staff_have_typed() -> None:
    talk = begun(first=False)
    assert talk.is_asked(PLEASED)
    typed = say(talk, "show", P, "yes", entered=Entered.STAFF)
    assert not typed.is_asked(PLEASED)
    assert typed.status(PLEASED) is Status.NOT_APPLICABLE


@pytest.mark.parametrize("entered", [Entered.STAFF, Entered.INTERPRETER])
def test_what_is_asked_alone_is_typed_by_nobody_else(entered: Entered) -> None:
    talk = begun(first=False)
    assert talk.is_asked_only_alone(PLEASED)
    assert not talk.is_asked_only_alone(SAFE)
    with pytest.raises(AnswerError, match="types alone") as refused:
        say(talk, "pleased", P, "I did", entered=entered)
    assert refused.value.plain == "refused_typed_for"
    assert talk.is_asked(PLEASED)
    assert say(talk, "pleased", P, "I did").status(PLEASED) is Status.SEALED
    assert say(talk, "safe", P, "I could", entered=entered).status(SAFE) is Status.SEALED


def test_what_was_sealed_is_hidden_when_somebody_types_later() -> None:
    talk = begun(first=False)
    for said in (say(talk, "pleased", P, "I did"), say(talk, "pleased", P, status=Status.SKIPPED)):
        typed = say(said, "show", P, "yes", entered=Entered.STAFF)
        assert typed.status(PLEASED) is Status.HIDDEN
        assert sealed_in(typed) == ()


def test_an_answer_is_sealed_unless_its_speaker_chose_to_show_it() -> None:
    hidden = say(begun(), "safe", P, "I could not")
    answer = hidden.answer(SAFE)
    assert answer is not None
    assert (answer.status, answer.value) == (Status.SEALED, None)
    assert answer.sealed
    assert not may_see(hidden, C, SAFE)
    shown = say(say(begun(), "show", P, "yes"), "safe", P, "I could")
    assert shown.answer(SAFE).value == "I could"
    assert may_see(shown, C, SAFE)


def test_what_was_sealed_stays_so_when_its_speaker_changes_their_mind() -> None:
    talk = say(say(begun(), "safe", P, "I could not"), "show", P, "yes")
    assert not may_see(talk, C, SAFE)
    again = say(talk, "safe", P, "I could")
    assert may_see(again, C, SAFE)
    assert not may_see(say(again, "show", P, "no"), C, SAFE)


def test_only_picked_rows_have_a_section() -> None:
    talk = say(begun(FILLED), "topics", J, {"topic": "Leave"}, row="r1")
    talk = say(talk, "topics", J, {"topic": "Food", "today": "no"}, row="r2")
    talk = say(talk, "topics", J, {"topic": "Search", "today": "yes"}, row="r3")
    assert [block.unit for block in talk.blocks] == ["before:", "topic:r3"]


def test_a_link_points_at_what_was_carried_and_nothing_else() -> None:
    things = [
        {"id": "reasons.reasons.r1", "words": "A row"},
        {"id": "signs.signs.r1", "words": "B"},
    ]
    talk = begun(FILLED, things=things)
    talk = say(talk, "topics", J, {"topic": "Leave", "today": "yes"}, row="r1")
    linked = say(talk, "about", J, "reasons.reasons.r1", row="r1")
    assert linked.answer(Place("about", "r1", J)).value == "reasons.reasons.r1"
    for other in ("signs.signs.r1", "reasons.reasons.r9", 1, None, ["reasons.reasons.r1"]):
        with pytest.raises(AnswerError):
            say(talk, "about", J, other, row="r1")


def test_a_short_talk_goes_through_its_units_and_leaves_the_rest_not_reached() -> None:
    talk = happen(fresh(), Happening.SHORTENED, units=["reason:r1"])
    here = now(talk, P)
    assert here.block is not None
    assert here.block.unit == "reason:r1"
    assert part_of(talk, here.block) == (1, 1)
    assert [block.unit for block in reached(talk)] == ["reason:r1"]
    assert talk.status(Place("well", None, P)) is Status.NOT_REACHED


@pytest.mark.parametrize(
    "units", [[], ["nothing:"], ["start:", "start:"], "start:", None, [["start:"]], ["reason:r9"]]
)
def test_a_short_talk_takes_no_units_that_are_not_there(units: object) -> None:
    with pytest.raises(AnswerError) as refused:
        happen(fresh(), Happening.SHORTENED, units=units)
    assert refused.value.plain == "pick_units"


def test_passing_on_pauses_the_talk_until_it_goes_on_or_ends() -> None:
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    assert talk.state is State.PASSING_ON
    with pytest.raises(AnswerError):
        say(talk, "well", P, "No")
    noted = happen(
        talk, Happening.PASSED_ON, to="Nurse in charge", when="2026-03-09T14:05", told=True
    )
    assert noted.state is State.PASSING_ON
    assert happen(noted, Happening.RESUMED).state is State.HALF_WAY
    assert happen(noted, Happening.STOPPED).state is State.STOPPED


@pytest.mark.parametrize(
    "detail",
    [
        {"to": "", "when": "2026-03-09T14:05", "told": True},
        {"to": "x" * 81, "when": "2026-03-09T14:05", "told": True},
        {"to": "a\nb", "when": "2026-03-09T14:05", "told": True},
        {"to": "Nurse", "when": "yesterday", "told": True},
        {"to": "Nurse", "when": "2026-03-09T14:05:06", "told": True},
        {"to": "Nurse", "when": "2026-03-09T14:05", "told": "yes"},
        {"to": "Nurse", "when": "2026-03-09T14:05", "told": True, "what": "a secret"},
        {"to": "Nurse", "when": 5, "told": True},
    ],
)
def test_what_is_noted_of_passing_on_is_to_whom_when_and_whether_he_was_told(detail: dict) -> None:
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    with pytest.raises(AnswerError):
        happen(talk, Happening.PASSED_ON, **detail)


def test_with_two_screens_who_is_done_waits_and_nobody_hands_over() -> None:
    talk = happen(fresh(), Happening.JOINED)
    assert talk.has_two_screens
    assert now(talk, P).turn is Turn.ANSWER
    assert now(talk, C).turn is Turn.ANSWER
    done = say(talk, "reasons", C, True)
    assert now(done, C).turn is Turn.WAIT
    with pytest.raises(AnswerError):
        happen(done, Happening.HANDED_OVER, to="patient")
    with pytest.raises(AnswerError):
        happen(done, Happening.JOINED)
    left = happen(done, Happening.LEFT)
    assert now(left, C).turn is Turn.HAND_OVER
    with pytest.raises(AnswerError):
        happen(left, Happening.LEFT)


def test_nobody_joins_while_the_patient_has_the_shared_screen() -> None:
    with pytest.raises(AnswerError):
        happen(happen(fresh(), Happening.HANDED_OVER, to="patient"), Happening.JOINED)


def test_after_its_end_a_talk_is_asked_about_once_more_and_closes_again() -> None:
    talk = begun(first=False)
    for name, value in (("show", "no"), ("safe", "Yes"), ("pleased", "No"), ("stand", "yes")):
        talk = say(talk, name, P, value)
    closed = happen(talk, Happening.CLOSED)
    again = happen(closed, Happening.ASKED_AGAIN)
    assert again.state is State.ASKED_AGAIN
    assert now(again, C).turn is Turn.HAND_OVER
    here = now(happen(again, Happening.HANDED_OVER, to="patient"), P)
    assert here.places == (STAND,)
    answered = say(again, "stand", P, "put_right")
    assert now(answered, P).turn is Turn.FINISHED
    assert happen(answered, Happening.CLOSED).state is State.CLOSED
    assert len([e for e in answered.entries if isinstance(e, Answer) and e.place == STAND]) == 2


def test_a_pause_while_it_is_asked_again_goes_on_where_it_was() -> None:
    again = happen(happen(begun(), Happening.CLOSED), Happening.ASKED_AGAIN)
    paused = happen(again, Happening.BREAK)
    with pytest.raises(AnswerError):
        happen(paused, Happening.RESUMED)
    assert happen(paused, Happening.ASKED_AGAIN).state is State.ASKED_AGAIN
    with pytest.raises(AnswerError):
        happen(happen(begun(), Happening.BREAK), Happening.ASKED_AGAIN)
