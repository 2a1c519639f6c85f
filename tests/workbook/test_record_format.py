"""The machine-readable half of a record says how the talk came to its end."""

from __future__ import annotations

from typing import Any

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.workbook.record_format import record_of
from tests.interview.tiny import C, P, fresh, happen, say
from tests.measures.evidences import instrument


def record_after(*happenings: Happening) -> dict[str, Any]:
    talk = fresh()
    for happening in happenings:
        talk = happen(talk, happening)
    return record_of(talk, workbook="tiny", head="h" * 64, language="en")


def test_it_says_whether_the_talk_was_cut_short() -> None:
    assert record_after(Happening.CLOSED)["cut_short"] is False
    assert record_after(Happening.STOPPED, Happening.CLOSED)["cut_short"] is True


def test_it_says_from_which_entry_on_it_was_asked_about_again() -> None:
    assert record_after(Happening.CLOSED)["asked_again"] is None
    again = record_after(Happening.CLOSED, Happening.ASKED_AGAIN, Happening.CLOSED)
    assert again["asked_again"] == again["entries"] - 1


def test_it_holds_what_the_talk_shows_as_far_as_people_may_be_told() -> None:
    talk = happen(Interview("i_1", instrument("power")), Happening.OPENED)
    for voice in (P, C):
        talk = say(talk, "informed", voice, 4)
    body = record_of(happen(talk, Happening.CLOSED), workbook="power", head="h" * 64, language="en")
    found = {one.pop("code"): one for one in body["indicators"]}
    assert found["EX"] == {
        "value": 1.0,
        "numerator": 1,
        "denominator": 1,
        "missing": 0,
        "reason": None,
        "thresholds": "provisional 1",
    }
    assert found["PS_P"]["value"] is None
    assert found["PS_P"]["reason"] == "1 of 7 statements were answered; 5 are needed."
    assert not {"SAFE", "INF1", "UND", "PERF"} & set(found)
