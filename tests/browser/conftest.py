"""A real Chromium, a real server, and an eye on everything that goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.guard import guarded
from tests.browser.ward import Ward, start_demo
from tests.browsers import find_chromium


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, for one module: it has an event loop going, which other tests can't have."""
    expect.set_options(timeout=30_000)  # a loaded machine may take its time
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that finds no host by its name, with no way round."""
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
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
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
def context(
    browser: Browser, ward: Ward, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A browser that reaches the ward and nothing else, and whose pages make no fault.

    What a test provokes on purpose stands in its mark: `provokes("status of 409")`.
    """
    provoked = tuple(text for mark in request.node.iter_markers("provokes") for text in mark.args)
    with guarded(browser, ward.url, provoked) as opened:
        yield opened
