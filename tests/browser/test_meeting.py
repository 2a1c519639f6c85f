"""A whole meeting, from sign-in to the tables, with a killed server and a reload on the way."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.guard import guarded
from tests.browser.meeting import (
    Traffic,
    answer,
    assert_accessible,
    assert_fits,
    card,
    hand_over,
    play,
    saved,
    sign_in,
)
from tests.browser.reasons import CLINICIAN_WORDS, TYPED_WHILE_AWAY, answering
from tests.browser.sheet import fill_sheet
from tests.browser.ward import Ward

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def looked_at(page: Page, seen: set[str]) -> None:
    """Check each kind of screen once: axe, and 320 px."""
    form = card(page)
    kind = form.first.get_attribute("data-question") if form.count() else page.url
    holder = page.locator("main").get_attribute("data-holder") or ""
    if f"{kind} {holder}" not in seen:
        seen.add(f"{kind} {holder}")
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.provokes("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED")
def test_a_whole_meeting_goes_round_the_loop(ward: Ward, page: Page, browser: Browser) -> None:
    nora = ward.account("clinician")
    interview = ward.interviews("ready", nora["name"])[0]
    traffic, seen = Traffic(), set()
    traffic.watch(page)

    page.goto(ward.url)
    assert_accessible(page)
    assert_fits(page)
    sign_in(page, ward.url, nora)
    assert_accessible(page)
    assert_fits(page)
    page.goto(f"{ward.url}/interview/{interview['id']}")
    assert_accessible(page)
    page.get_by_role("button", name="Start the talk").click()

    # Up to the patient's own account of the first reason, each screen looked at once.
    play(
        page,
        answering,
        each=lambda: looked_at(page, seen),
        until=lambda question, row, voice: (question, row) == ("own_account", "r1"),
    )

    # The clinician has rated. Nothing of it is in what the patient's page was sent.
    assert page.locator("main").get_attribute("data-holder") == "patient"
    rated = page.locator(".said-item", has_text="How much does it matter for safety today?")
    assert rated.count() == 0
    assert not traffic.holds("You see this differently")
    assert not traffic.holds("You picked the same")

    # The server is killed. What he writes waits in the page, and arrives when it is back.
    ward.kill()
    card(page).locator("textarea").fill(TYPED_WHILE_AWAY)
    card(page).get_by_role("button", name="Save and go on").click()
    expect(page.locator("#coprod-status")).to_contain_text("Not saved: trying again")
    assert_accessible(page)
    ward.serve_again()
    expect(page.locator("#coprod-status")).to_contain_text("Saved", timeout=60_000)

    # A reload shows the same question, and he still has the screen.
    page.reload()
    expect(page.locator("main")).to_have_attribute("data-holder", "patient")
    page.goto(ward.url)
    assert page.url.endswith(interview["id"]), "a patient with the screen stays in his talk"

    # Until both have answered and guessed, neither sees a pick; then both see both at once.
    play(page, answering, until=lambda question, row, voice: question == "difference")
    panel = page.locator(".said-item", has_text="How much does it matter for safety today?").first
    expect(panel.locator(".voice-patient")).to_contain_text("Not at all")
    expect(panel.locator(".voice-clinician")).to_contain_text("Fully")
    expect(panel).to_contain_text("You see this differently")
    assert_accessible(page)

    # To the end: all reasons, all voices.
    play(page, answering, each=lambda: looked_at(page, seen))
    assert_accessible(page)
    page.get_by_role("button", name="Close the talk").click()
    expect(page.get_by_role("heading", name="This talk is closed")).to_be_visible(timeout=30_000)
    for _ in range(20):  # on a slow machine it is still being written down
        if page.get_by_role("link", name="Read the record").count():
            break
        page.get_by_role("link", name="Look again").click()
    assert_accessible(page)

    _reviewed(ward, browser, interview["id"])
    _learned(ward, interview["id"])


def _reviewed(ward: Ward, browser: Browser, interview_id: str) -> None:
    with guarded(browser, ward.url) as context:
        _read_and_signed(ward, context.new_page(), interview_id)


def _read_and_signed(ward: Ward, page: Page, interview_id: str) -> None:
    sign_in(page, ward.url, ward.account("supervisor"))
    assert_accessible(page)
    patient = next(i["patient"] for i in ward.said["interviews"] if i["id"] == interview_id)
    page.get_by_role("link", name=f"Read the record {patient}").first.click()
    expect(page.get_by_role("heading", name="Where the two differ")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    told = page.locator("main").inner_text()
    assert TYPED_WHILE_AWAY in told
    assert CLINICIAN_WORDS in told
    assert "Skipped" in told
    assert "Did not want to say" in told
    fill_sheet(page, note="Both views are kept.", message="Thank you both.")
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_role("heading", name="Records to review")).to_be_visible()


def _learned(ward: Ward, interview_id: str) -> None:
    numbers = ward.data.parent / "consent.csv"
    out = ward.data.parent / "tables"
    from coprod_widgets.settings import Settings
    from coprod_widgets.store import Store

    with Store.open(Settings.load(ward.data)) as store:
        about = store.about(interview_id)
        patient = store.patient(about.patient_id)
        row = f"{patient.number},{patient.name},Nora,yes,2026-11-20\n"
        numbers.write_text(
            "patient_number,patient_name,clinician,research_consent,consent_date\n" + row, "utf-8"
        )
        pseudonym = store.pseudonym(interview_id)
    consented = ward.run("prepare", "--workbook", "reasons", "--caseload", str(numbers))
    assert consented.returncode == 0, consented.stderr
    made = ward.run("dataset", "--out", str(out))
    assert made.returncode == 0, made.stderr
    answers = pl.read_parquet(out / "answers.parquet").filter(pl.col("interview") == pseudonym)
    rated = answers.filter(pl.col("question") == "matters_today").select("voice", "code")
    assert sorted(set(rated.rows())) == [("clinician", "5"), ("patient", "1")]
    assert set(answers.filter(pl.col("question") == "hard")["status"]) == {"answered", "declined"}
    written = b"".join(path.read_bytes() for path in Path(out).iterdir())
    for secret in (TYPED_WHILE_AWAY, CLINICIAN_WORDS, patient.name, patient.number):
        assert secret.encode() not in written
    pairs = pl.read_parquet(out / "pairs.parquet").filter(pl.col("interview") == pseudonym)
    assert set(pairs.filter(pl.col("question") == "matters_today")["difference"]) == {4.0}
    verified = ward.run("verify")
    assert verified.returncode == 0, verified.stderr
    codebook = json.loads((out / "codebook.json").read_text("utf-8"))
    assert "How much does it matter for safety today?" in json.dumps(codebook)


def test_a_break_a_stop_and_a_way_back(ward: Ward, page: Page) -> None:
    nora = ward.account("clinician")
    interview = ward.interviews("half_way", nora["name"])[0]
    sign_in(page, ward.url, nora)
    page.goto(f"{ward.url}/interview/{interview['id']}")
    page.get_by_role("button", name="Break").click()
    expect(page.get_by_role("heading", name="You are on a break")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Go on").click()
    saved(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="You have stopped")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Go on with the talk").click()
    saved(page)


def test_nothing_chosen_is_told_with_a_link_and_keeps_the_focus(ward: Ward, page: Page) -> None:
    omar = ward.account("clinician", 1)
    interview = ward.interviews("ready", omar["name"])[0]
    sign_in(page, ward.url, omar)
    page.goto(f"{ward.url}/interview/{interview['id']}")
    page.get_by_role("button", name="Start the talk").click()
    answer(page, answering)
    hand_over(page)
    card(page).get_by_role("button", name="Save and go on").click()
    problem = card(page).locator(".error-summary")
    expect(problem).to_be_focused()
    assert_accessible(page)
    problem.get_by_role("link").click()
    expect(card(page).locator("textarea")).to_be_focused()
    card(page).locator("textarea").fill("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    saved(page)
