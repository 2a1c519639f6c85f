"""A question of every type, by keyboard alone, with the network away, and from two screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect

from coprod_widgets.interview.answer import Answer
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.meeting import PIN, Traffic, assert_accessible, assert_fits, card, saved, sign_in
from tests.browser.ward import Ward
from tests.browser.workshop import start_workshop

pytestmark = pytest.mark.browser

SEALED = "PLANTED for nobody here"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_workshop(Path(tmp_path_factory.mktemp("workshop")), talks=9)
    yield started
    started.kill()


@pytest.fixture
def page(context: BrowserContext, ward: Ward) -> Page:
    opened = context.new_page()
    sign_in(opened, ward.url, ward.account("clinician"))
    return opened


def begin(page: Page, ward: Ward, number: int) -> str:
    """Start the talk with a number; its first question is open."""
    interview = str(ward.said["interviews"][number]["id"])
    page.goto(f"{ward.url}/interview/{interview}")
    page.get_by_role("button", name="Start the talk").click()
    expect(card(page)).to_be_visible()
    page.wait_for_load_state()  # its script too
    return interview


def journal(ward: Ward, interview: str) -> list[Answer]:
    with Store.open(Settings.load(ward.data)) as store:
        return [e for e in store.interview(interview).entries if isinstance(e, Answer)]


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def to(self, target: Locator) -> None:
        """Tab on until the target has the focus, as far as the page goes round."""
        for _ in range(80):
            if target.evaluate("e => e === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard can't reach {target}")

    def write(self, target: Locator, text: str) -> None:
        self.to(target)
        self.page.keyboard.type(text)

    def push(self, target: Locator) -> None:
        self.to(target)
        self.press("Enter")


def pick(page: Page, keys: Keys, steps: int) -> None:
    """Go into the radios and press the arrow down this often, as radios are used."""
    radios = card(page).locator("input[type=radio]:not([name$=-entered])")
    keys.to(radios.first)
    keys.press("Space")
    for _ in range(steps):
        keys.press("ArrowDown")


def answer_by_keys(page: Page, keys: Keys) -> None:
    """Answer the open card with the keyboard, whatever its type."""
    form = card(page)
    name, kind = form.get_attribute("data-question"), form.get_attribute("data-type")
    submit = form.locator("button[type=submit]")
    if kind == "text":
        keys.write(form.locator("textarea"), SEALED if name == "private" else f"Words on {name}")
    elif kind == "one":
        pick(page, keys, 1)
    elif kind == "many":
        keys.to(form.locator("input[type=checkbox]").nth(1))
        keys.press("Space")
    elif kind == "number":
        keys.write(form.locator("input[inputmode]"), "5")
    elif kind == "date":
        for part, written in (("day", "9"), ("month", "3"), ("year", "2026")):
            keys.write(form.locator(f"[data-part={part}]"), written)
    elif kind == "list" and form.locator(".rows > li").count() == 0:
        keys.push(form.locator(".adding > summary"))
        keys.write(form.locator(".adding textarea"), "Pacing up and down")
        keys.push(form.locator("button[data-add]"))
        expect(form.locator(".rows > li")).to_have_count(1)
        saved(page)
        submit = card(page).locator("button[type=submit]")
    keys.push(submit)
    saved(page)


def walk_by_keys(page: Page) -> None:
    """The whole talk, both voices, without a mouse; each kind of screen looked at once."""
    keys, seen = Keys(page), set()
    for _ in range(60):
        page.wait_for_selector(
            ".now > form[data-question]:visible, .now form[data-happening]:visible, .finish"
        )
        if page.locator(".finish").is_visible():
            return
        handing = page.locator(".now form[data-happening=handed_over]:visible")
        if handing.count():
            holder = str(page.locator("main").get_attribute("data-holder"))
            keys.write(handing.locator("input[name=pin]"), PIN)
            keys.press("Enter")
            expect(page.locator("main")).not_to_have_attribute("data-holder", holder)
            saved(page)
            continue
        name = card(page).get_attribute("data-question")
        if name not in seen:
            seen.add(name)
            assert_accessible(page)
            assert_fits(page)
        answer_by_keys(page, keys)
    raise AssertionError("the talk did not come to an end")


def test_every_type_is_answered_by_keyboard_alone(ward: Ward, page: Page) -> None:
    interview = begin(page, ward, 0)
    walk_by_keys(page)
    assert_accessible(page)
    assert_fits(page)
    kept = {(a.place.question, a.place.voice.value): a for a in journal(ward, interview)}
    values = {key: answer.value for key, answer in kept.items()}
    assert values["view", "patient"] == values["view", "clinician"] == "Words on view"
    assert values["matters", "clinician"] == values["guess", "patient"] == 2
    assert values["nights", "patient"] == 5
    assert values["day", "patient"] == "2026-03-09"
    assert values["steered", "patient"] == 1
    assert values["back", "patient"] == "Words on back"
    assert values["back", "clinician"] == "again"
    assert values["pick", "patient"] == "blue"
    assert values["differ", "joint"] == ["b"]
    assert (kept["private", "patient"].value, bool(kept["private", "patient"].sealed)) == (
        None,
        True,
    )
    kept_bytes = b"".join(p.read_bytes() for p in ward.data.rglob("*") if p.is_file())
    assert b"PLANTED" not in kept_bytes


@pytest.mark.provokes("ERR_INTERNET_DISCONNECTED")
def test_what_is_typed_without_a_network_waits_in_order(
    ward: Ward, page: Page, context: BrowserContext
) -> None:
    interview = begin(page, ward, 1)
    context.set_offline(True)
    page.get_by_role("button", name="We read this together").click()
    status = page.locator("#coprod-status")
    expect(status).to_contain_text("Not saved: trying again")
    context.set_offline(False)
    saved(page)
    context.set_offline(True)
    for _ in range(3):
        form = card(page)
        if form.get_attribute("data-type") == "text":
            form.locator("textarea").fill("Typed offline")
            form.locator("button[type=submit]").click()
        else:
            form.get_by_role("button", name="Not sure").click()
    expect(status).to_contain_text("Not saved: trying again")
    assert_accessible(page)
    context.set_offline(False)
    expect(status).to_have_text(re.compile(r"^Saved"), timeout=60_000)
    asked = [a.place.question for a in journal(ward, interview)]
    assert asked == ["note", "view", "matters", "guess"]
    assert [a.number for a in journal(ward, interview)] == sorted(
        a.number for a in journal(ward, interview)
    )


def test_the_screen_can_be_given_and_taken_back_at_any_moment(ward: Ward, page: Page) -> None:
    begin(page, ward, 5)
    page.get_by_role("button", name="Skip").click()
    saved(page)
    for _ in range(2):
        assert_accessible(page)
        holder = str(page.locator("main").get_attribute("data-holder"))
        form = page.locator(".pass-on form")
        expect(form).to_be_hidden()
        page.locator(".pass-on > summary").click()
        form.locator("input[name=pin]").fill(PIN)
        assert_fits(page)
        form.locator("button[type=submit]").click()
        expect(page.locator("main")).not_to_have_attribute("data-holder", holder)
        saved(page)
    page.get_by_role("button", name="Break").click()
    expect(page.locator("#coprod-turn")).to_have_text("You are on a break")
    expect(page.get_by_role("button", name="Break")).to_be_disabled()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Break")).to_be_enabled()


def test_a_day_that_is_none_is_told_as_such(ward: Ward, page: Page) -> None:
    begin(page, ward, 6)
    page.get_by_role("button", name="Skip").click()
    saved(page)
    page.locator(".pass-on > summary").click()
    page.locator(".pass-on input[name=pin]").fill(PIN)
    page.locator(".pass-on button[type=submit]").click()
    expect(page.locator("main")).to_have_attribute("data-holder", "patient")
    while card(page).get_attribute("data-question") not in ("nights", "day"):
        card(page).get_by_role("button", name="Skip").click()
        saved(page)
    for kind, wrong, told in (
        ("nights", ("five",), "Write a number in digits"),
        ("day", ("31", "2", "2026"), "Write a real day"),
    ):
        expect(card(page)).to_have_attribute("data-question", kind)
        for field, text in zip(card(page).locator("input").all(), wrong, strict=True):
            field.fill(text)
        card(page).locator("button[type=submit]").click()
        expect(card(page).locator(".error-summary")).to_contain_text(told)
        assert_accessible(page)
        card(page).get_by_role("button", name="Skip").click()
        saved(page)


def test_leaving_with_words_that_are_not_saved_is_asked_about(ward: Ward, page: Page) -> None:
    begin(page, ward, 2)
    page.get_by_role("button", name="Skip").click()
    saved(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    card(page).locator("textarea").fill("Not saved yet")
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(card(page).locator("textarea")).to_have_value("Not saved yet")
    card(page).locator("button[type=submit]").click()
    saved(page)


@pytest.mark.provokes("status of 409")
def test_the_second_of_two_screens_is_shown_both_answers_and_chooses(
    ward: Ward, page: Page, context: BrowserContext
) -> None:
    interview = begin(page, ward, 3)
    other = context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="Not sure").click()
    saved(page)
    # The other screen follows by itself.
    expect(card(other)).to_have_attribute("data-question", "view")
    card(other).locator("textarea").fill("Second words")
    card(page).locator("textarea").fill("First words")
    card(page).locator("button[type=submit]").click()
    saved(page)
    expect(other.locator("#coprod-status")).to_contain_text("changed on another screen")
    expect(card(other).locator("textarea")).to_have_value("Second words")
    card(other).locator("button[type=submit]").click()
    panel = other.locator(".conflict")
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("First words")
    expect(panel).to_contain_text("Second words")
    assert_accessible(other)
    assert_fits(other)
    panel.get_by_role("button", name="Use mine").click()
    saved(other)
    expect(panel).to_have_count(0)
    values = [a.value for a in journal(ward, interview) if a.place.question == "view"]
    assert values == ["First words", "Second words"]


def test_nothing_of_the_other_voice_is_sent_before_both_have_answered(
    ward: Ward, page: Page, browser: Browser
) -> None:
    traffic = Traffic()
    traffic.watch(page)
    interview = begin(page, ward, 4)
    page.get_by_role("button", name="Skip").click()
    saved(page)
    events = page.context.new_cdp_session(page)
    events.send("Network.enable")
    events.on("Network.eventSourceMessageReceived", lambda e: traffic.bodies.append(e["data"]))

    def say(words: str) -> None:
        card(page).locator("textarea").fill(words)
        card(page).locator("button[type=submit]").click()
        saved(page)

    say("CLINICIAN PLANTED THIS")
    for _ in range(2):
        card(page).get_by_role("button", name="Skip").click()
        saved(page)
    before = len(traffic.bodies)
    form = page.locator(".now form[data-happening=handed_over]:visible")
    form.locator("input[name=pin]").fill(PIN)
    form.locator("button[type=submit]").click()
    expect(page.locator("main")).to_have_attribute("data-holder", "patient")
    page.reload()
    expect(card(page)).to_be_visible()
    traffic.bodies.append(page.request.get(f"{ward.url}/interview/{interview}/sections").text())
    said_to_him = traffic.bodies[before:]
    assert any("data-question" in body for body in said_to_him)
    assert not any("CLINICIAN PLANTED THIS" in body for body in said_to_him)
    say("PATIENT PLANTED THIS")
    for words in ("PATIENT PLANTED THIS", "CLINICIAN PLANTED THIS"):
        expect(page.locator("main")).to_contain_text(words)


def test_easy_words_and_another_language_are_a_press_away(ward: Ward, page: Page) -> None:
    interview = ward.said["interviews"][2]["id"]
    page.goto(f"{ward.url}/interview/{interview}")
    expect(page.locator("main h1")).to_have_text("Every type")
    easy = page.get_by_role("button", name="Easy words")
    expect(easy).to_have_attribute("aria-pressed", "false")
    easy.click()
    expect(page.get_by_role("button", name="Easy words")).to_have_attribute("aria-pressed", "true")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Suomi").click()
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    expect(page.locator("main h1")).to_have_text("Kaikki lajit")
    assert_accessible(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_pictures_are_drawn_in_the_page_itself_at_a_calm_size(ward: Ward, page: Page) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    begin(page, ward, 7)
    pictures = {"note": card(page).locator(".picture"), "title": page.locator("h2 .picture")}
    for media in ("screen", "print"):
        page.emulate_media(media=media)  # type: ignore[arg-type]  # one of the two
        for picture in pictures.values():
            expect(picture).to_be_visible()
            box = picture.bounding_box()
            assert box is not None
            assert 40 <= box["width"] <= 110
            assert box["width"] == box["height"]
    page.emulate_media(media="screen")
    drawn = pictures["note"].locator("path").evaluate("e => getComputedStyle(e).fill")
    assert drawn == "rgb(122, 59, 105)"
    assert_accessible(page)
    assert_fits(page)
    assert not [said for said in complaints if "Content Security Policy" in said]
    assert not [url for url in asked if url.endswith((".svg", ".png")) or url.startswith("data:")]


def test_nothing_goes_into_an_address_before_the_script_is_there(ward: Ward, page: Page) -> None:
    page.route("**/static/form.*js", lambda route: None)  # it never comes
    interview = ward.said["interviews"][8]["id"]
    address = f"{ward.url}/interview/{interview}"
    page.goto(address)
    page.get_by_role("button", name="Start the talk").click(no_wait_after=True)
    page.wait_for_url(address, wait_until="commit")
    form = page.locator(".pass-on form")
    form.evaluate("f => { f.closest('details').open = true; }")
    form.locator("input[name=pin]").fill(PIN)
    form.locator("button[type=submit]").click(no_wait_after=True)
    card(page).locator("button[type=submit]").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert page.url == address
