"""A workbook as its author opens it, in a real JupyterLab and in a plain Voila."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from coprod_widgets.workbook.finding import find
from tests.browser.lab import Lab, start_lab, start_voila

pytestmark = pytest.mark.browser

SAID = "PLANTED in a preview"
TAKEN = re.compile(r"^Taken at \d\d:\d\d\. Nothing is kept\.$")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without the internet, that fails the test when our script errs."""
    wrong: list[str] = []
    opened = browser.new_context(viewport={"width": 1300, "height": 900}).new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.route(lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.abort())
    yield opened
    opened.context.close()
    # What Voila and JupyterLab fetch for themselves, and may not here, is not ours.
    assert [error for error in wrong if "Failed to load resource" not in error] == []


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    started = start_lab(find("reasons"), tmp_path)
    yield started
    started.end()


@pytest.fixture
def voila(tmp_path: Path) -> Iterator[Lab]:
    started = start_voila(find("reasons"), tmp_path)
    yield started
    started.end()


def card(page: Page) -> Locator:
    return page.locator(".coprod .now > form[data-question]:visible:not([data-changing])")


def status(page: Page) -> Locator:
    return page.locator(".coprod .status-line:visible")


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(60):
        if target.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard can't reach {target}")


def send(page: Page) -> None:
    """Press the open form's button from the keyboard, and wait for the next one."""
    form = page.locator(".coprod .now > form:visible")
    before = form.evaluate("f => JSON.stringify(f.dataset)")
    tab_to(page, form.locator("button[type=submit]"))
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(TAKEN)
    page.wait_for_function(
        "before => { const f = document.querySelector('.coprod .now > form:not([hidden])');"
        " return f && JSON.stringify(f.dataset) !== before; }",
        arg=before,
    )


def run_all(page: Page, lab: Lab) -> None:
    page.goto(lab.url)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    # Before its kernel is there, JupyterLab asks which kernel to take.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect(card(page)).to_be_visible(timeout=30_000)
    expect(page.locator(".coprod:has(.turn-line):visible")).to_have_count(1)


def choose(page: Page, label: str, words: str) -> None:
    """Choose from the bar by its keys, as from any list; the keyboard stays there."""
    select = page.get_by_label(label, exact=True)
    tab_to(page, select)
    page.keyboard.type(words)
    expect(select.locator("option:checked")).to_have_text(re.compile(f"^{words}"))
    expect(select).to_be_focused()


def look_round(page: Page) -> None:
    """Go through what the bar offers, without a mouse."""
    told = page.locator(".preview-bar [role=status]")
    expect(page.locator(".preview-bar")).to_contain_text("nothing is kept")
    choose(page, "How far", "Half")
    expect(told).to_have_text("You see: Half-way.")
    expect(page.locator(".coprod:has(.turn-line):visible")).to_have_count(1)
    choose(page, "Whose screen", "Patient, with")
    expect(page.locator(".coprod .turn:visible")).to_have_text(re.compile("Patient answers now"))
    choose(page, "Words", "Easy")
    expect(page.get_by_role("button", name="Easy words")).to_have_attribute("aria-pressed", "true")
    choose(page, "Whose screen", "Staff, a")
    expect(page.locator(".coprod .turn:visible")).to_have_text(re.compile("answers now"))
    choose(page, "How far", "Closed")
    expect(page.locator(".coprod .record-section").first).to_be_visible()
    expect(page.locator(".coprod .record-section").last).to_contain_text("in numbers")
    choose(page, "Which time", "A later")
    choose(page, "Whose screen", "Staff, with")
    choose(page, "How far", "At the start")
    expect(card(page)).to_be_visible()
    # What its author says in it is a talk of their own, which the bar says and can begin again.
    card(page).get_by_role("button", name="Skip").click()
    expect(told).to_have_text("You see: As you went on.")
    tab_to(page, page.get_by_role("button", name="Start again"))
    page.keyboard.press("Enter")
    expect(told).to_have_text("You see: At the start.")


def test_in_jupyterlab_an_author_looks_at_every_state_without_a_mouse(lab: Lab, page: Page) -> None:
    run_all(page, lab)
    cells = page.locator(".jp-Cell").count()
    look_round(page)
    assert page.locator(".jp-Cell").count() == cells


def to_first_rating(page: Page) -> Locator:
    """Answer by keyboard up to the first card with radios."""
    radios = card(page).locator("input[type=radio]:not([name$=-entered]):visible")
    for _ in range(20):
        if radios.count():
            return radios
        text = card(page).locator("textarea")
        if card(page).count() and card(page).get_attribute("data-type") == "text":
            tab_to(page, text)
            page.keyboard.type(SAID)
        send(page)
    raise AssertionError("no rating came")


def test_in_jupyterlab_it_is_answered_by_keyboard_alone_and_nothing_is_kept(
    lab: Lab, page: Page
) -> None:
    run_all(page, lab)
    cells = page.locator(".jp-Cell").count()
    expect(page.locator(".coprod .turn:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="Easy words")).to_be_visible()

    tab_to(page, card(page).locator("button[type=submit]"))
    page.keyboard.press("d")
    page.keyboard.press("d")
    page.keyboard.press("x")
    assert page.locator(".jp-Cell").count() == cells

    radios = to_first_rating(page)
    tab_to(page, radios.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(radios.nth(1)).to_be_checked()
    send(page)

    page.locator("[data-change]:visible").first.click()
    changing = page.locator("form[data-changing]")
    expect(changing).to_be_visible()
    changing.get_by_role("button", name="Save the change").click()
    expect(changing).to_have_count(0)
    expect(status(page)).to_have_text(TAKEN)

    page.get_by_role("button", name="Break", exact=True).click()
    expect(page.get_by_role("heading", name="You are on a break")).to_be_visible()
    expect(page.get_by_role("button", name="Break", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(card(page)).to_be_visible()

    page.get_by_role("button", name="This needs passing on").click()
    note = page.locator("form.passing-on")
    note.get_by_label("To which role").fill("Nurse in charge")
    note.get_by_label("Yes").check()
    note.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Passed on to Nurse in charge")).to_be_visible()
    page.get_by_role("button", name="Go on with the talk").click()
    expect(card(page)).to_be_visible()

    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    saved = lab.folder / "books" / "reasons.ipynb"
    page.wait_for_timeout(500)
    assert b"coprod-blank" in saved.read_bytes(), "saving stores the outputs"
    assert [path for path, body in lab.files.items() if SAID.encode() in body] == []


def test_in_plain_voila_it_is_answered(voila: Lab, page: Page) -> None:
    page.goto(voila.url)
    expect(card(page)).to_be_visible(timeout=30_000)
    look_round(page)
    to_first_rating(page).first.check()
    send(page)
    assert [path for path, body in voila.files.items() if SAID.encode() in body] == []
