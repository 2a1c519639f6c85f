"""A whole episode, all six conversations and asking again, by somebody who has only a keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from coprod_widgets.interview.answer import Answer, Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.finding import EPISODE
from tests.browser.keyboard import Keyboard
from tests.browser.meeting import PIN, saved
from tests.browser.ward import Ward, start_demo

pytestmark = pytest.mark.browser

NAME = "Cedar Holt"
TITLES = (
    "Getting ready",
    "The reasons on my record",
    "Signs and what helps",
    "Who decides what",
    "What we will each do",
    "How did we share power?",
)
FOLDED, LINK, BUTTON, FIELD = "DisclosureTriangle", "link", "button", "textbox"

# The card as somebody reads it: what it asks, and the words of its controls.
_CARD = """() => {
  const read = (e) => e.textContent.trim().replace(/\\s+/g, " ");
  const choices = (e) => [...e.querySelectorAll(".choices label")].map(read);
  const form = document.querySelector(".now > form:not([hidden])");
  if (!form) return document.querySelector(".finish") ? { kind: "finish" } : null;
  if (form.dataset.happening) return { kind: "hand over", to: form.dataset.to };
  const own = form.querySelector(".row-fields, fieldset:not(.typing)") || form;
  return {
    kind: form.dataset.type, question: form.dataset.question, row: form.dataset.row || null,
    voice: form.dataset.voice, asks: read(form.querySelector(".question")), choices: choices(own),
    rows: form.querySelectorAll(".rows > li").length,
    picked: form.querySelectorAll("[aria-pressed=true][data-pick]").length,
    submit: read(form.querySelector("button[type=submit]")),
    fields: [...form.querySelectorAll(".adding [data-field]")].map((field) => ({
      kind: field.dataset.kind, asks: read(field.querySelector("label, legend")),
      choices: choices(field) })),
  };
}"""


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_demo(Path(tmp_path_factory.mktemp("ward")), patients=3)
    yield started
    started.kill()


class Walk:
    """One person at the keyboard, going through what the pages ask."""

    def __init__(self, ward: Ward, context: BrowserContext) -> None:
        self.ward = ward
        self.page = context.new_page()
        self.page.goto(ward.url)
        self.keys = Keyboard(self.page)
        self.said: set[tuple[str, str]] = set()
        self.paused = self.eased = False

    # Pages

    def goes_to(self, role: str, name: str) -> None:
        """Press what leads to another page."""
        self.keys.to(role, name)
        with self.page.expect_navigation():
            self.keys.press("Enter")
        self.page.wait_for_load_state()

    def sign_in(self) -> None:
        account = self.ward.account("clinician")
        self.keys.write("Name", account["name"])
        self.keys.write("Password", account["password"])
        self.goes_to(BUTTON, "Sign in")

    def to_person(self) -> None:
        self.goes_to(LINK, f"Back to {NAME}")

    # A talk

    def settled(self) -> None:
        """It is saved, and whoever goes on by keyboard goes on from where they were."""
        saved(self.page)
        self.page.wait_for_function("document.activeElement !== document.body", timeout=5_000)
        self.keys.look_away()

    def talk(self) -> None:
        """Go through a talk to its end, and close it."""
        for _ in range(200):
            self.page.wait_for_selector(".now > form:not([hidden]), .finish")
            card = self.page.evaluate(_CARD)
            if card["kind"] == "finish":
                self.goes_to(BUTTON, "Close the talk")
                return
            if card["kind"] == "hand over":
                self.hand_over(card["to"])
            else:
                self.answer(card)
        raise AssertionError("the talk did not come to an end")

    def hand_over(self, to: str) -> None:
        mine = to == "patient"
        self.keys.write("Pick 4 numbers only you know" if mine else "Your 4 numbers", PIN)
        self.keys.press("Enter")
        expect(self.page.locator("main")).to_have_attribute("data-holder", to)
        self.settled()

    def answer(self, card: dict[str, Any]) -> None:
        kind, voice = card["kind"], card["voice"]
        if voice == "patient" and not self.eased:
            self.eased = True
            self.keys.push(BUTTON, "Easy words")
            self.settled()
            expect(self.page.get_by_role("button", name="Easy words")).to_have_attribute(
                "aria-pressed", "true"
            )
            return
        if voice == "patient" and not self.paused:
            self.paused = True
            self.keys.push(BUTTON, "Break")
            self.settled()
            self.keys.push(BUTTON, "Go on")
            self.settled()
            return
        if kind == "list":
            self.fill_list(card)
        elif kind != "note" and (kind, voice) in self.said and card["question"] not in _MATTERS:
            self.keys.push(BUTTON, "Skip")
            self.settled()
            return
        else:
            self.said.add((kind, voice))
            self.fill(kind, card["asks"], card["choices"])
        self.keys.push(BUTTON, card["submit"])
        self.settled()

    def fill(self, kind: str, asks: str, choices: list[str]) -> None:
        if kind == "text":
            self.keys.write(asks, "Tea")
        elif kind == "one":
            self.keys.pick("radio", choices[0])
        elif kind == "many":
            self.keys.pick("checkbox", choices[0])
        elif kind == "date":
            for part, written in (("Day", "9"), ("Month", "3"), ("Year", "2027")):
                self.keys.write(part, written)

    def fill_list(self, card: dict[str, Any]) -> None:
        """One row: picked where rows are picked, else added; of several, those for today stay."""
        if card["question"] == "topics":
            self.keys.push(BUTTON, "Talk about this today")
            self.settled()
            return
        for _ in range(max(0, card["rows"] - 1) if card["question"] == "reasons" else 0):
            self.keys.push(FOLDED, "Take out")
            self.keys.push(BUTTON, "Yes, take it out")
            self.settled()
        if card["rows"]:
            return
        self.keys.push(FOLDED, "Add one")
        for field in card["fields"]:
            self.fill(field["kind"], field["asks"], field["choices"][:1])
        self.keys.push(BUTTON, "Add this")
        self.settled()
        card["submit"] = "That is all of them"


# What is answered each time: the way goes on by these, or they are of a type seen here only.
_MATTERS = (
    "good_time",
    "learn_from_me",
    "guess_matters",
    "who_decides",
    "fixed_back",
    "about",
    "difference",
    "where_we_got",
    "steered",
    "still_stands",
)


def test_an_episode_is_gone_through_by_keyboard_alone(ward: Ward, context: BrowserContext) -> None:
    walk = Walk(ward, context)
    walk.sign_in()
    walk.goes_to(LINK, NAME)
    walk.keys.push(FOLDED, "Begin a new round")
    walk.goes_to(BUTTON, "Begin a new round now")
    for title in TITLES[1:]:
        walk.goes_to(BUTTON, f"Make this talk ready: {title}")
    for title in TITLES:
        walk.goes_to(LINK, f"Begin: {title}")
        walk.goes_to(BUTTON, "Start the talk")
        walk.talk()
        walk.to_person()
    walk.goes_to(BUTTON, "Ask if it still stands")
    walk.talk()
    walk.to_person()
    walk.goes_to(BUTTON, "Sign out")
    expect(walk.page.get_by_label("Password")).to_be_visible()
    _all_of_it_was_kept(ward)


def _all_of_it_was_kept(ward: Ward) -> None:
    with Store.open(Settings.load(ward.data)) as store:
        patient = next(p for p in store.patients() if p.name == NAME)
        held = {
            row.workbook: store.interview(row.id)
            for row in store.talks_of(patient.id)
            if row.episode == 2
        }
    assert set(held) == set(EPISODE)
    happened = {m.happening for talk in held.values() for m in talk.moments}
    assert {Happening.BREAK, Happening.RESUMED, Happening.WORDED, Happening.ASKED_AGAIN} <= happened
    assert set().union(*map(_kinds_said, held.values())) >= _EVERY_KIND


def _kinds_said(talk: Interview) -> set[tuple[str, str]]:
    """Which types of questions were answered, in which voice."""
    answers = [e for e in talk.entries if isinstance(e, Answer)]
    return {
        (talk.instrument.question(a.place.question).type, a.place.voice.value)
        for a in answers
        if a.status in (Status.ANSWERED, Status.SEALED)
    }


_EVERY_KIND = {
    (kind, voice)
    for kind, voices in {
        "note": ["joint"],
        "text": ["patient", "clinician", "joint"],
        "one": ["patient", "clinician", "joint"],
        "many": ["patient", "joint"],
        "scale": ["patient", "clinician"],
        "guess": ["patient", "clinician"],
        "teach": ["patient", "clinician"],
        "tokens": ["patient", "clinician"],
        "date": ["joint"],
        "link": ["joint"],
        "list": ["patient", "clinician", "joint"],
    }.items()
    for voice in voices
}
