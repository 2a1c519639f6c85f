"""A real Chromium, a real server, and an eye on everything that goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.ward import Ward, start_demo
from tests.browsers import find_chromium


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = find_chromium()
    assert path, "there is no Chromium: run `python -m tests.browsers`"
    launched = playwright.chromium.launch(
        executable_path=path,
        args=[
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    )
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    started = start_demo(Path(tmp_path_factory.mktemp("ward")))
    yield started
    started.kill()


@pytest.fixture
def context(browser: Browser, ward: Ward) -> Iterator[BrowserContext]:
    """A browser that reaches the ward and nothing else; any other request fails the test."""
    outside: list[str] = []
    opened = browser.new_context(viewport={"width": 1100, "height": 900})

    def guard(route: object) -> None:
        outside.append(route.request.url)  # type: ignore[attr-defined]  # playwright's Route

    opened.route(lambda url: not url.startswith(ward.url), guard)
    yield opened
    opened.close()
    assert outside == [], "the page asked for something outside the ward"
