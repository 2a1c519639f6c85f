"""Two people with a screen each: a whole meeting, a device that drops out, half-typed words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coprod_widgets.interview.answer import Answer, Happening, Moment
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.guard import guarded
from tests.browser.meeting import (
    SAYS_NO,
    Answering,
    Traffic,
    assert_accessible,
    assert_fits,
    card,
    fill,
    sign_in,
)
from tests.browser.reasons import CLINICIAN_WORDS, PATIENT_WORDS, answering
from tests.browser.ward import Ward
from tests.browser.workshop import start_workshop

pytestmark = pytest.mark.browser
PANEL = "#coprod-second details"
AWAY = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_workshop(Path(tmp_path_factory.mktemp("workshop")), talks=8)
    yield started
    started.kill()


def begin(page: Page, ward: Ward, interview: str) -> None:
    sign_in(page, ward.url, ward.account("clinician"))
    page.goto(f"{ward.url}/interview/{interview}")
    page.get_by_role("button", name="Start the talk").click()
    expect(card(page)).to_be_visible()
    page.wait_for_load_state()  # its script too


def show_code(page: Page) -> str:
    """Have her page show a code, and read it as somebody in the room reads it."""
    panel = page.locator(PANEL)
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    panel.locator("button[data-show-code]").click()
    code = panel.locator("p.join-code")
    expect(code).to_be_visible()
    return code.inner_text()


def join(page: Page, ward: Ward, code: str) -> None:
    """Type a code by keyboard alone."""
    page.goto(f"{ward.url}/join")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "code":
            break
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_have_attribute("data-holder", "patient")
    page.wait_for_load_state()  # its script too


def say(page: Page, answers: Answering) -> None:
    """Answer the open card, and wait until another one is open or none."""
    form = card(page)
    key = {name: form.get_attribute(f"data-{name}") for name in ("question", "row", "voice")}
    value = answers(str(key["question"]), key["row"], str(key["voice"]))
    if isinstance(value, str) and value in SAYS_NO:
        form.get_by_role("button", name=SAYS_NO[value], exact=True).click()
    else:
        fill(form, value)
        form.locator("button[type=submit]").click()
    row = f"[data-row='{key['row']}']" if key["row"] else ""
    same = f".now > form[data-question='{key['question']}']{row}[data-voice='{key['voice']}']"
    expect(page.locator(f"{same}:visible")).to_have_count(0)


def entries(ward: Ward, interview: str) -> list[Answer | Moment]:
    with Store.open(Settings.load(ward.data)) as store:
        return list(store.interview(interview).entries)


def values(ward: Ward, interview: str, question: str) -> list[object]:
    said = (e for e in entries(ward, interview) if isinstance(e, Answer))
    return [entry.value for entry in said if entry.place.question == question]


def question_of(page: Page) -> str | None:
    form = card(page)
    return form.get_attribute("data-question") if form.count() else None


def looked_at(page: Page, seen: set[str]) -> None:
    """Check each kind of screen once: axe, and 320 px."""
    holder = page.locator("main").get_attribute("data-holder")
    kind = f"{holder} {question_of(page)}"
    if kind not in seen:
        seen.add(kind)
        assert_accessible(page)
        assert_fits(page)


def play(hers: Page, his: Page, until: str = "", each: set[str] | None = None) -> None:
    """Both go on, each at their own screen, until a question is open on hers, or to the end."""
    for _ in range(200):
        hers.wait_for_selector(".now > form[data-question]:visible, .wait:visible, .finish:visible")
        for page in (hers, his):
            if each is not None:
                looked_at(page, each)
        if until and question_of(hers) == until:
            return
        if question_of(hers):
            say(hers, answering)
        elif question_of(his) and card(his).get_attribute("data-voice") == "patient":
            say(his, answering)
        elif hers.locator(".finish").is_visible():
            return
        else:
            # What the one brought about is on its way to the other.
            hers.wait_for_timeout(50)
    raise AssertionError("the talk did not come to an end")


@pytest.mark.provokes(AWAY, "ERR_NETWORK_CHANGED", "ERR_INCOMPLETE_CHUNKED")
def test_a_whole_meeting_apart_on_two_screens(
    ward: Ward, context: BrowserContext, browser: Browser
) -> None:
    interview = ward.interviews("ready", "Nora")[0]["id"]
    hers, seen = context.new_page(), set[str]()
    begin(hers, ward, interview)
    assert_accessible(hers)
    code = show_code(hers)
    assert_accessible(hers)
    assert_fits(hers)
    with guarded(browser, ward.url, (AWAY, "status of 401")) as tablet:
        his, traffic = tablet.new_page(), Traffic()
        traffic.watch(his)
        his.goto(f"{ward.url}/join")
        assert_accessible(his)
        assert_fits(his)
        his.get_by_label("The code that staff show you").fill("CDFH 2345")
        his.get_by_role("button", name="Join").click()
        expect(his.get_by_role("alert")).to_contain_text("This code does not work")
        assert_accessible(his)
        join(his, ward, code)
        expect(hers.locator(PANEL)).to_contain_text("is connected")
        expect(hers.locator("p.join-code")).to_have_count(0)
        assert_accessible(his)
        assert_fits(his)

        # Nothing of hers is in what his device was sent until both have answered.
        play(hers, his, until="difference", each=seen)
        assert not traffic.holds("You picked the same")
        for page in (hers, his):
            panel = page.locator(".said-item", has_text="How much does it matter for safety today?")
            expect(panel.first.locator(".voice-patient")).to_contain_text("Not at all")
            expect(panel.first.locator(".voice-clinician")).to_contain_text("Fully")
            expect(panel.first).to_contain_text("You see this differently")
            expect(card(page)).to_have_attribute("data-question", "difference")
            assert_accessible(page)
            assert_fits(page)

        # To the end; she closes, and his screen says so by itself and shows nothing any more.
        play(hers, his, each=seen)
        expect(his.locator(".wait")).to_contain_text("closes the talk")
        hers.get_by_role("button", name="Close the talk").click()
        expect(hers.get_by_role("heading", name="This talk is closed")).to_be_visible()
        expect(his.get_by_role("heading", name="The talk is over")).to_be_visible()
        assert_accessible(his)
        assert_fits(his)
        his.go_back()
        expect(his.get_by_role("heading", name="This screen is not in a talk")).to_be_visible()
        assert_accessible(his)
    assert values(ward, interview, "own_account").count(PATIENT_WORDS) >= 2
    assert values(ward, interview, "team_meaning").count(CLINICIAN_WORDS) >= 2
    happened = [e.happening for e in entries(ward, interview) if isinstance(e, Moment)]
    assert Happening.HANDED_OVER not in happened


@pytest.fixture
def two(workshop: Ward, browser: Browser) -> Iterator[tuple[str, Page, Page]]:
    """A talk, her page and his, past the note."""
    interview = str(workshop.said["interviews"].pop()["id"])
    provoked = (AWAY, "status of 409", "status of 401", "ERR_NETWORK_CHANGED")
    with (
        guarded(browser, workshop.url, provoked) as desk,
        guarded(browser, workshop.url, provoked) as tablet,
    ):
        hers, his = desk.new_page(), tablet.new_page()
        begin(hers, workshop, interview)
        join(his, workshop, show_code(hers))
        hers.get_by_role("button", name="Skip", exact=True).click()
        for page in (hers, his):
            expect(card(page)).to_have_attribute("data-question", "view")
        yield interview, hers, his


def test_when_one_has_stopped_both_screens_say_so_and_either_goes_on(
    two: tuple[str, Page, Page],
) -> None:
    _, hers, his = two
    his.get_by_role("button", name="Stop", exact=True).click()
    for page in (hers, his):
        expect(page.get_by_role("heading", name="You have stopped")).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
    expect(hers.get_by_role("button", name="Close the talk here")).to_be_visible()
    expect(his.locator("main form:visible, main .card:visible")).to_have_count(0)
    his.get_by_role("button", name="Go on with the talk").click()
    for page in (hers, his):
        expect(card(page)).to_have_attribute("data-question", "view")


def test_half_written_words_come_back_after_the_other_took_a_break(
    two: tuple[str, Page, Page],
) -> None:
    _, hers, his = two
    card(his).locator("textarea").fill("Half a sen")
    hers.get_by_role("button", name="Break", exact=True).click()
    expect(his.get_by_role("heading", name="You are on a break")).to_be_visible()
    his.get_by_role("button", name="Go on", exact=True).click()
    expect(card(his).locator("textarea")).to_have_value("Half a sen")
    expect(card(hers)).to_have_attribute("data-question", "view")
    hers.get_by_role("button", name="passing on").click()
    for page in (hers, his):
        expect(page.locator("main")).to_have_attribute("data-state", "passing_on")
        assert_accessible(page)
        assert_fits(page)
    expect(his.locator("form.passing-on")).to_have_count(0)
    hers.get_by_role("button", name="Go on with the talk").click()
    expect(card(his).locator("textarea")).to_have_value("Half a sen")


def test_what_is_being_typed_survives_what_the_other_says(
    workshop: Ward, two: tuple[str, Page, Page]
) -> None:
    _, hers, his = two
    box = card(his).locator("textarea")
    box.click()
    his.keyboard.type("Half a sen")
    his.keyboard.press("ArrowLeft")
    his.evaluate("document.activeElement.dataset.theSame = 'yes'")
    # She says all that is hers, changes the words and takes a break and goes on.
    for words in ("Her view", "2", "2"):
        if card(hers).get_attribute("data-type") == "text":
            card(hers).locator("textarea").fill(words)
        else:
            card(hers).locator(f"input[value='{words}']").check()
        card(hers).locator("button[type=submit]").click()
    expect(hers.locator(".wait")).to_be_visible()
    hers.get_by_role("button", name="Easy words").click()
    expect(card(his)).to_contain_text("How do you see it?")
    expect(his.locator("h2", has_text="Part one")).to_be_visible()
    expect(his.locator("#coprod-status")).to_contain_text("Your words are kept here")
    assert his.evaluate("document.activeElement.dataset.theSame") == "yes", "it was left alone"
    his.keyboard.type("XY")
    expect(box).to_have_value("Half a seXYn")
    card(his).locator("button[type=submit]").click()
    expect(hers.locator(".said-panel")).to_contain_text("Half a seXYn")
    expect(his.locator(".said-panel")).to_contain_text("Her view")


def test_the_open_card_and_the_focus_stay_when_the_other_answers(
    two: tuple[str, Page, Page],
) -> None:
    _, hers, his = two
    card(his).get_by_role("button", name="Skip", exact=True).click()
    expect(card(his)).to_have_attribute("data-question", "matters")
    card(his).locator("input[value='2']").focus()
    card(hers).locator("textarea").fill("Her view")
    card(hers).locator("button[type=submit]").click()
    expect(his.locator(".said-panel")).to_contain_text("Her view")
    expect(card(his)).to_have_attribute("data-question", "matters")
    expect(card(his).locator("input[value='2']")).to_be_focused()
    expect(his.locator("#coprod-status")).to_have_text("This talk went on at the other screen.")


def test_words_for_a_question_that_the_other_answered_first_are_not_lost(
    workshop: Ward, two: tuple[str, Page, Page]
) -> None:
    interview, hers, his = two
    for _ in range(30):
        for page in (hers, his):
            if question_of(page) not in (None, "signs"):
                say(page, lambda *_: "skip")
        if question_of(hers) == question_of(his) == "signs":
            break
        hers.wait_for_timeout(50)  # what the one brought about is on its way to the other
    expect(card(his)).to_have_attribute("data-question", "signs")
    card(his).locator("summary").click()
    card(his).locator("textarea").first.fill("A sign of his")
    hers.get_by_role("button", name="There are none").click()
    expect(hers.locator(".finish")).to_be_visible()
    expect(his.locator("#coprod-status")).to_contain_text("Your words are kept here")
    box = his.locator("form[data-question='signs'] textarea").first
    expect(box).to_have_value("A sign of his")
    his.get_by_role("button", name="Add this").click()
    expect(hers.locator("main")).to_contain_text("A sign of his")
    assert {"words": "A sign of his"} in values(workshop, interview, "signs")


def test_a_device_without_network_loses_nothing_and_comes_back(
    workshop: Ward, two: tuple[str, Page, Page]
) -> None:
    interview, hers, his = two
    his.context.set_offline(True)
    card(his).locator("textarea").fill("Typed while away")
    card(his).locator("button[type=submit]").click()
    expect(his.locator("#coprod-status")).to_contain_text("Not saved")
    card(hers).locator("textarea").fill("Said meanwhile")
    card(hers).locator("button[type=submit]").click()
    expect(card(hers)).to_have_attribute("data-question", "matters")
    # She sees after a while that it is not there, and what she can do.
    expect(hers.locator(f"{PANEL} .notice")).to_contain_text("not connected", timeout=60_000)
    assert_accessible(hers)
    assert_fits(hers)
    his.context.set_offline(False)
    expect(hers.locator(PANEL)).to_contain_text("is connected")
    expect(his.locator(".said-panel")).to_contain_text("Said meanwhile")
    expect(hers.locator(".said-panel")).to_contain_text("Typed while away")
    assert values(workshop, interview, "view") == ["Said meanwhile", "Typed while away"]


def test_a_tablet_that_was_closed_comes_back_by_itself_and_another_by_a_new_code(
    workshop: Ward, two: tuple[str, Page, Page], browser: Browser
) -> None:
    interview, hers, his = two
    card(his).locator("textarea").fill("Saved before")
    card(his).locator("button[type=submit]").click()
    expect(card(his)).to_have_attribute("data-question", "matters")
    again = his.context.new_page()
    his.close()
    again.goto(f"{workshop.url}/interview/{interview}")
    expect(card(again)).to_have_attribute("data-question", "matters")
    code = show_code(hers)
    with guarded(browser, workshop.url) as tablet:
        other = tablet.new_page()
        join(other, workshop, code)
        expect(card(other)).to_have_attribute("data-question", "matters")
        expect(again.get_by_role("heading", name="This screen is not in a talk")).to_be_visible()
        expect(hers.locator("p.join-code")).to_have_count(0)
        # She goes on with one screen; what he was writing stays with him.
        card(other).locator("input[value='2']").check()
        hers.get_by_role("button", name="Go on with one screen").click()
        expect(hers.locator(PANEL)).to_contain_text("Use a second screen")
        expect(other.locator("#coprod-status")).to_contain_text("Your words are kept here")
        expect(card(other).locator("input[value='2']")).to_be_checked()
    assert values(workshop, interview, "view") == ["Saved before"]
