"""From asking for a page of sixty questions until it can be used, and what crosses the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.peers import voila_form
from benchmarks.row import Figure, Found, Row
from benchmarks.serving import serving, serving_voila, serving_ward
from benchmarks.traffic import Traffic
from benchmarks.ward import cookies, make_ward
from tests.browsers import find_chromium

VISITS = 10
_SECONDS = 90
_PEERS = Path(__file__).parent / "peers"
_ONLY_HERE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"

# Our script marks a card in which something was put in: only then is the page live.
_OURS = """(() => {
  const cards = document.querySelectorAll("form[data-question]");
  const last = cards.length === 60 && cards[59].querySelector("input, textarea");
  const first = last && cards[0].querySelector("input");
  if (!first || first.getClientRects().length === 0) return false;
  first.checked = true;
  first.dispatchEvent(new Event("input", { bubbles: true }));
  return "dirty" in cards[0].dataset;
})()"""

_WATCH = """(() => {
  const timer = setInterval(() => {
    if (!document.body || !(%s)) return;
    window.usableAfter = performance.now();
    clearInterval(timer);
  }, 2);
})()"""


@dataclass(frozen=True, slots=True)
class Contender:
    """Who is measured: its name, its page, when that can be used, and the cookies it asks for."""

    name: str
    url: str
    usable: str
    cookies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: milliseconds until it could be used, and what had crossed the wire by then."""

    took: float
    kibibytes: float
    requests: int


def measure(names: Sequence[str], folder: Path) -> Found:
    """Visit every contender's page in turns, each time cold and then warm."""
    cold: dict[str, list[Visit]] = {}
    warm: dict[str, list[Visit]] = {}
    with ExitStack() as running:
        contenders = _contenders(running, folder)
        browser = running.enter_context(_browser())
        for contender in contenders:
            _visits(browser, contender)  # the first page of a server imports what it needs
        for turn in range(VISITS):
            first = turn % len(contenders)
            for contender in contenders[first:] + contenders[:first]:
                once, again = _visits(browser, contender)
                cold.setdefault(contender.name, []).append(once)
                warm.setdefault(contender.name, []).append(again)
    return Found(tuple(_rows(names, cold, warm)), (_VISITING, _ALONE, _COUNTING))


_VISITING = (
    "page_*: headless Chromium, a new context for each cold visit and the same one again for "
    "the warm; from the start of the navigation until the last of 60 questions has its "
    "control in the page and can be seen. Ours shows one card at a time, so its last control "
    "has to be in the page, its first be seen, and its script have taken an input. Signed in "
    "beforehand."
)
_ALONE = (
    "page_*: names that are not of this machine fail at once, so the two links of stock "
    "Voila's template to a CDN cost nothing here and are not counted; in a network that drops "
    "packets instead, its page never becomes usable. Voila is kept from loading the front-end "
    "extensions that are installed for us and for the peers."
)
_COUNTING = (
    "page_bytes, page_requests: of the cold visits, until the page could be used; KiB as "
    "encoded on the wire, headers and websocket frames included; a websocket is one request."
)


def _contenders(running: ExitStack, folder: Path) -> list[Contender]:
    ward = make_ward(folder, talks=1, a_section=60)
    ours = running.enter_context(serving_ward(ward.data, folder))
    notebook = folder / "form.ipynb"
    notebook.write_text(json.dumps(voila_form.notebook()), encoding="utf-8")
    voila = running.enter_context(serving_voila(notebook, folder))
    own = {"HOME": str(folder)}  # neither asks for an address or reports home
    streamlit = running.enter_context(
        serving(
            "streamlit", ["run", str(_PEERS / "streamlit_form.py"), *_STREAMLIT], folder, env=own
        )
    )
    solara = running.enter_context(
        serving("solara", ["run", str(_PEERS / "solara_form.py"), *_SOLARA], folder, env=own)
    )
    talk = ward.talks[0]
    signed_in = tuple(cookies(ours.url, talk).items())
    return [
        Contender("ours", ours.url + talk.path, _OURS, signed_in),
        Contender("voila", voila.url, _usable(_VOILA)),
        Contender("streamlit", streamlit.url, _usable(_IN_STREAMLIT)),
        Contender("solara", solara.url, _usable(_IN_SOLARA)),
    ]


_STREAMLIT = ("--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false")
_SOLARA = ("--port={port}", "--no-open", "--production")
_VOILA = {
    ".widget-radio": 20,
    ".widget-textarea textarea": 20,
    ".widget-text input": 10,
    ".widget-slider": 10,
}
_IN_STREAMLIT = {
    "[data-testid=stRadio]": 20,
    "[data-testid=stTextArea] textarea": 20,
    "[data-testid=stNumberInput] input": 10,
    "[data-testid=stSlider]": 10,
}
_IN_SOLARA = {
    ".v-input--radio-group": 20,
    ".v-textarea textarea": 20,
    ".v-text-field:not(.v-textarea) input": 10,
    ".v-input__slider": 10,
}


def _usable(counts: dict[str, int]) -> str:
    """Whether all controls are there and the last one, a slider, can be seen."""
    last = json.dumps(list(counts)[-1])
    return (
        f"Object.entries({json.dumps(counts)})"
        ".every(([s, n]) => document.querySelectorAll(s).length >= n)"
        f" && [...document.querySelectorAll({last})].pop().getClientRects().length > 0"
    )


@contextmanager
def _browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        raise RuntimeError("There is no Chromium: run `python -m tests.browsers`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            # Not by a route of Playwright's: that would switch the browser's cache off.
            args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={_ONLY_HERE}"],
        )
        try:
            yield browser
        finally:
            browser.close()


def _visits(browser: Browser, contender: Contender) -> tuple[Visit, Visit]:
    with browser.new_context(viewport={"width": 1100, "height": 900}) as context:
        site = contender.url.split("/interview")[0]
        context.add_cookies([{"name": n, "value": v, "url": site} for n, v in contender.cookies])
        context.add_init_script(_WATCH % contender.usable)
        return _visit(context, contender), _visit(context, contender)


def _visit(context: BrowserContext, contender: Contender) -> Visit:
    page = context.new_page()
    traffic = Traffic.of(context, page)
    page.goto(contender.url, wait_until="commit", timeout=1000 * _SECONDS)
    # Not `wait_for_function`: a page as strict as ours does not let it evaluate anything.
    until = monotonic() + _SECONDS
    while not (usable := page.evaluate("window.usableAfter")):
        if monotonic() > until:
            raise TimeoutError(f"The page of {contender.name} could not be used in {_SECONDS} s.")
        page.wait_for_timeout(20)
    seen = Visit(usable, traffic.bytes / 1024, traffic.requests)
    page.close()
    return seen


def _rows(
    names: Sequence[str], cold: dict[str, list[Visit]], warm: dict[str, list[Visit]]
) -> Iterator[Row]:
    for name, unit, visits, what in (
        ("page_cold", "ms", cold, "took"),
        ("page_warm", "ms", warm, "took"),
        ("page_bytes", "KiB", cold, "kibibytes"),
        ("page_requests", "requests", cold, "requests"),
    ):
        if name not in names:
            continue
        figures = {
            who: Figure.median([float(getattr(visit, what)) for visit in seen])
            for who, seen in visits.items()
        }
        for who, figure in figures.items():
            if who != "ours":
                own = name if who == "voila" else f"{name}_{who}"
                yield Row(own, figures["ours"], figure, unit)
