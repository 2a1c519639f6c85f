"""The two people at the screen: what they press, and an eye on what the browser is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Locator, Page, Response, expect

PIN = "1357"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAYS_NO = {"skip": "Skip", "not sure": "Not sure", "no": "I don't want to say"}

Answering = Callable[[str, str | None, str], Any]
"""What to answer: from a question, a row and a voice to a value, or to one of SAYS_NO."""


@dataclass
class Traffic:
    """Every body of every response a page was sent, in order."""

    bodies: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        if "event-stream" in response.headers.get("content-type", ""):
            return
        try:
            self.bodies.append(response.text())
        except Error:
            # Redirects have no body, and a page that is left takes its bodies with it.
            return

    def holds(self, text: str) -> bool:
        return any(text in body for body in self.bodies)


def sign_in(page: Page, url: str, account: dict[str, str]) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("Name", exact=True).fill(account["name"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def assert_accessible(page: Page) -> None:
    """No violation of any axe rule on the page as it stands."""
    page.wait_for_load_state()  # its style sheet too
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_fits(page: Page) -> None:
    """Nothing is cut off or scrolls sideways at 320 px."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if before:
        page.set_viewport_size(before)
    assert wide <= 320, f"{page.url} is {wide} px wide on a screen of 320 px"


def card(page: Page) -> Locator:
    """The one question that is open."""
    return page.locator(".now > form[data-question]:visible")


def saved(page: Page) -> None:
    expect(page.locator("#coprod-status")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def fill(form: Locator, value: Any) -> None:
    """Put an answer into a card, whatever its type."""
    kind = form.get_attribute("data-type")
    if kind == "text":
        form.locator("textarea").first.fill(value)
    elif kind == "many":
        for code in value:
            form.locator(f"input[type=checkbox][value='{code}']").check()
    elif kind == "one":
        form.locator(f"input[type=radio][value='{value}']").first.check()
    elif kind == "date":
        fill_date(form, value)


def fill_date(place: Locator, day: date) -> None:
    for part in ("day", "month", "year"):
        place.locator(f"[data-part={part}]").fill(str(getattr(day, part)))


def fill_row(form: Locator, fields: Mapping[str, Any]) -> None:
    """Put words, codes and days into the fields of a row."""
    for name, value in fields.items():
        place = form.locator(f"[data-field={name}]")
        if isinstance(value, date):
            fill_date(place, value)
        elif place.locator("textarea").count():
            place.locator("textarea").fill(value)
        else:
            place.locator(f"input[type=radio][value='{value}']").check()


def begin_talk(page: Page) -> None:
    """Press "Start", and wait for the first question, or hand-over, and its script."""
    page.get_by_role("button", name="Start the talk").click()
    page.locator(".now form:visible").first.wait_for()
    page.wait_for_load_state()


def stop(page: Page) -> None:
    """Stop the talk, as anybody may at any moment."""
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("heading", name="You have stopped")).to_be_visible()


def take_screen(page: Page, to: str = "clinician") -> None:
    """Take the screen where nothing is asked: when the talk was stopped, or is at its end."""
    form = page.locator(f"form[data-happening=handed_over][data-to={to}]:visible")
    form.locator("input[name=pin]").fill(PIN)
    form.locator("button[type=submit]").click()
    expect(page.locator("main")).to_have_attribute("data-holder", to)


def change_row(page: Page, row: Locator, **fields: Any) -> None:
    """Change a row of a list with its own button."""
    row.get_by_role("button", name="Change").click()
    changing = page.locator("form[data-changing]")
    changing.wait_for()
    fill_row(changing, fields)
    changing.get_by_role("button", name="Save the change").click()
    expect(changing).to_have_count(0)
    saved(page)


def close_talk(page: Page, button: str = "Close the talk") -> None:
    """Close the talk, and wait until it is written down."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="This talk is closed")).to_be_visible()
    for _ in range(20):  # on a slow machine it is still being written down
        if page.get_by_role("link", name="Read the record").count():
            return
        page.get_by_role("link", name="Look again").click()
    raise AssertionError("the record was not written")


def read_record(page: Page) -> None:
    """Go to the record from the page of the closed talk."""
    page.get_by_role("link", name="Read the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the record")


def answer(page: Page, answering: Answering) -> tuple[str, str | None, str]:
    """Answer the open card, and wait until it is saved; gives the question, row and voice."""
    form = card(page)
    form.wait_for()
    page.wait_for_load_state()  # its script too
    key = tuple(form.get_attribute(f"data-{name}") for name in ("question", "row", "voice"))
    value = answering(*key)
    if isinstance(value, str) and value in SAYS_NO and form.get_attribute("data-type") != "list":
        form.get_by_role("button", name=SAYS_NO[value], exact=True).click()
    else:
        fill(form, value)
        form.locator("button[type=submit]").click()
    saved(page)
    return key


def hand_over(page: Page) -> None:
    """Give the screen to the other voice."""
    form = page.locator(".now form[data-happening=handed_over]:visible")
    form.locator("input[name=pin]").fill(PIN)
    holder = page.locator("main").get_attribute("data-holder")
    form.locator("button[type=submit]").click()
    expect(page.locator("main")).not_to_have_attribute("data-holder", str(holder))
    saved(page)


def play(
    page: Page,
    answering: Answering,
    *,
    each: Callable[[], None] = lambda: None,
    until: Callable[[str, str | None, str], bool] = lambda *_: False,
) -> None:
    """Talk until the end, or until a card that `until` names is open."""
    for _ in range(300):
        page.wait_for_selector(
            ".now > form[data-question]:visible, .now form[data-happening]:visible, .finish"
        )
        each()
        if page.locator(".finish").is_visible():
            return
        if page.locator(".now form[data-happening=handed_over]:visible").count():
            hand_over(page)
            continue
        form = card(page)
        if until(*(form.get_attribute(f"data-{name}") for name in ("question", "row", "voice"))):
            return
        answer(page, answering)
    raise AssertionError("the talk did not come to an end")
