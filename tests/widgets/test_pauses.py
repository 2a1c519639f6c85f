"""Break, stop and passing on: the same three on every screen, and what is told of them."""

from __future__ import annotations

import re

import pytest

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.pauses import talk_bar_html
from coprod_widgets.widgets.record import summary_html
from coprod_widgets.widgets.screen import sections_html, turn_banner_html
from tests.interview.tiny import TINY, C, P, fresh, happen, say

TOLD = {"to": "Nurse in charge", "when": "2026-03-09T14:05", "told": True}
UNTOLD = {"to": "Duty <b>doctor</b>", "when": "2026-03-09T14:20", "told": False}


def screen(talk: Interview, voice: object = C) -> str:
    return "".join(sections_html(talk, voice).values())  # type: ignore[arg-type]


def everywhere() -> list[Interview]:
    """A talk in each state in which somebody has it on a screen."""
    talk = fresh()
    handed = happen(talk, Happening.HANDED_OVER, to="patient")
    joined = happen(talk, Happening.JOINED)
    waiting = say(joined, "reasons", C, True)
    again = happen(happen(talk, Happening.CLOSED), Happening.ASKED_AGAIN)
    pauses = [
        happen(start, pause)
        for start in (talk, handed, joined, again)
        for pause in (Happening.BREAK, Happening.STOPPED, Happening.NEEDS_PASSING_ON)
    ]
    return [talk, handed, joined, waiting, again, *pauses]


def test_the_same_three_buttons_stand_in_the_same_order_in_every_state() -> None:
    for talk in everywhere():
        bar = talk_bar_html(talk)
        assert re.findall(r'data-happening="(\w+)"', bar) == [
            "break",
            "stopped",
            "needs_passing_on",
        ], talk.state
        assert bar.count("disabled") == (talk.state not in ("half_way", "asked_again"))
    assert talk_bar_html(happen(fresh(), Happening.CLOSED)) == ""
    assert talk_bar_html(Interview("i_x", TINY)) == ""


def test_each_button_that_is_not_switched_off_may_happen() -> None:
    for talk in everywhere():
        bar = talk_bar_html(talk)
        for name, off in re.findall(r'data-happening="(\w+)"[^>]*?(disabled)?>', bar):
            if not off:
                happen(talk, Happening(name))


def test_a_pause_goes_on_by_what_the_talk_takes() -> None:
    for talk in everywhere():
        for name in re.findall(r'data-happening="(resumed|asked_again)"', screen(talk)):
            happen(talk, Happening(name))


def test_passing_on_shows_the_hospitals_text_or_that_there_is_none() -> None:
    without = screen(happen(fresh(), Happening.NEEDS_PASSING_ON))
    assert "Staff follow the procedure of the ward" in without
    law = {"texts": {"passed_on": {"en": "Ring the <desk>.", "easy": {"en": "Ring."}}}}
    talk = happen(happen(fresh(), Happening.CARRIED, law=law), Happening.NEEDS_PASSING_ON)
    assert "Ring the &lt;desk&gt;." in screen(talk)
    assert "Ring the &lt;desk&gt;." in screen(talk, P)
    assert "procedure of the ward" not in screen(talk)


def test_it_is_noted_for_one_role_and_for_another() -> None:
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    assert "checked" not in screen(talk)
    talk = happen(talk, Happening.PASSED_ON, **TOLD)
    talk = happen(talk, Happening.PASSED_ON, **UNTOLD)
    html = screen(talk)
    assert "Passed on to Nurse in charge, 9 March 2026 at 14:05. Patient was told." in html
    assert "Duty &lt;b&gt;doctor&lt;/b&gt;" in html
    assert 'data-happening="passed_on"' in html


def test_a_patient_who_was_not_told_is_not_told_by_the_screen() -> None:
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    talk = happen(happen(talk, Happening.PASSED_ON, **TOLD), Happening.PASSED_ON, **UNTOLD)
    html = screen(talk, P)
    assert "Nurse in charge" in html
    assert "Duty" not in html
    assert 'data-happening="passed_on"' not in html


def test_staff_are_reminded_once_where_nothing_was_noted() -> None:
    paused = happen(happen(fresh(), Happening.NEEDS_PASSING_ON), Happening.STOPPED)
    assert screen(paused).count("it is not noted to whom") == 1
    assert "it is not noted to whom" not in screen(paused, P)
    noted = happen(happen(fresh(), Happening.NEEDS_PASSING_ON), Happening.PASSED_ON, **TOLD)
    assert "it is not noted" not in screen(happen(noted, Happening.STOPPED))


def test_the_record_tells_to_which_role_and_whether_he_was_told() -> None:
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    talk = happen(happen(talk, Happening.PASSED_ON, **TOLD), Happening.PASSED_ON, **UNTOLD)
    told = summary_html(happen(happen(talk, Happening.RESUMED), Happening.CLOSED))
    assert "A pause to pass something on" in told
    assert re.search(r"Passed on to Nurse in charge, [^<]*14:05\. Patient was told\.", told)
    assert re.search(r"Duty &lt;b&gt;doctor[^.]*14:20\. Patient was not told\.", told)


@pytest.mark.parametrize("voice", [P, C])
def test_the_top_of_the_page_says_that_the_pair_has_paused(voice: object) -> None:
    talk = happen(fresh(), Happening.NEEDS_PASSING_ON)
    assert "A pause to pass something on" in turn_banner_html(talk, voice)  # type: ignore[arg-type]


def test_a_stop_and_a_break_change_no_status_of_any_answer() -> None:
    talk = say(fresh(), "well", P, "a")
    places = [
        place
        for block in talk.blocks
        for question in block.section.questions
        for place in talk.places(block, question)
    ]
    before = [talk.status(place) for place in places]
    for happening in (Happening.BREAK, Happening.STOPPED, Happening.NEEDS_PASSING_ON):
        assert [happen(talk, happening).status(place) for place in places] == before
