"""What a detained patient needs of a talk: his words, his no, what is fixed, and a copy of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Place
from coprod_widgets.server.record_view import body_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.translation import day_in_words
from tests.browser.guard import guarded
from tests.browser.hospital import (
    SURNAMES,
    bring_workbook,
    nurses_page,
    open_talk,
    persons_page,
    ran,
    reason,
    start_hospital,
)
from tests.browser.meeting import (
    Traffic,
    answer,
    assert_accessible,
    assert_fits,
    card,
    change_row,
    close_talk,
    play,
    read_record,
    saved,
    sign_in,
    stop,
    take_screen,
)
from tests.browser.sheet import fill_sheet
from tests.browser.ward import Ward
from tests.workbook.test_reading_age import LIMIT, their_age

pytestmark = pytest.mark.browser

WINDOW = "A window was broken"
HIS = "I was scared. I did not break it."
HERS = "Staff saw him near the window, and he was upset."
# Words in which a difference is turned into a fault of the person's.
FAULTS = re.compile(
    r"insight|\bdenie[sd]\b|denial|minimi[sz]|complian|uncooperative|resistan", re.I
)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    names = ("Ash", "Birch", "Cedar", "Elder", "Hazel", "Rowan")
    people = {f"{name} {SURNAMES[name]}": [reason(WINDOW)] for name in names}
    started = start_hospital(tmp_path_factory.mktemp("hospital"), people)
    yield started
    started.kill()


@pytest.fixture
def page(context: BrowserContext, ward: Ward) -> Page:
    return nurses_page(context, ward)


def looked_at(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def person(name: str) -> str:
    return f"{name} {SURNAMES[name]}"


def asked(question: str, row: str | None, voice: str) -> Any:
    """A function that tells whether the open card is this one."""
    return lambda *card: card == (question, row, voice)


def said_item(page: Page, words: str) -> Locator:
    return page.locator(".said-item", has_text=words).first


def history(ward: Ward, interview: str, place: Place) -> tuple[Answer, ...]:
    with Store.open(Settings.load(ward.data)) as store:
        return tuple(store.interview(interview).history(place))


def test_scenario_7_my_words(ward: Ward, page: Page) -> None:
    interview = open_talk(page, ward, person("Ash"))
    play(page, lambda *_: "skip", until=asked("own_account", "r1", "patient"))

    # He says, the nurse types, and that is said before it is saved.
    form = card(page)
    form.locator(".who-types > summary").click()
    form.get_by_label("Staff type my words").check()
    form.locator("textarea").fill("I was scarred and went to the window.")
    looked_at(page)
    form.get_by_role("button", name="Save and go on").click()
    saved(page)
    item = said_item(page, "What do you say about it?")
    expect(item).to_contain_text("Staff typed my words")

    # She reads it back to him from the screen, and changes one word.
    item.get_by_role("button", name="Change").click()
    changing = page.locator("form[data-changing]")
    expect(changing.locator(".who-types > summary")).to_contain_text("Staff type my words")
    expect(changing.locator("textarea")).to_have_value("I was scarred and went to the window.")
    looked_at(page)
    changing.locator("textarea").fill("I was scared and went to the window.")
    changing.get_by_role("button", name="Save the change").click()
    saved(page)
    expect(item).to_contain_text("I was scared and went")
    expect(item).to_contain_text("Staff typed my words")

    stop(page)
    take_screen(page)
    close_talk(page, "Close the talk here")
    read_record(page)
    told = page.locator(".record-question", has_text="What do you say about it?")
    expect(told).to_contain_text("Staff typed my words")
    expect(told).to_contain_text("I was scared and went to the window.")
    today = day_in_words(date.today(), "en")
    expect(told.locator(".when")).to_have_text(
        re.compile(rf"^Said on {today} at \d\d:\d\d, changed on {today} at \d\d:\d\d$")
    )
    looked_at(page)

    # Both versions are kept, each with its own moment and with whose hands typed.
    first, second = history(ward, interview, Place("own_account", "r1", Voice.PATIENT))
    assert "scarred" in first.value
    assert "scared" in second.value
    assert first.at < second.at
    assert first.entered is second.entered is Entered.STAFF


def _disagrees(question: str, row: str | None, voice: str) -> Any:
    return {
        "own_account": HIS,
        "team_meaning": HERS,
        "how_right": 1 if voice == "patient" else 5,
        "difference": ["happened", "meaning"],
        "where_we_got": "two_views",
        "first_words": "clinician",
    }.get(question, "skip")


def _size(voice: Locator) -> dict[str, Any]:
    """How large an account is shown: the width of its box, and its letters."""
    found: dict[str, Any] = voice.evaluate(
        """(box) => {
          const words = box.querySelector(".answer") || box.querySelector("p:last-of-type");
          const { fontSize, fontWeight, fontStyle, lineHeight, color } = getComputedStyle(words);
          const width = Math.round(box.getBoundingClientRect().width);
          return { width, fontSize, fontWeight, fontStyle, lineHeight, color };
        }"""
    )
    return found


def _voices_in_order(page: Page, inside: str) -> list[str]:
    return [
        "patient" if "voice-patient" in str(box.get_attribute("class")) else "clinician"
        for box in page.locator(f"{inside} .voice").all()
    ]


def test_scenario_8_i_dont_agree(ward: Ward, page: Page, browser: Browser) -> None:
    traffic = Traffic()
    traffic.watch(page)
    open_talk(page, ward, person("Birch"))
    play(page, _disagrees)

    # He chooses whose words come first, and may think again.
    assert _voices_in_order(page, ".counts") == ["clinician", "patient"]
    page.locator("form[data-happening=handed_over]:visible").first.wait_for()
    take_screen(page, "patient")
    finish = page.locator("details.said-panel", has_text="To finish")
    finish.locator("summary").first.click()
    item = finish.locator(".said-item", has_text="Whose words come first")
    item.get_by_role("button", name="Change").click()
    changing = page.locator("form[data-changing]")
    changing.get_by_label("My words").check()
    changing.get_by_role("button", name="Save the change").click()
    saved(page)
    expect(page.locator(".counts .voice").first).to_have_class(re.compile("voice-patient"))
    looked_at(page)
    take_screen(page)
    close_talk(page)
    read_record(page)
    record = page.url

    # Both accounts, equally large, his first; and no word that blames him for it.
    accounts = page.locator(".record-question", has_text="How right is it").locator(".voice")
    assert _voices_in_order(page, ".record-question:has-text('How right is it')") == [
        "patient",
        "clinician",
    ]
    assert _size(accounts.nth(0)) == _size(accounts.nth(1))
    his, hers = (page.locator(".record-question .voice", has_text=words) for words in (HIS, HERS))
    assert _size(his) == _size(hers)
    expect(page.locator(".differences")).to_contain_text("How right is it")
    looked_at(page)
    page.get_by_role("link", name="Copies for the patient").click()
    page.get_by_role("button", name="Make a copy").click()
    page.emulate_media(media="print")
    his, hers = (page.locator("div.voice", has_text=words) for words in (HIS, HERS))
    assert _size(his) == _size(hers)
    expect(page.locator("main")).to_contain_text("both are kept. It does not count against you")
    page.emulate_media(media="screen")
    blamed = [found for body in traffic.bodies if (found := FAULTS.search(body))]
    assert blamed == []

    # The supervisor signs it off like any other.
    with guarded(browser, ward.url) as context:
        signing = context.new_page()
        sign_in(signing, ward.url, ward.account("supervisor"))
        signing.goto(record)
        expect(signing.get_by_text("A patient who does not agree is no reason")).to_be_visible()
        fill_sheet(signing, note="Both views are kept.")
        signing.get_by_role("button", name="Save the review").click()
        expect(signing.get_by_role("heading", name="Records to review")).to_be_visible()
        signing.goto(record)
        expect(signing.locator(".notice", has_text="signed off")).to_be_visible()
        assert not FAULTS.search(signing.content())


ACTIONS = "What we will each do"
PUT_RIGHT = f"Put a fact right: {WINDOW}"


def _wishes(question: str, row: str | None, voice: str) -> Any:
    return "fact" if question == "record_wish" else "skip"


def test_scenario_9_put_it_right(ward: Ward, page: Page) -> None:
    name, due = person("Cedar"), date.today() + timedelta(days=14)
    open_talk(page, ward, name)
    play(page, _wishes, until=asked("hard", "r1", "patient"))
    stop(page)
    take_screen(page)
    close_talk(page, "Close the talk here")

    # It stands in the next talk by itself, as something for staff to do.
    open_talk(page, ward, name, ACTIONS)
    play(page, lambda *_: "skip", until=lambda question, *_: question == "actions")
    row = page.locator(".rows > li", has_text=PUT_RIGHT)
    expect(row).to_contain_text("Staff")
    expect(row).to_contain_text("The patient's")
    expect(row).to_contain_text("Not said yet: If staff: which job? (no name) · By when?")
    looked_at(page)
    change_row(page, row, role="Charge nurse", by=due)
    expect(row).to_contain_text("Charge nurse")
    expect(row).to_contain_text(day_in_words(due, "en"))
    expect(row).not_to_contain_text("Not said yet")
    play(page, lambda *_: "skip")
    close_talk(page)

    # It stays open for everybody who looks after him.
    persons_page(page, ward, name)
    promise = page.locator(".promises > li")
    expect(promise).to_contain_text(PUT_RIGHT)
    expect(promise).to_contain_text("Charge nurse")
    expect(promise).to_contain_text(day_in_words(due, "en"))
    looked_at(page)

    # The next talk asks what came of it. Not to know is no outcome; once it is said, it is gone.
    open_talk(page, ward, name, ACTIONS)
    play(page, lambda *_: "skip", until=lambda question, *_: question == "promises")
    expect(page.locator(".rows > li")).to_contain_text([PUT_RIGHT])
    play(page, lambda *_: "skip", until=lambda question, *_: question == "outcome")
    looked_at(page)
    answer(page, lambda *_: "done")
    stop(page)
    close_talk(page, "Close the talk here")
    persons_page(page, ward, name)
    expect(page.locator(".promises")).to_have_count(0)
    expect(page.get_by_text(PUT_RIGHT)).to_have_count(0)


SKIPPED = ("going_well", "knew", "own_account", "guess_matters", "rethink", "said_back")
NOT_SURE = ("how_right", "matters_today", "record_wish", "hard")


def _cannot_say(question: str, row: str | None, voice: str) -> Any:
    if voice != "patient":
        return {"how_right": 4, "matters_today": 4, "guess_matters": 4}.get(question, "skip")
    assert question in (*SKIPPED, *NOT_SURE), question
    return "skip" if question in SKIPPED else "not sure"


def test_scenario_10_no_and_not_sure(ward: Ward, page: Page) -> None:
    interview = open_talk(page, ward, person("Elder"))
    play(page, _cannot_say, until=asked("missing_from_list", None, "patient"))
    stop(page)

    def counted(where: Locator) -> None:
        expect(where.locator(".voice-patient li")).to_have_text(
            ["Answered: 0", "Skipped: 6", "Not sure: 4", re.compile(r"^We did not get to this: 3$")]
        )

    counted(page.locator(".counts"))
    # He is told nothing yet of what she has answered.
    expect(page.locator(".counts .voice")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("Nora takes the screen.")
    assert "You see this differently" not in page.content()
    looked_at(page)
    take_screen(page)
    close_talk(page, "Close the talk here")
    read_record(page)
    counted(page.locator(".record-section .counts"))
    looked_at(page)

    # Each is kept as what it was, and as no number.
    for question in (*SKIPPED, *NOT_SURE):
        row = None if question == "going_well" else "r1"
        (kept,) = history(ward, interview, Place(question, row, Voice.PATIENT))
        assert kept.value is None
        assert kept.status.value == ("skipped" if question in SKIPPED else "not_sure")


def test_scenario_10_a_rating_with_too_few_answers_says_not_enough_to_say(
    ward: Ward, page: Page
) -> None:
    bring_workbook(ward, "score_least", "talk")
    caseload = str(ward.data.parent / "caseload.csv")
    ran(ward, "prepare", "--workbook", "score_least", "--caseload", caseload)
    interview = open_talk(page, ward, person("Elder"), "Tiny")
    said: dict[str, Any] = {"calm": 4, "heard": "skip", "tired": "not sure"}
    play(page, lambda question, *_: said[question])
    close_talk(page)
    read_record(page)
    score = page.locator(".scores .voice")
    expect(score.locator(".answer")).to_have_text("Not enough to say: 1 answered, 2 needed")
    expect(score).to_contain_text("Missing: 2 of 3")
    expect(score.locator("li")).to_contain_text(["Mostly", "Skipped", "Not sure"])
    looked_at(page)
    with Store.open(Settings.load(ward.data)) as store:
        saved_body = body_of(store.record_notebook(store.records_of(interview)[-1].id))
    (kept,) = saved_body["scores"]
    assert kept["value"] is None
    assert kept["answered"] == 1


def test_scenario_11_what_is_fixed(ward: Ward, page: Page) -> None:
    open_talk(page, ward, person("Hazel"), "Who decides what")
    play(page, lambda *_: "skip", until=lambda question, *_: question == "topics")
    for topic in ("Leave outside the hospital", "Leave in the grounds"):
        row = page.locator(".rows > li", has_text=topic)
        row.get_by_role("button", name="Talk about this today").click()
        expect(row.get_by_role("button", name="Picked for today")).to_be_visible()
        saved(page)

    rungs = {"leave_outside": 0, "leave_grounds": 2}
    order = list(rungs)

    def said(question: str, row: str | None, voice: str) -> Any:
        topic = page.locator(".about-row blockquote").inner_text() if row else ""
        which = order[0] if "outside" in topic else order[1]
        if question == "who_decides":
            return rungs[which]
        if question in ("why_so", "how_question"):
            return card(page).locator("textarea").input_value()  # what the law page says
        if question in ("say_now", "say_fair"):
            return {"say_now": 1, "say_fair": 4}[question]
        if question == "open_part":
            return "What leave is for" if which == order[0] else "When and how often"
        return "skip"

    # On his own screen: who holds it, why, where it says so, how to question it, who helps.
    play(page, said, until=lambda question, row, voice: (question, voice) == ("say_now", "patient"))
    assert page.locator("main").get_attribute("data-holder") == "patient"
    law = page.locator(".about-row .law-entry")
    facts = dict(
        zip(law.locator("dt").all_inner_texts(), law.locator("dd").all_inner_texts(), strict=True)
    )
    assert "Scottish Ministers" in facts["Who holds this"]
    assert "The law says so" in facts["Why"]
    assert "section 224" in facts["Where it says so"]
    assert "Ask your doctor" in facts["How you can question it"]
    assert "advocate" in facts["Who helps"]
    looked_at(page)

    # Ground leave is the doctor's, and open to talk.
    play(page, said, until=lambda question, row, voice: question == "open_part")
    answer(page, said)
    play(page, said, until=lambda q, row, v: (q, v) == ("say_now", "patient"))
    expect(page.locator(".about-row blockquote")).to_contain_text("Leave in the grounds")
    expect(law).to_contain_text("Your doctor, called the RMO")
    expect(law).to_contain_text("Your doctor should hear what you say first")
    play(page, said)

    # The picture, and the same in words.
    steps = page.locator(".rungs > .rung:not(.empty)")
    expect(steps.nth(0)).to_contain_text("A court, a tribunal or the government")
    expect(steps.nth(0)).to_contain_text("Leave outside the hospital")
    expect(steps.nth(0).locator(".ladder-open")).to_contain_text("What leave is for")
    expect(steps.nth(1)).to_contain_text("The doctor or staff, after they hear the patient")
    expect(steps.nth(1)).to_contain_text("Leave in the grounds")
    expect(steps.nth(1).locator(".ladder-open")).to_contain_text("When and how often")
    twin = page.locator("details.ladder-words")
    twin.locator("summary").click()
    words = [
        dict(
            zip(
                one.locator("dt").all_inner_texts(),
                one.locator("div:has(> dt)").all_inner_texts(),
                strict=True,
            )
        )
        for one in twin.locator("ul > li:has(dl)").all()
    ]
    outside, grounds = words
    assert "government" in outside["Who can say yes or no"]
    assert "consent" in outside["Why"]
    assert "section 224" in outside["Where it says so"]
    assert "Ask your doctor" in outside["How you can question it"]
    assert "advocate" in outside["Who helps"]
    assert "doctor" in grounds["Who can say yes or no"]
    assert "When and how often" in grounds["Open to work on"]
    looked_at(page)


def test_scenario_12_my_copy(ward: Ward, page: Page) -> None:
    open_talk(page, ward, person("Rowan"))
    play(page, _disagrees, until=lambda question, *_: question == "joint_words")
    stop(page)
    if page.locator("main").get_attribute("data-holder") == "patient":
        take_screen(page)
    close_talk(page, "Close the talk here")
    page.get_by_role("link", name="Copy for the patient").click()
    page.get_by_role("button", name="Make a copy").click()
    sheets = page.locator(".sheet")
    expect(sheets.first).to_contain_text("My copy")
    looked_at(page)
    count = sheets.count()
    for number in range(count):
        foot = sheets.nth(number).locator("footer")
        expect(foot).to_contain_text(f"Page {number + 1} of {count}")
        expect(foot).to_contain_text("Rowan")

    # Printed: A4, a sheet a page, and no letter smaller than 18 pt.
    page.emulate_media(media="print")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".sheet, .sheet *")]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .map((e) => [parseFloat(getComputedStyle(e).fontSize) * 72 / 96, e.textContent])"""
    )
    assert [words for size, words in sizes if size < 17.99] == []
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == count
    for sheet in printed.pages:
        assert (float(sheet.mediabox.width), float(sheet.mediabox.height)) == pytest.approx(
            (595, 842), abs=1.5
        )
    page.emulate_media(media="screen")

    # Nobody else is on it, nor is his own family name.
    text = page.locator("main").inner_text() + "".join(p.extract_text() for p in printed.pages)
    assert HIS in text
    for name, surname in SURNAMES.items():
        assert surname not in text
        assert name == "Rowan" or name not in text
    assert not re.search(r"\bH\d\b|\bi_[a-z0-9]{8}", text), "no number and no id"

    # Its own words are at a reading age of 11 or less.
    own = [
        words.strip()
        for words in page.locator(".sheet-body p, .sheet-body h3, .sheet-body h4").all_inner_texts()
        if not any(said in words for said in (HIS, HERS, WINDOW, "To be confirmed"))
    ]
    ages = {words: their_age([words]) for words in own if len(words.split()) >= 5}
    assert len(ages) > 25
    assert {words: age for words, age in ages.items() if age > LIMIT} == {}
