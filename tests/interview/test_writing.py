from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.writing import Said, answer_from
from tests.interview.tiny import C, J, P, fresh, happen, say


def test_a_second_writer_who_has_not_seen_the_first_is_told() -> None:
    talk = say(fresh(), "well", P, "walks")
    with pytest.raises(ConflictError, match="somebody else"):
        say(talk, "well", P, "music", base=0)


@pytest.mark.parametrize(
    ("question", "voice", "value", "row"),
    [
        ("nothing", P, "x", None),
        ("well", C, "x", None),
        ("well", P, "x", "r1"),
        ("matters", P, 3, None),
        ("matters", P, 3, "r9"),
        ("matters", J, 3, "r1"),
        ("why", P, "not asked yet", None),
        ("reasons", C, {"wording": "x"}, "../etc"),
        ("reasons", C, {"wording": "x"}, None),
        ("reasons", P, {"wording": "x"}, "r2"),
    ],
)
def test_an_answer_in_the_wrong_place_is_refused(
    question: str, voice: Any, value: Any, row: str | None
) -> None:
    with pytest.raises(AnswerError):
        say(fresh(), question, voice, value, row=row)


@pytest.mark.parametrize("status", [Status.NOT_REACHED, Status.HIDDEN])
def test_a_status_that_is_worked_out_cannot_be_said(status: Status) -> None:
    with pytest.raises(AnswerError, match="can't be said"):
        say(fresh(), "well", P, status=status)


def test_a_value_does_not_come_with_a_refusal() -> None:
    with pytest.raises(AnswerError, match="came with a value"):
        say(fresh(), "well", P, "walks", status=Status.DECLINED)


def test_a_list_is_full_when_it_is_full() -> None:
    talk = fresh()
    for row in ("r2", "r3"):
        talk = say(talk, "reasons", C, {"wording": row}, row=row)
    with pytest.raises(AnswerError, match="already 3 rows"):
        say(talk, "reasons", C, {"wording": "one more"}, row="r4")


def test_nothing_is_said_in_a_closed_talk() -> None:
    with pytest.raises(AnswerError, match="closed"):
        say(happen(fresh(), Happening.CLOSED), "well", P, "walks")


def test_a_closed_talk_can_only_be_opened_again() -> None:
    talk = happen(fresh(), Happening.CLOSED)
    with pytest.raises(AnswerError, match="can't happen"):
        happen(talk, Happening.BREAK)
    assert say(happen(talk, Happening.REOPENED), "well", P, "walks")


@pytest.mark.parametrize("to", ["joint", "nobody", None])
def test_the_screen_is_only_handed_to_one_of_the_two(to: Any) -> None:
    with pytest.raises(AnswerError, match="handed"):
        happen(fresh(), Happening.HANDED_OVER, to=to)


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space"])
def test_a_message_needs_a_proper_key(key: str) -> None:
    said = Said(key, Place("well", None, P), Status.ANSWERED, "walks")
    with pytest.raises(AnswerError, match="key"):
        answer_from(fresh(), said, at=datetime.now(UTC), by="a_1")


def test_a_sealed_question_without_a_key_is_refused() -> None:
    said = Said("key-sealed", Place("secret", None, P), Status.ANSWERED, "yes")
    with pytest.raises(AnswerError, match="no key to seal"):
        answer_from(fresh(), said, at=datetime.now(UTC), by="a_1")


@pytest.mark.parametrize(
    "detail",
    [
        {"language": "fi", "easy": False},
        {"language": "en", "easy": True},
        {"language": "en", "easy": 0},
        {"language": "en"},
        {"language": ["en"], "easy": False},
        {"language": "en", "easy": False, "to": "patient"},
        {},
    ],
)
def test_words_that_the_instrument_does_not_have_can_not_be_chosen(detail: dict[str, Any]) -> None:
    with pytest.raises(AnswerError, match="no words"):
        happen(fresh(), Happening.WORDED, **detail)
