"""An eye on a browser: what its pages ask for outside the ward, and what goes wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Request, Route

POLICY = "Content Security Policy"
_REPORTS = f"""
addEventListener("securitypolicyviolation", (event) =>
  console.error(`{POLICY} broken: ${{event.violatedDirective}} ${{event.blockedURI}}`));
"""
# The browser's own line about a request that failed, and not the page's.
_FAILED = "Failed to load resource: "
# "One moment": what the ward answers while it has too much to do, before the page comes by itself.
_BUSY = "status of 503"


@dataclass
class Guard:
    """Keeps everything that a page of the ward must not do.

    `provoked` names the failed requests that a test makes on purpose, by a part of the browser's
    line about them.
    """

    url: str
    provoked: tuple[str, ...] = ()
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _held: list[Route] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(_REPORTS)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"not caught: {error.error}"))
        context.on("request", self._asked)
        # Nothing outside is answered, as behind a firewall that drops everything.
        context.route(self._is_outside, lambda route: self._held.append(route))

    def _said(self, message: ConsoleMessage) -> None:
        text = message.text
        if text.startswith(_FAILED) and any(part in text for part in (*self.provoked, _BUSY)):
            return
        if message.type == "error" or POLICY in text:
            self.faults.append(text)

    def _is_outside(self, url: str) -> bool:
        return not url.startswith((f"{self.url}/", "data:"))

    def _asked(self, request: Request) -> None:
        if self._is_outside(request.url):
            self.outside.append(request.url)

    def let_go(self) -> None:
        """End what was never answered; Playwright waits for it otherwise."""
        while self._held:
            with suppress(Error):  # its page may be closed by now
                self._held.pop().abort()


@contextmanager
def guarded(
    browser: Browser, url: str, provoked: tuple[str, ...] = (), *, java_script: bool = True
) -> Iterator[BrowserContext]:
    """A context that reaches the ward and nothing else; whatever the guard keeps is a failure."""
    guard = Guard(url, provoked)
    context = browser.new_context(
        viewport={"width": 1100, "height": 900}, java_script_enabled=java_script
    )
    guard.watch(context)
    try:
        yield context
    finally:
        guard.let_go()
        context.close()
    assert not guard.outside, f"a page asked for something outside the ward: {guard.outside}"
    assert not guard.faults, f"a page broke its policy, failed or wrote an error: {guard.faults}"
