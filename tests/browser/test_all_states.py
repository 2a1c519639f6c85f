"""Every screen of all six workbooks, in every state: seen by axe, on a wide and a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from coprod_widgets.workbook.finding import EPISODE, find
from tests.browser.meeting import RULES
from tests.browser.still_pages import STYLES, Still, stills

pytestmark = pytest.mark.browser

_NARROW = 320
_SHOW = """html => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.body.replaceWith(page.body);
  document.title = page.title;
  // Each question of a run has its turn; here they all have it at once.
  for (const form of document.querySelectorAll("form[hidden], .guidance")) form.hidden = false;
  for (const details of document.querySelectorAll("details")) details.open = true;
}"""
_OPTIONS: dict[str, Any] = {
    "runOnly": RULES,
    "rules": {"target-size": {"enabled": True}},
    # Only what is wrong is worked out in full, and no style sheet is fetched once more.
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}
_LOOK = """async options => {
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(node => `${id}: ${help}\\n    ${node.html.slice(0, 300)}`));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page with the ward's look and axe in it, into which each screen is put."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    empty = "<!doctype html><html lang=en><head><title>-</title></head><body></body></html>"
    opened.set_content(empty)
    opened.add_style_tag(content=STYLES)
    opened.evaluate(AXE_SCRIPT)
    yield opened
    opened.close()


def faults(page: Page, still: Still, width: int) -> list[str]:
    page.evaluate(_SHOW, still.html)
    found = [f"axe {fault}" for fault in page.evaluate(_LOOK, _OPTIONS)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append(f"it is {wide} px wide")
    return [f"{still.name}, {width} px: {fault}" for fault in found]


@pytest.mark.parametrize("book_id", EPISODE)
def test_every_screen_in_every_state_is_for_everybody(page: Page, book_id: str) -> None:
    every = list(stills(find(book_id)))
    assert len(every) > 40
    found = []
    for width in (1280, _NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        for still in every:
            found += faults(page, still, width)
    assert found == [], "\n".join(dict.fromkeys(found))


def test_a_deliberate_fault_is_seen(page: Page) -> None:
    wide = '<input style="width: 500px"><p style="color: #bbb">Faint</p>'
    page.set_viewport_size({"width": _NARROW, "height": 900})
    told = "".join(faults(page, Still("planted", f"<main>{wide}</main>"), _NARROW))
    assert "label" in told
    assert "color-contrast" in told
    assert "px wide" in told
