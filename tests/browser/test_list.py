"""Rows of a list on the ward: added, changed and taken out, and kept apart from other answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.meeting import assert_accessible, assert_fits, play, saved, sign_in
from tests.browser.ward import Ward

pytestmark = pytest.mark.browser


def test_a_reason_is_added_changed_and_taken_out(ward: Ward, context: BrowserContext) -> None:
    nora = ward.account("clinician")
    interview = ward.interviews("ready", nora["name"])[0]["id"]
    page = context.new_page()
    sign_in(page, ward.url, nora)
    page.goto(f"{ward.url}/interview/{interview}")
    page.get_by_role("button", name="Start the talk").click()
    play(page, lambda *_: "skip", until=lambda question, row, voice: question == "reasons")
    rows = page.locator(".rows > li")
    before = rows.count()

    page.locator(".adding > summary").click()
    page.locator(".adding textarea").first.fill("A reason added in the meeting")
    page.locator(".adding input[type=radio]").first.check()
    page.get_by_role("button", name="Add this").click()
    expect(rows).to_have_count(before + 1)
    saved(page)

    rows.last.locator("button[data-change]").click()
    changing = page.locator("form[data-changing]")
    assert_accessible(page)
    assert_fits(page)
    changing.locator("textarea").first.fill("A reason put in other words")
    changing.get_by_role("button", name="Save the change").click()
    expect(rows.last).to_contain_text("A reason put in other words")
    expect(changing).to_have_count(0)

    rows.last.locator("button[data-change]").click()
    page.get_by_role("button", name="Leave it as it is").click()
    expect(rows.last).to_be_visible()

    rows.last.locator("details > summary").click()
    rows.last.get_by_role("button", name="Yes, take it out").click()
    expect(rows).to_have_count(before)
    expect(page.get_by_text("A reason put in other words")).to_have_count(0)
