"""The patient's own copy on paper: as many pages as it says, and nothing beyond a sheet's edge."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.firefox import Firefox
from tests.browser.meeting import assert_accessible, assert_fits
from tests.browsers import NO_FIREFOX, find_firefox
from tests.widgets.copies import LONG, copy_of, talk

pytestmark = pytest.mark.browser
FIREFOX = find_firefox()

# Sheets whose content is higher than its place on the paper, or wider.
BEYOND = """[...document.querySelectorAll(".sheet")].map((sheet, index) => {
  const body = sheet.querySelector(".sheet-body");
  const high = body.getBoundingClientRect().height > 226 * 96 / 25.4 + 1;
  const wide = [sheet, ...sheet.querySelectorAll("*")]
    .some((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0
      && !part.closest("footer") && getComputedStyle(part).display !== "inline");
  return high || wide ? index + 1 : 0;
}).filter(Boolean)"""


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("copies")
    made = {}
    for number, (kind, text) in enumerate(LONG.items()):
        made[kind] = folder / f"{number}.html"
        long = copy_of(talk(well=text.strip(), reason=text.strip()[:2_000]))
        made[kind].write_text(long, "utf-8")
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", LONG)
def test_chromium_prints_a_page_a_sheet(page: Page, copies: dict[str, Path], kind: str) -> None:
    page.goto(copies[kind].as_uri())
    sheets = page.locator(".sheet").count()
    assert sheets > 3
    asked = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(asked.pages) == sheets
    for number, one in enumerate(asked.pages, 1):
        assert f"Page {number} of {sheets}" in one.extract_text()
        assert one.mediabox.height == pytest.approx(842, abs=1)
    page.emulate_media(media="print")
    assert page.evaluate(BEYOND) == []


def test_it_fits_on_the_paper_of_other_countries_and_within_wide_margins(
    page: Page, copies: dict[str, Path]
) -> None:
    page.goto(copies["English"].as_uri())
    sheets = page.locator(".sheet").count()
    for paper, margin in (("Letter", "14mm"), ("A4", "25mm")):
        edges = dict.fromkeys(("top", "bottom", "left", "right"), margin)
        printed = PdfReader(io.BytesIO(page.pdf(format=paper, margin=edges)))
        assert len(printed.pages) == sheets, paper


def test_on_a_screen_it_is_sheets_on_a_phone_it_is_one_column(
    page: Page, copies: dict[str, Path]
) -> None:
    for kind in LONG:
        page.goto(copies[kind].as_uri())
        assert_fits(page)
    page.goto(copies["English"].as_uri())
    assert_accessible(page)
    assert page.get_by_text("press Ctrl and P").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_text("press Ctrl and P").is_visible()


@pytest.mark.skipif(FIREFOX is None, reason=NO_FIREFOX)
def test_firefox_prints_a_page_a_sheet(copies: dict[str, Path], tmp_path: Path) -> None:
    firefox = Firefox(str(FIREFOX), tmp_path / "profile")
    try:
        for kind, path in copies.items():
            firefox.goto(path.as_uri())
            assert firefox.js(BEYOND) == [], kind
        # Its printing is slow, so one of the longest has to do.
        firefox.goto(copies["English"].as_uri())
        sheets = firefox.js("document.querySelectorAll('.sheet').length")
        read = PdfReader(io.BytesIO(base64.b64decode(firefox.printed())))
        assert len(read.pages) == sheets
        assert firefox.faults == []
    finally:
        firefox.close()
