"""A search for words in everything that a talk leaves behind, however they may be written there."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

from playwright.sync_api import BrowserContext, Error, Page, Request, Response

from coprod_widgets.interview.journal import as_json, body_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store

_PACKED = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x9c", b"\x78\xda")


def forms(words: str) -> dict[str, bytes]:
    """The ways in which ASCII words may be written, in small letters where that loses nothing."""
    plain = words.encode()
    made = {
        "utf-8": plain.lower(),
        "utf-16-le": words.lower().encode("utf-16-le"),
        "utf-16-be": words.lower().encode("utf-16-be"),
        "utf-32": words.lower().encode("utf-32-le"),
        "hex": plain.hex().encode(),
        "reversed": plain[::-1].lower(),
        "percent": "".join(f"%{byte:02x}" for byte in plain).encode(),
        "url": quote(words).lower().encode(),
        "form": quote_plus(words).lower().encode(),
        "json": "".join(f"\\u{byte:04x}" for byte in plain).encode(),
        "html": "".join(f"&#{byte};" for byte in plain).encode(),
    }
    for shift in range(3):
        # Without the characters that what stands before and after has a share in.
        coded = base64.b64encode(b"\0" * shift + plain)
        first, last = (0, 2, 3)[shift], len(coded) - (4 if (len(plain) + shift) % 3 else 0)
        made[f"base64 {shift}"] = coded[first:last]
    return made


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and whatever in it was packed by gzip or zlib."""
    yield content
    for magic in _PACKED:
        start = content.find(magic)
        while start >= 0:
            reader = zlib.decompressobj(wbits=47)
            try:
                inside = reader.decompress(content[start:], 50_000_000)
            except zlib.error:
                inside = b""
            if len(inside) > 8:
                yield inside
            start = content.find(magic, start + 1)


@dataclass
class Haystack:
    """Everything there is to search in, by where it was found."""

    found: list[tuple[str, bytes]] = field(default_factory=list)

    def add(self, where: str, content: bytes | str) -> None:
        self.found.append((where, content.encode() if isinstance(content, str) else content))

    def add_folder(self, where: str, folder: Path) -> None:
        """Every byte and every name below a folder. What goes meanwhile is gone."""
        for path in sorted(folder.rglob("*")):
            self.add(f"{where} name", str(path.relative_to(folder)))
            if path.is_file():
                try:
                    self.add(f"{where} {path.relative_to(folder)}", path.read_bytes())
                except OSError:
                    continue

    def add_opened(self, data: Path) -> None:
        """All that the ward's own keys open: each entry, each notebook, each record."""
        with Store.open(Settings.load(data)) as store:
            for row in store.all_interviews():
                for entry in store.interview(row.id).entries:
                    self.add(f"opened entry {entry.number}", as_json(body_of(entry)))
                self.add("opened notebook", store.notebook(row.id))
            for record in store.all_records():
                self.add("opened record", store.record_notebook(record.id))
                for review in store.reviews_of(record.id):
                    self.add("opened review", f"{review.sheet}")

    def holds(self, words: str) -> list[str]:
        """Where the words are, in whatever form; each place once."""
        needles = forms(words)
        found: dict[str, None] = {}
        for where, packed in self.found:
            for content in unpacked(packed):
                small = content.lower()
                for name, needle in needles.items():
                    if needle in (content if name.startswith("base64") else small):
                        found[f"{where} ({name})"] = None
        return list(found)


@dataclass
class Wire:
    """All that a browser sends and is sent, and what its pages write into its console.

    `said` are the requests that carry an answer from the form to the server: the only place on the
    wire where sealed words may be.
    """

    haystack: Haystack
    said: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._sent)
        context.on("response", self._came)
        context.on("console", lambda message: self.haystack.add("console", message.text))
        context.on("page", self._events)

    def _events(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.eventSourceMessageReceived",
            lambda event: self.haystack.add("event", f"{event}"),
        )

    def _sent(self, request: Request) -> None:
        self.haystack.add("request", f"{request.method} {request.url} {request.headers}")
        body = request.post_data or ""
        if request.method == "POST" and request.url.endswith("/answers"):
            self.said.append(body)
        else:
            self.haystack.add(f"request body {request.url}", body)

    def _came(self, response: Response) -> None:
        self.haystack.add("response headers", f"{response.headers}")
        if "event-stream" in response.headers.get("content-type", ""):
            return
        try:
            self.haystack.add(f"response {response.url}", response.body())
        except Error:
            # Redirects have no body, and a page that is left takes its bodies with it.
            return


def kept_by(page: Page) -> str:
    """What the browser keeps for the ward, and what stands in the page and its fields."""
    kept: str = page.evaluate(
        """async () => JSON.stringify([
          {...localStorage}, {...sessionStorage}, document.cookie, history.state, window.name,
          await indexedDB.databases(), await caches.keys(),
          document.documentElement.outerHTML,
          [...document.querySelectorAll("input, textarea")].map((field) => field.value),
        ])"""
    )
    return kept


def packed_forms(words: str) -> dict[str, bytes]:
    """Every form of the words, among other bytes, as it is and packed."""
    made = {}
    for name, form in forms(words).items():
        made[name] = b"before \x00" + form + b" after"
        made[f"{name}, gzip"] = b"before" + gzip.compress(made[name]) + b"after"
        made[f"{name}, zlib"] = b"before" + zlib.compress(made[name]) + b"after"
    return made
