"""The machine-readable half of a record says how the talk came to its end."""

from __future__ import annotations

from typing import Any

from coprod_widgets.interview.answer import Happening
from coprod_widgets.workbook.record_format import record_of
from tests.interview.tiny import fresh, happen


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
