"""What is on a screen, and what must not be in its HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Entered, Happening, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import carried_row
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.widgets.screen import card_html, sections_html
from coprod_widgets.widgets.view import Names
from coprod_widgets.workbook.finding import find
from tests.interview.tiny import TINY, C, J, P, fresh, happen, say

FACTS = load(Path(__file__).parent.parent / "instruments" / "facts.yaml")
READY = load(find("getting_ready", Path("none")).instrument)
PRIVATE = Instrument.model_validate(
    {
        "id": "private",
        "version": "1.0.0",
        "title": {"en": "Private"},
        "minutes": 1,
        "sections": [
            {
                "id": "only",
                "title": {"en": "Only"},
                "questions": [
                    {
                        "id": "view",
                        "voice": "each",
                        "type": "text",
                        "reveal": "after_both",
                        "ask": {"en": "How do you see it?"},
                    },
                    {
                        "id": "secret",
                        "voice": "patient",
                        "type": "text",
                        "reveal": "sealed",
                        "ask": {"en": "For nobody here"},
                    },
                    {"id": "joint", "voice": "joint", "type": "text", "ask": {"en": "Together?"}},
                ],
            }
        ],
    }
)


def opened() -> Interview:
    return happen(Interview("i_private", PRIVATE), Happening.OPENED)


def everything(talk: Interview) -> str:
    """All that either voice could be sent of a talk, its record included."""
    screens = [*sections_html(talk, P).values(), *sections_html(talk, C).values()]
    return "".join([*screens, record_html(talk, "only"), summary_html(talk)])


@given(st.sampled_from([P, C]), st.booleans())
def test_a_view_that_is_not_revealed_is_in_no_html_at_all(first: Any, sealed_too: bool) -> None:
    talk = say(opened(), "view", first, "PLANTED view")
    if sealed_too:
        talk = say(talk, "secret", P, "PLANTED secret")
    assert "PLANTED" not in everything(talk)
    both = say(talk, "view", first.other, "PLANTED other")
    shown = everything(both)
    assert "PLANTED view" in shown
    assert "PLANTED other" in shown
    assert "PLANTED secret" not in shown


def test_that_the_other_has_answered_is_not_told_before_the_reveal() -> None:
    before = sections_html(opened(), P)["only"]
    after = sections_html(say(opened(), "view", C, "PLANTED"), P)["only"]
    assert before == after


class Outline(HTMLParser):
    """The ids, labels and controls of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: set[str] = set()
        self.checked = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "label":
            self.labelled.add(str(found["for"]))
        if tag in ("input", "textarea"):
            self.fields.add(str(found["id"]))
        entered = str(found.get("name")).endswith("-entered")
        self.checked += "checked" in found and not entered


@pytest.mark.parametrize("holder", [P, C])
def test_every_control_has_a_label_no_id_comes_twice_and_nothing_is_chosen(holder: Any) -> None:
    outline = Outline("".join(sections_html(fresh(), holder).values()))
    assert outline.fields
    assert outline.fields <= outline.labelled
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.checked == 0


def test_an_answer_that_is_changed_comes_filled_in() -> None:
    talk = say(say(fresh(), "well", P, "PLANTED <b>"), "secret", P, status=Status.SKIPPED)
    talk = happen(talk, Happening.HANDED_OVER, to="patient")
    html = card_html(talk, Place("well", None, P), P)
    assert "PLANTED &lt;b&gt;" in html
    assert "data-changing" in html


def test_a_sealed_answer_comes_empty_and_its_card_is_looked_at_by_nobody() -> None:
    place = Place("secret", None, P)
    talk = happen(say(opened(), "secret", P, "PLANTED"), Happening.HANDED_OVER, to="patient")
    for html in (card_html(talk, place, P), sections_html(opened(), P)["only"]):
        assert "PLANTED" not in html
        assert 'data-sealed spellcheck="false"' in html
    view = card_html(talk, Place("view", None, P), P)
    assert "data-sealed" not in view
    assert "spellcheck" not in view


def test_nobody_else_can_type_what_is_asked_alone() -> None:
    talk = happen(Interview("i_facts", FACTS), Happening.OPENED)
    talk = happen(talk, Happening.CARRIED, first=False)
    assert "who-types" in card_html(talk, Place("safe", None, P), P)
    assert "who-types" not in card_html(talk, Place("pleased", None, P), P)


def test_words_that_look_like_markup_stay_words() -> None:
    attack = "<script>alert(1)</script>\"'&"
    talk = say(fresh(), "well", P, attack)
    html = "".join(sections_html(talk, C, names=Names(attack, attack)).values())
    assert "<script>" not in html + record_html(talk, "start")
    assert "&lt;script&gt;" in html


def test_saying_no_and_leaving_out_are_told_in_plain_words() -> None:
    talk = say(fresh(), "well", P, status=Status.DECLINED)
    told = record_html(talk, "start") + record_html(talk, "end")
    assert "Did not want to say" in told
    assert "We did not get to this" in told
    assert "Answers to this question are sealed." in told


