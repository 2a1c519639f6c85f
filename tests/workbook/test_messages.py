from __future__ import annotations

import pytest

from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.writing import Said
from coprod_widgets.workbook.messages import Looks, conflict
from tests.interview.tiny import C, P, fresh, say


def said(question: str, value: object, row: str | None = None) -> Said:
    return Said("key-12345678", Place(question, row, C), Status.ANSWERED, value)


def test_who_was_second_reads_both_answers_in_words() -> None:
    talk = say(fresh(), "matters", C, 2, row="r1")
    reply = conflict(talk, said("matters", 4, "r1"), Looks())
    assert (reply["theirs"], reply["mine"]) == ("2", "4")
    talk = say(talk, "reasons", C, True)
    assert conflict(talk, said("reasons", True), Looks())["mine"] == "That was all of them"


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.SKIPPED])
def test_a_sealed_answer_is_not_read_back_to_who_was_second(status: Status) -> None:
    place = Place("secret", None, P)
    talk = say(fresh(), "secret", P, "yes")
    value = "no" if status is Status.ANSWERED else None
    reply = conflict(talk, Said("key-12345678", place, status, value), Looks())
    assert reply["theirs"] == reply["mine"] == "Locked away, and not shown here"


def test_who_was_second_is_not_told_what_is_still_covered() -> None:
    talk = say(fresh(), "matters", P, 2, row="r1")
    second = Said("key-12345678", Place("matters", "r1", P), Status.SKIPPED)
    reply = conflict(talk, second, Looks())
    assert (reply["theirs"], reply["mine"]) == ("Answered", "Skipped")
