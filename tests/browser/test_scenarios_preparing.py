"""What a forensic nurse needs before and between answers: no network, no leak, nobody led."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coprod_widgets.server.record_view import body_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.cable import Cable
from tests.browser.guard import guarded
from tests.browser.hospital import nurses_page, open_talk, reason, start_hospital
from tests.browser.meeting import (
    Traffic,
    answer,
    assert_accessible,
    assert_fits,
    close_talk,
    play,
    read_record,
    stop,
    take_screen,
)
from tests.browser.search import Haystack, kept_by
from tests.browser.ward import Ward

pytestmark = pytest.mark.browser

THREE = ["He was seen with a pool cue", "He left a group early", "He said he was angry"]
PLANTED = "plantedoleander told us so"


def _four(cleared: str) -> list[dict[str, str]]:
    held_back = {"wording": PLANTED, "kind": "account", "may_be_shared": "no"}
    return [*map(dict, map(reason, THREE)), {**held_back, "count_cleared": cleared}]


@pytest.fixture(scope="module")
def cable(tmp_path_factory: pytest.TempPathFactory) -> Cable:
    return Cable(tmp_path_factory.mktemp("cable"))


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, cable: Cable) -> Iterator[Ward]:
    people = {
        "Ash Lowe": [reason("A window was broken")],
        "Birch Vale": _four("yes"),
        "Cedar Dene": _four(""),
        "Elder Shaw": [reason("A window was broken"), reason("A door was slammed")],
    }
    folder = tmp_path_factory.mktemp("hospital")
    started = start_hospital(folder, people, environment=cable.environment)
    yield started
    started.kill()


@pytest.fixture
def page(context: BrowserContext, ward: Ward) -> Page:
    return nurses_page(context, ward)


def looked_at(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


# What a page draws, and whether it shows: pictures that came, marks that have a size, controls
# that are large enough for a thumb.
_SHOWS = """() => {
  const box = (e) => e.getBoundingClientRect();
  const shown = (e) => e.checkVisibility({ visibilityProperty: true });
  const all = (what) => [...document.querySelectorAll(what)].filter(shown);
  const faults = [];
  for (const e of all("main img, header img")) if (!e.naturalWidth) faults.push(e.outerHTML);
  for (const e of all("svg")) if (!box(e).width || !box(e).height) faults.push(e.outerHTML);
  for (const e of all("button, textarea, summary, .choice > label")) {
    if (box(e).width < 24 || box(e).height < 24) faults.push(e.outerHTML);
  }
  for (const e of all("main input[type=radio], main input[type=checkbox]")) {
    if (!box(e).width) faults.push(e.outerHTML);
  }
  const styled = [...document.styleSheets].some((s) => s.cssRules.length > 20);
  return { faults, styled, controls: all("main button, main textarea, main input").length };
}"""


def test_scenario_1_offline(ward: Ward, cable: Cable, page: Page) -> None:
    # The guard of `page` fails on any request to an outside host, on any failed one, on any error.
    looked_at(page)
    open_talk(page, ward, "Ash Lowe")
    screens = []

    def shows() -> None:
        found = page.evaluate(_SHOWS)
        assert found["faults"] == [], page.url
        assert found["styled"]
        screens.append(found["controls"])
        expect(page.locator(".turn")).to_contain_text(re.compile("[●■]"))

    def said(question: str, row: str | None, voice: str) -> Any:
        words = "own_account", "team_meaning", "joint_words"
        picks = {"knew": "yes", "how_right": 3, "matters_today": 3, "guess_matters": 3}
        picks |= {"difference": ["same"], "where_we_got": "same_words", "record_wish": "nothing"}
        if question in words and row == "r1":
            return "Words without a network"
        return picks.get(question, "skip")

    play(page, said, each=shows, until=lambda question, *_: question == "missing_from_list")
    assert len(screens) > 15
    assert min(screens) >= 2
    expect(page.locator(".part")).to_have_text("Part 4 of 4")  # the reason is behind them
    assert cable.asked_outside() == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Birch Vale", "1 reason cannot be shown here."),
        ("Cedar Dene", "There may be things I cannot show you."),
    ],
)
def test_scenario_2_preparation(ward: Ward, page: Page, name: str, line: str) -> None:
    haystack, traffic = Haystack(), Traffic()
    traffic.watch(page)
    assert "not read in" in ward.said["prepared"]
    assert PLANTED not in ward.said["prepared"]
    open_talk(page, ward, name)
    play(page, lambda *_: "skip", until=lambda question, *_: question == "reasons")
    expect(page.locator(".rows > li blockquote")).to_have_text(THREE)

    # The patient has the screen: three reasons one after the other, and the line.
    seen: list[str] = []

    def looks() -> None:
        if page.locator("main").get_attribute("data-holder") != "patient":
            return
        about = page.locator(".about-row blockquote")
        if not about.count() or about.inner_text() in seen:
            return
        seen.append(about.inner_text())
        held_back = page.locator("details.withheld")
        expect(held_back.locator("summary")).to_contain_text(line)
        assert "1 reason" not in page.content() or line.startswith("1 reason")
        if len(seen) == 1:
            looked_at(page)
            held_back.locator("summary").click()
            told = held_back.inner_text()
            assert "how to ask" in told
            assert "another person" in told, "why in general"
            assert "You can ask to see what is written about you" in told
            looked_at(page)
        haystack.add("browser", kept_by(page))

    play(page, lambda *_: "skip", each=looks, until=lambda *_: len(seen) == len(THREE))
    assert seen == THREE
    expect(page.locator(".part")).to_have_text("Part 5 of 6")
    stop(page)
    take_screen(page)
    close_talk(page, "Close the talk here")
    read_record(page)
    expect(page.locator(".record-section .withheld summary").first).to_contain_text(line)
    page.get_by_role("link", name="Copies for the patient").click()
    looked_at(page)
    page.get_by_role("button", name="Make a copy").click()
    expect(page.locator(".sheet", has_text=line)).to_have_count(1)
    haystack.add("copy", page.content())

    # Nowhere: notebook, outputs, metadata, journal, copy, files, what the browser was sent.
    haystack.add_opened(ward.data)
    haystack.add_folder("data", ward.data)
    haystack.add("log", ward.log.read_bytes())
    for body in traffic.bodies:
        haystack.add("response", body)
    assert haystack.holds("plantedoleander") == []
    assert len(haystack.holds(THREE[0])) > 3, "the search finds what is there"


PICKS = {"patient": 5, "clinician": 4}
GUESSES = {"patient": 1, "clinician": 2}
WORDS = {1: "Not at all", 2: "A little", 4: "Mostly", 5: "Fully"}


def _rated(question: str, _row: str | None, voice: str) -> Any:
    said = {"matters_today": PICKS, "guess_matters": GUESSES}.get(question, {})
    return said.get(voice, "skip")


def _told(body: str) -> str:
    """What a response tells, without the words of choices that anybody could pick."""
    try:
        texts = list(_strings(json.loads(body)))
    except ValueError:
        texts = [body]
    return " ".join(
        re.sub(r"<label\b.*?</label>", " ", html.unescape(text), flags=re.S) for text in texts
    )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
    else:
        yield str(value)


def _nothing_told(page: Page, traffic: Traffic, interview: str) -> None:
    """Neither pick nor guess: on the screen, in the source, in what was sent, in the saved view."""
    sections = page.request.get(page.url.replace(interview, f"{interview}/sections"))
    assert sections.ok
    for body in (page.content(), sections.text(), *traffic.bodies):
        told = _told(body)
        for word in WORDS.values():
            assert word not in told, word
        radios = re.findall(r"<input[^>]*>", body.replace('\\"', '"'))
        assert not [one for one in radios if "checked" in one and "-entered" not in one]
        assert "You see this differently" not in told
    assert page.locator("input[type=radio]:checked:not([name$=-entered])").count() == 0
    shown = page.locator("main").inner_text()
    assert not re.search(r"\b[1245]\b", re.sub(r"Part \d of \d|\d\d:\d\d", "", shown))


def test_scenario_3_answer_apart(ward: Ward, browser: Browser) -> None:
    with guarded(browser, ward.url) as context:
        page, traffic = nurses_page(context, ward), Traffic()
        traffic.watch(page)
        interview = open_talk(page, ward, "Elder Shaw")

        # She rates and guesses, and hands the screen over: he sees nothing of it.
        play(page, _rated, until=lambda q, row, voice: (q, voice) == ("matters_today", "patient"))
        _nothing_told(page, traffic, interview)
        unsaved = ward.run("record", interview)
        assert unsaved.returncode != 0, "there is no saved file of a talk that goes on"
        answer(page, _rated)
        _nothing_told(page, traffic, interview)
        expect(page.get_by_text("It stays private until you both have")).to_be_visible()
        looked_at(page)

        # His guess is the last of the four. Then all show at once, each with its guess.
        answer(page, _rated)
        _both_shown(page)
        looked_at(page)
        play(page, _rated, until=lambda q, *_: q == "difference")
        _both_shown(page)

        # Of the second reason only she rates. Closed like that, the saved record tells it nobody.
        play(page, _rated, until=lambda q, row, voice: (q, row, voice) == ("knew", "r2", "patient"))
        stop(page)
        take_screen(page)
        close_talk(page, "Close the talk here")
        read_record(page)
    with Store.open(Settings.load(ward.data)) as store:
        saved = body_of(store.record_notebook(store.records_of(interview)[-1].id))
        notebook = store.record_notebook(store.records_of(interview)[-1].id).decode()
    values = {(a["question"], a["row"], a["voice"]): a["value"] for a in saved["answers"]}
    assert values["matters_today", "r1", "patient"] == PICKS["patient"]
    assert values["matters_today", "r2", "clinician"] is None
    assert values["guess_matters", "r2", "clinician"] is None
    assert "Kept private, because you had not both answered." in notebook


def _both_shown(page: Page) -> None:
    item = page.locator(".said-item", has_text="How much does it matter for safety today?").first
    guess = page.locator(".said-item", has_text="Guessed that").first
    for voice, pick in PICKS.items():
        expect(item.locator(f".voice-{voice}")).to_contain_text(WORDS[pick])
        expect(guess.locator(f".voice-{voice}")).to_contain_text(WORDS[GUESSES[voice]])
    expect(item).to_contain_text("You see this differently")