def test_the_record_keeps_the_order_the_patient_chose() -> None:
    talk = say(say(fresh(), "matters", P, 2, row="r1"), "matters", C, 4, row="r1")
    talk = say(say(talk, "guess", P, 4, row="r1"), "guess", C, 3, row="r1")
    for order, first in ((None, "voice-patient"), ("clinician", "voice-clinician")):
        told = say(talk, "first", P, order) if order else talk
        html = record_html(told, "reason")
        assert html.index("voice voice-") == html.index(f"voice {first}")


@pytest.mark.parametrize(
    ("happening", "words"),
    [(Happening.BREAK, "on a break"), (Happening.STOPPED, "stopped"), (Happening.CLOSED, "closed")],
)
def test_a_pause_has_a_screen_of_its_own(happening: Happening, words: str) -> None:
    html = "".join(sections_html(happen(fresh(), happening), C).values())
    assert words in html
    assert "data-question" not in html


def test_joint_questions_open_after_both_have_spoken_apart() -> None:
    talk = say(say(opened(), "view", P, "a"), "secret", P, "b")
    assert 'data-voice="joint"' not in sections_html(talk, C)["only"]
    talk = say(talk, "view", C, "c")
    assert 'data-voice="joint"' in sections_html(talk, C)["only"]
    assert J.value == "joint"
    assert TINY.id == "tiny"


def test_a_guess_says_whose_pick_it_was_about() -> None:
    talk = say(say(fresh(), "matters", P, 2, row="r1"), "matters", C, 4, row="r1")
    talk = say(say(talk, "guess", P, 4, row="r1"), "guess", C, 3, row="r1")
    told = record_html(talk, "reason")
    assert "Guessed that Staff would pick" in told
    assert "Guessed that Patient would pick" in told


def test_a_guess_that_was_not_made_is_about_nobody() -> None:
    talk = say(say(fresh(), "matters", P, 2, row="r1"), "matters", C, 4, row="r1")
    for voice in (P, C):
        talk = say(talk, "guess", voice, row="r1", status=Status.SKIPPED)
    assert "Guessed that" not in record_html(talk, "reason")


def test_who_stops_sees_what_they_said_in_numbers_and_nothing_of_the_other() -> None:
    before = happen(say(opened(), "view", P, status=Status.NOT_SURE), Happening.STOPPED)
    after = happen(
        say(say(opened(), "view", C, "x"), "view", P, status=Status.NOT_SURE), Happening.STOPPED
    )
    stopped = sections_html(before, P)["only"]
    assert "Not sure: 1" in stopped
    assert "Staff takes the screen." in stopped
    assert stopped == sections_html(after, P)["only"]


def test_what_was_said_and_changed_is_told_with_both_days() -> None:
    talk = say(fresh(), "well", P, "walks", entered=Entered.STAFF)
    assert "Said on " in record_html(talk, "start")
    told = record_html(say(talk, "well", P, "walking", entered=Entered.STAFF), "start")
    assert re.search(r"Said on [^,]+ at \d\d:\d\d, changed on [^,]+ at \d\d:\d\d<", told)
    assert "Staff typed my words." in told


def test_at_the_end_each_part_is_told_by_what_its_row_is_about() -> None:
    fields = {"kind": "yes", "wording": "What it is about"}
    talk = say(fresh(), "reasons", C, fields, row="r1")
    talk = say(say(talk, "well", P, "walks"), "secret", P, status=Status.SKIPPED)
    talk = say(talk, "reasons", C, True)
    for voice in (P, C):
        talk = say(say(talk, "matters", voice, 3, row="r1"), "guess", voice, 3, row="r1")
    talk = say(talk, "differ", J, ["same"], row="r1")
    talk = say(say(talk, "say_back", P, "x", row="r1"), "say_back", C, "yes", row="r1")
    html = sections_html(say(talk, "first", P, "patient"), C)["end"]
    assert "<summary><strong>A reason</strong>: What it is about</summary>" in html


def test_what_was_carried_into_a_talk_was_typed_by_nobody() -> None:
    talk = happen(Interview("i_ready", READY), Happening.OPENED)
    at, place = talk.entries[-1].at, Place("rights", "r1", P)
    row = carried_row(talk, place, {"right": "To ask"}, key="key-carried", at=at, by="a_1")
    html = card_html(talk.with_entry(row), Place("hope", None, P), P)
    assert "Who is typing?" in html
    assert 'data-entered="self"' in html


def test_a_right_that_the_law_gives_is_nobodys_to_take_out() -> None:
    talk = happen(Interview("i_ready", READY), Happening.OPENED)
    text = {"words": {"en": "To ask"}, "easy": {}}
    law = {"rights": [{"id": "ask", "title": text}]}
    talk = happen(talk, Happening.CARRIED, law=law, origins={"rights": {"r1": "law.rights.ask"}})
    for row, right in (("r1", "To ask"), ("r2", "My own")):
        at, place = talk.entries[-1].at, Place("rights", row, P)
        made = carried_row(talk, place, {"right": right}, key=f"key-of-{row}", at=at, by="a_1")
        talk = talk.with_entry(made)
    html = card_html(talk, Place("rights", None, P), P)
    assert "To ask" in html
    assert 'Take out<span class="visually-hidden">: My own' in html
    assert ": To ask" not in html
