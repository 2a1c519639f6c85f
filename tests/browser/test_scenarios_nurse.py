"""What a nurse on a ward needs of a talk: to pass something on, to be interrupted, to be short."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coprod_widgets.access.audit import Deed
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Moment, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.guard import guarded
from tests.browser.meeting import PIN, assert_accessible, assert_fits, card, saved, sign_in
from tests.browser.test_every_type import Keys, begin
from tests.browser.ward import Ward
from tests.browser.workshop import start_workshop

pytestmark = pytest.mark.browser

HALF = "He was half way through this sen"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_workshop(Path(tmp_path_factory.mktemp("nurse")), talks=4)
    yield started
    started.kill()


@pytest.fixture
def page(browser: Browser, ward: Ward) -> Iterator[Page]:
    with guarded(browser, ward.url, ("status of 400",)) as context:
        opened = context.new_page()
        sign_in(opened, ward.url, ward.account("clinician"))
        yield opened


def told(ward: Ward, interview: str) -> Interview:
    with Store.open(Settings.load(ward.data)) as store:
        return store.interview(interview)


def looked_at(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def heading(page: Page, words: str) -> Locator:
    return page.get_by_role("heading", name=words, exact=True)


def where_the_bar_is(page: Page) -> list[Any]:
    """The place and the words of the buttons at the foot of the page."""
    return [
        [round(box["x"]), round(box["y"]), button.inner_text()]
        for button in page.locator(".talk-bar button").all()
        if (box := button.bounding_box())
    ]


def test_scenario_4_disclosure(ward: Ward, page: Page) -> None:
    interview = begin(page, ward, 0)
    keys = Keys(page)
    keys.push(card(page).locator("button[type=submit]"))
    saved(page)
    at_first = where_the_bar_is(page)

    # Mid-question: one press pauses, and shows what the hospital does.
    keys.write(card(page).locator("textarea"), HALF)
    keys.push(page.get_by_role("button", name="This needs passing on"))
    expect(heading(page, "A pause to pass something on")).to_be_focused()
    expect(page.locator(".hospital-text")).to_be_visible()
    assert where_the_bar_is(page) == at_first
    looked_at(page)

    # It asks only to which role, when, and whether he was told; nothing is picked beforehand.
    form = page.locator("form.passing-on")
    assert form.locator("input[type=radio]:checked").count() == 0
    assert form.locator("textarea, select").count() == 0
    keys.push(form.get_by_role("button", name="Note it"))
    expect(form.locator(".error-summary")).to_be_focused()
    expect(form.locator(".error-summary")).to_contain_text("Write to which role")
    assert_accessible(page)
    form.locator(".error-summary a").focus()
    keys.press("Enter")
    expect(form.get_by_label("To which role")).to_be_focused()
    page.keyboard.type("Nurse in charge")
    keys.to(form.get_by_label("Hour"))
    keys.press("Control+a")
    page.keyboard.type("25")
    keys.push(form.get_by_role("button", name="Note it"))
    expect(form.locator(".error-summary")).to_contain_text("Write the day and the time")
    form.locator(".error-summary a").click()
    expect(form.get_by_label("Hour")).to_be_focused()
    keys.press("Control+a")
    page.keyboard.type("9")
    keys.push(form.get_by_role("button", name="Note it"))
    expect(form.locator(".error-summary")).to_contain_text("Say whether you told")
    keys.to(form.get_by_label("Yes", exact=True))
    keys.press("Space")
    keys.push(form.get_by_role("button", name="Note it"))
    expect(
        page.get_by_text(re.compile(r"^Passed on to Nurse in charge, .* at 09:"))
    ).to_be_visible()
    expect(page.get_by_text("was told.")).to_be_visible()
    looked_at(page)

    # The talk goes on at the same question, and the half sentence is still there.
    keys.push(page.get_by_role("button", name="Go on with the talk"))
    expect(card(page).locator("textarea")).to_have_value(HALF)
    assert where_the_bar_is(page) == at_first

    # It is in the journal and, by its id alone, in the trail. Or the talk ends.
    moments = [m for m in told(ward, interview).entries if isinstance(m, Moment)]
    (note,) = [m for m in moments if m.happening is Happening.PASSED_ON]
    assert note.detail["to"] == "Nurse in charge"
    assert note.detail["told"] is True
    with Store.open(Settings.load(ward.data)) as store:
        (event,) = [event for event in store.events() if event.deed is Deed.PASSED_ON]
    assert (event.resource, event.reason) == (interview, "")
    keys.push(card(page).locator("button[type=submit]"))
    saved(page)
    keys.push(page.get_by_role("button", name="This needs passing on"))
    keys.push(page.get_by_role("button", name="Stop for today"))
    expect(heading(page, "You have stopped")).to_be_visible()
    expect(page.get_by_text("it is not noted to whom")).to_be_visible()
    assert where_the_bar_is(page) == at_first
    looked_at(page)


def test_on_the_patients_screen_it_pauses_and_staff_take_the_screen_to_note_it(
    ward: Ward, page: Page
) -> None:
    begin(page, ward, 1)
    page.get_by_role("button", name="Skip").click()
    saved(page)
    page.locator("details.pass-on", has_text="Give the screen").locator("summary").click()
    page.locator(".pass-on input[name=pin]").fill(PIN)
    page.locator(".pass-on form[data-to=patient] button[type=submit]").click()
    expect(page.locator("main")).to_have_attribute("data-holder", "patient")
    card(page).locator("textarea").fill(HALF)
    page.get_by_role("button", name="This needs passing on").click()
    expect(heading(page, "A pause to pass something on")).to_be_focused()
    expect(page.locator("form.passing-on")).to_have_count(0)
    looked_at(page)
    page.locator("details.pass-on > summary").click()
    page.locator("form[data-to=clinician] input[name=pin]").fill(PIN)
    page.locator("form[data-to=clinician] button[type=submit]").click()
    expect(page.locator("form.passing-on")).to_be_visible()
    page.get_by_role("button", name="Go on with the talk").click()
    expect(card(page)).to_be_visible()
    assert HALF not in page.content(), "what he wrote and did not send is his"
    assert not page.locator("textarea").evaluate_all(f"all => all.some(a => a.value === '{HALF}')")


def test_scenario_5_interrupted(ward: Ward, browser: Browser) -> None:
    # The talk was begun five days ago and left without a word.
    interview = str(ward.said["interviews"][2]["id"])
    _begun_days_ago(ward, interview, 5)
    with guarded(browser, ward.url) as context:
        page = context.new_page()
        sign_in(page, ward.url, ward.account("clinician"))
        page.goto(f"{ward.url}/interview/{interview}")
        expect(page.get_by_text("You were last here on")).to_be_visible()
        expect(card(page)).to_have_attribute("data-question", "view")
        looked_at(page)
        card(page).locator("textarea").fill("What she had to say")
        card(page).locator("button[type=submit]").click()
        saved(page)
        expect(page.get_by_text("You were last here on")).to_have_count(0)
        expect(card(page)).to_have_attribute("data-question", "matters")
        page.locator("details.pass-on", has_text="Give the screen").locator("summary").click()
        page.locator(".pass-on input[name=pin]").fill(PIN)
        page.locator(".pass-on form[data-to=patient] button[type=submit]").click()
        expect(page.locator("main")).to_have_attribute("data-holder", "patient")
        # An alarm: the browser is shut in the middle of a sentence.
        card(page).locator("textarea").fill(HALF)
    with guarded(browser, ward.url) as context:
        page = context.new_page()
        account = ward.account("clinician")
        page.goto(f"{ward.url}/login")
        page.get_by_label("Name", exact=True).fill(account["name"])
        page.get_by_label("Password").fill(account["password"])
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{ward.url}/interview/{interview}")
        expect(page.locator("main")).to_have_attribute("data-holder", "patient")
        expect(card(page)).to_have_attribute("data-question", "view")
        card(page).locator("textarea").fill("He says it anew")
        card(page).locator("button[type=submit]").click()
        saved(page)
        expect(card(page)).to_have_attribute("data-question", "matters")
    talk = told(ward, interview)
    said = [talk.answer(Place("view", None, voice)) for voice in (Voice.CLINICIAN, Voice.PATIENT)]
    assert [a.value for a in said if a] == ["What she had to say", "He says it anew"]
    # The break is told, without a reason, and changes nothing that was said.
    from coprod_widgets.widgets.record import summary_html

    html = summary_html(talk)
    assert html.count("A break, with no reason noted") == 1
    assert html.count("The talk went on") == 1


def _begun_days_ago(ward: Ward, interview: str, days: int) -> None:
    at = datetime.now(UTC) - timedelta(days=days)
    note = Said(secrets.token_hex(8), Place("note", None, Voice.JOINT), Status.ANSWERED, True)
    opened = Happened(secrets.token_hex(8), Happening.OPENED)
    with Store.open(Settings.load(ward.data)) as store:
        by = store.about(interview).clinician_id
        makes: list[tuple[str, Callable[[Interview], Any]]] = [
            (opened.key, lambda talk: moment_from(talk, opened, at=at, by=by)),
            (note.key, lambda talk: answer_from(talk, note, at=at, by=by)),
        ]
        for key, make in makes:
            store.append(interview, key, make)


def test_scenario_6_short_time(ward: Ward, page: Page) -> None:
    interview = begin(page, ward, 3)
    keys = Keys(page)
    fold = page.locator("details.short-talk")
    assert_fits(page)
    keys.push(fold.locator("summary"))
    looked_at(page)
    form = fold.locator("form")
    line = form.locator(".short-sum")

    # Whole parts that fit into the minutes there are; the pair may pick others.
    assert form.locator("input:checked").count() == 0
    keys.push(form.get_by_role("button", name="Go through these"))
    expect(form.locator(".error-summary")).to_contain_text("Pick at least one part")
    keys.to(form.get_by_label("5 minutes", exact=True))
    keys.press("Space")
    minutes = [int(box.get_attribute("data-minutes") or 0) for box in _boxes(form)]
    fits = sum(minutes) if sum(minutes) <= 5 else max(m for m in minutes if m <= 5)
    expect(line).to_have_text(f"About {fits} of 5 minutes.")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(form.get_by_label("12 minutes")).to_be_checked()
    expect(line).to_have_text(f"About {sum(minutes)} of 12 minutes.")
    keys.to(_boxes(form)[0])
    keys.press("Space")
    expect(line).to_have_text(f"About {sum(minutes[1:])} of 12 minutes.")
    assert_accessible(page)
    keys.push(form.get_by_role("button", name="Go through these"))
    saved(page)
    expect(page.locator(".part")).to_have_text("Part 1 of 1")
    expect(card(page)).to_have_attribute("data-question", "signs")

    # The rest is not reached, and never refused. They can still go through all of it.
    keys.push(card(page).locator("button[type=submit]"))
    expect(page.locator(".finish")).to_be_visible()
    looked_at(page)
    counted = page.locator(".counts").inner_text()
    assert "We did not get to this" in counted
    assert "Did not want to say" not in counted
    talk = told(ward, interview)
    assert talk.status(Place("view", None, Voice.PATIENT)) is Status.NOT_REACHED
    keys.push(page.get_by_role("button", name="Go through all of it after all"))
    expect(card(page)).to_have_attribute("data-question", "note")
    assert told(ward, interview).units is None


def _boxes(form: Locator) -> list[Locator]:
    return form.locator("input[name=short-unit]").all()
