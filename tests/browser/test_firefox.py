"""The whole meeting once more, in Firefox: by pointer and keys, and with a killed server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.firefox import Firefox
from tests.browser.meeting import PIN, Answering
from tests.browser.reasons import CLINICIAN_WORDS, PATIENT_WORDS, TYPED_WHILE_AWAY, answering
from tests.browser.ward import Ward
from tests.browsers import NO_FIREFOX, find_firefox

FIREFOX = find_firefox()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason=NO_FIREFOX),
]

STATUS = {"skip": "skipped", "not sure": "not_sure", "no": "declined"}
CARD = ".now > form[data-question]"
HANDING = ".now form[data-happening=handed_over]"
SAVED = "/^Saved \\d\\d:\\d\\d$/.test(document.querySelector('#coprod-status').innerText)"
# What is to be done now: the attributes of the open card or of the hand-over, or the end.
OPEN = f"""[...document.querySelectorAll("{CARD}, {HANDING}, .finish")]
  .filter((element) => element.checkVisibility())
  .map((element) => ({{ end: element.matches(".finish"), ...element.dataset }}))[0]"""
HOLDER = "document.querySelector('main').dataset.holder"
Until = Callable[[str, str | None, str], bool]


@pytest.fixture
def firefox(ward: Ward, tmp_path: Path) -> Iterator[Firefox]:
    """A Firefox; a request outside the ward, a script error or a CSP report fails the test."""
    opened = Firefox(str(FIREFOX), tmp_path / "profile")
    try:
        yield opened
        opened.js("1")  # whatever was on its way has arrived now
    finally:
        opened.close()
    # Firefox has a font of its own for passwords, in an address of data; that asks nobody.
    own = (f"{ward.url}/", "data:font/")
    assert [url for url in opened.requests if not url.startswith(own)] == []
    assert opened.faults == []


def sign_in(firefox: Firefox, url: str, account: dict[str, str]) -> None:
    firefox.goto(f"{url}/login")
    firefox.fill("#name", account["name"])
    firefox.press("Tab", *account["password"], "Enter")
    firefox.wait("document.querySelector('form[action=\"/logout\"]')?.checkVisibility()")


def answer(firefox: Firefox, form: dict[str, str], answering: Answering) -> None:
    value = answering(form["question"], form.get("row"), form["voice"])
    if isinstance(value, str) and value in STATUS:
        firefox.click(f"{CARD} [data-status={STATUS[value]}]")
        return
    if form["type"] == "text":
        firefox.fill(f"{CARD} textarea", value)
    elif form["type"] in ("one", "many"):
        for code in value if isinstance(value, list) else [value]:
            firefox.click(f"{CARD} .choices input[value='{code}']")
    firefox.click(f"{CARD} button[type=submit]")


def play(firefox: Firefox, answering: Answering, until: Until = lambda *_: False) -> dict[str, str]:
    """Talk until the end, or until a card that `until` names is open."""
    for _ in range(300):
        open_now = firefox.wait(OPEN)
        if open_now["end"]:
            return open_now
        if "happening" in open_now:
            firefox.fill(f"{HANDING} input[name=pin]", PIN)
            firefox.press("Enter")
        elif until(open_now["question"], open_now.get("row"), open_now["voice"]):
            return open_now
        else:
            answer(firefox, open_now, answering)
        before = json.dumps(json.dumps(open_now))
        firefox.wait(f"{SAVED} && JSON.stringify({OPEN}) !== {before}")
    raise AssertionError("the talk did not come to an end")


def test_a_whole_meeting_in_firefox(ward: Ward, firefox: Firefox) -> None:
    nora = ward.account("clinician")
    interview = ward.interviews("ready", nora["name"])[0]
    sign_in(firefox, ward.url, nora)
    firefox.click(f"a[href='/interview/{interview['id']}']")
    firefox.click("form[action$='/open'] button")

    # The clinician has rated first; nothing of it is in the patient's page.
    play(firefox, answering, until=lambda question, row, voice: question == "own_account")
    assert firefox.js(HOLDER) == "patient"
    page = firefox.js("document.documentElement.outerHTML")
    assert "You see this differently" not in page
    assert "You picked the same" not in page

    # The server is killed. What he writes waits in the page, and arrives when it is back.
    ward.kill()
    firefox.fill(f"{CARD} textarea", TYPED_WHILE_AWAY)
    firefox.click(f"{CARD} button[type=submit]")
    status = "document.querySelector('#coprod-status').innerText"
    firefox.wait(f"{status}.includes('Not saved: trying again')")
    ward.serve_again()
    firefox.wait(SAVED)
    firefox.reload()
    firefox.wait(f"{HOLDER} === 'patient'")
    firefox.goto(ward.url)
    assert firefox.js("location.pathname") == f"/interview/{interview['id']}"

    # Both have answered and guessed: each sees what the other picked, and where they differ.
    play(firefox, answering, until=lambda question, row, voice: question == "difference")
    said = firefox.text(".said-panel")
    assert "You see this differently" in said
    assert TYPED_WHILE_AWAY in said

    # To the end: skipped, not sure and not said on the way.
    play(firefox, answering)
    firefox.click(".finish button[data-happening=closed]")
    firefox.wait("document.querySelector('h1')?.innerText === 'This talk is closed'")
    record = "document.querySelector('a[href^=\"/records/\"]')?.getAttribute('href')"
    for _ in range(20):  # on a slow machine it is still being written down
        if firefox.js(record):
            break
        firefox.reload()
    address = firefox.wait(record)
    firefox.click("form[action='/logout'] button")
    firefox.wait("document.querySelector('#password')?.checkVisibility()")

    sign_in(firefox, ward.url, ward.account("supervisor"))
    firefox.click(f"a[href='{address}']")
    firefox.wait("document.querySelector('.review-form')?.checkVisibility()")
    told = firefox.text("main")
    for words in (PATIENT_WORDS, CLINICIAN_WORDS, TYPED_WHILE_AWAY):
        assert words in told
    for status in ("Skipped", "Not sure", "Did not want to say", "Where the two differ"):
        assert status in told


def test_a_page_in_firefox_that_breaks_its_policy_is_noticed(ward: Ward, firefox: Firefox) -> None:
    firefox.goto(f"{ward.url}/login")
    inline = "document.createElement('script')"
    firefox.js(
        f"document.body.append(Object.assign({inline}, {{ textContent: 'window.ran = 1' }}))"
    )
    firefox.js("setTimeout(() => { throw new Error('planted'); })")
    firefox.js("document.body.append(Object.assign(new Image(), { src: 'http://outside.test/' }))")
    firefox.goto("data:text/html,<img src='http://outside.test/x.png'>")
    assert firefox.js("window.ran ?? 0") == 0
    found = "\n".join(firefox.faults)
    assert "script-src-elem inline" in found
    assert "img-src http://outside.test/" in found
    assert "planted" in found
    assert "http://outside.test/x.png" in firefox.requests
    firefox.faults.clear()
    firefox.requests.clear()
