"""The two people at the screen: what they press, and an eye on what the browser is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, expect

AXE_OPTIONS = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ]
}


@dataclass
class Traffic:
    """Every body of every response a page was sent, in order."""

    bodies: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        if "event-stream" in response.headers.get("content-type", "") or response.status in (
            301,
            302,
            303,
        ):
            return
        try:
            self.bodies.append(response.text())
        except Exception:  # the page went away while the body was on its way
            return

    def holds(self, text: str) -> bool:
        return any(text in body for body in self.bodies)


def sign_in(page: Page, url: str, account: dict[str, str]) -> None:
    page.goto(url)
    page.get_by_label("Name", exact=True).fill(account["name"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def assert_accessible(page: Page) -> None:
    """No violation of any axe rule on the page as it stands."""
    found = Axe().run(page, options=AXE_OPTIONS)
    assert found.violations_count == 0, found.generate_report()


def card(page: Page) -> Locator:
    """The one question that is open."""
    return page.locator("form[data-question]:visible").first


def question(page: Page) -> str:
    return str(card(page).get_attribute("data-question"))


def saved(page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Saved \d\d:\d\d"))


def press(page: Page, name: str) -> None:
    """Press one of the open card's buttons and wait for the next thing to show."""
    before = card(page).element_handle()
    card(page).get_by_role("button", name=name, exact=True).click()
    saved(page)
    page.wait_for_function(
        "form => !form.isConnected || form.hidden || !form.checkVisibility()", arg=before
    )


def fill(page: Page, value: Any) -> None:
    """Put an answer into the open card, whatever its type."""
    form = card(page)
    kind = form.get_attribute("data-type")
    if kind in ("text", "teach") and isinstance(value, str) and form.locator("textarea").count():
        form.locator("textarea").first.fill(value)
    elif kind == "note":
        return
    elif isinstance(value, list):
        for code in value:
            form.locator(f"input[type=checkbox][value='{code}']").check()
    else:
        form.locator(f"input[type=radio][value='{value}']").first.check()
