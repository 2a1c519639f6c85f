"""Pictures stand beside their words wherever people read them, and ask nobody for anything."""

from __future__ import annotations

import re

from coprod_widgets.instrument.drawing import SHAPES
from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.picture import picture_html
from coprod_widgets.widgets.record import record_html
from coprod_widgets.widgets.screen import sections_html
from tests.instrument.tiny import FOLDER
from tests.interview.tiny import C, J, P, happen, say

EVERY = load(FOLDER / "every_type.yaml")
SUN, HOUSE, RED, BLUE = (
    str(picture_html(EVERY.pictures[f"{name}.svg"])) for name in ("sun", "house", "red", "blue")
)


def screen(talk: Interview, holder: Voice) -> str:
    return "".join(sections_html(talk, holder).values())


def test_a_section_title_and_a_note_show_their_pictures() -> None:
    talk = happen(Interview("i_1", EVERY), Happening.OPENED)
    html = screen(talk, C)
    assert f"{SUN} <span>First part</span></h2>" in html
    assert f'{HOUSE}<p dir="auto" class="note">We read this.</p>' in html


def test_a_question_and_its_choices_show_theirs_and_so_does_what_was_picked() -> None:
    talk = say(happen(Interview("i_1", EVERY), Happening.OPENED), "note", J, True)
    for name in ("view", "matters", "guess"):
        talk = say(talk, name, C, "Seen" if name == "view" else 2)
    talk = happen(talk, Happening.HANDED_OVER, to="patient")
    html = screen(talk, P)
    assert f"{SUN} <span>Which one?</span>" in html
    assert f'<label for="pick-all-patient-red">{RED} <span>Red</span></label>' in html
    talk = say(talk, "pick", P, "blue")
    assert f"{BLUE} <span>Blue</span></p>" in screen(talk, P)


def test_the_record_shows_them_too() -> None:
    talk = say(happen(Interview("i_1", EVERY), Happening.OPENED), "pick", P, "blue")
    html = record_html(happen(talk, Happening.CLOSED), "first")
    assert f"{SUN} <span>First part</span></h2>" in html
    assert f"{HOUSE}<p" in html
    assert f"{SUN} <span>Which one?</span></h3>" in html
    assert f"{BLUE} <span>Blue</span></p>" in html
    assert RED not in html


def test_a_picture_is_passed_over_by_screen_readers_and_fetches_nothing() -> None:
    assert ' aria-hidden="true"' in HOUSE
    assert set(re.findall(r"<([\w:]+)", HOUSE)) <= SHAPES
    for word in ("http", "href", "src", "url", "style", " id", "xmlns", "inkscape"):
        assert word not in HOUSE


def test_an_svg_that_somehow_got_past_the_check_is_not_shown() -> None:
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    assert picture_html(f"{head}<script>alert(1)</script></svg>") == ""
    assert picture_html("not a picture") == ""
