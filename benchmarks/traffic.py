"""What crosses the wire for a page, as the browser itself counts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page

_EVENTS = (
    "requestWillBeSent",
    "requestServedFromCache",
    "responseReceived",
    "dataReceived",
    "loadingFinished",
    "webSocketHandshakeResponseReceived",
    "webSocketFrameReceived",
    "webSocketFrameSent",
)
_FRAME = 4  # a websocket frame's own header, of the usual size


@dataclass
class Traffic:
    """Bytes received and sent in frames, and requests that were answered."""

    under_way: dict[str, float] = field(default_factory=dict)
    finished: dict[str, float] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    frames: float = 0

    @classmethod
    def of(cls, context: BrowserContext, page: Page) -> Traffic:
        """Count everything of a page that is still empty."""
        traffic = cls()
        session = context.new_cdp_session(page)
        for name in _EVENTS:
            session.on(f"Network.{name}", getattr(traffic, f"_{name}"))
        session.send("Network.enable")
        return traffic

    @property
    def bytes(self) -> float:
        """All bytes so far; a request that is not finished counts with what came of it."""
        begun = sum(size for key, size in self.under_way.items() if key not in self.finished)
        return begun + sum(self.finished.values()) + self.frames

    @property
    def requests(self) -> int:
        """The requests that went over the wire and were answered, redirects included."""
        return len(self.answered)

    def _requestWillBeSent(self, event: dict[str, Any]) -> None:  # noqa: N802
        if redirect := event.get("redirectResponse"):
            key = f"{event['requestId']} before {event['timestamp']}"
            self.answered.add(key)
            self.finished[key] = redirect.get("encodedDataLength", 0)

    def _requestServedFromCache(self, event: dict[str, Any]) -> None:  # noqa: N802
        self.cached.add(event["requestId"])

    def _responseReceived(self, event: dict[str, Any]) -> None:  # noqa: N802
        response, key = event["response"], event["requestId"]
        local = key in self.cached or response.get("fromDiskCache")
        if local or response["url"].startswith(("data:", "blob:")):
            return
        self.answered.add(key)
        self.under_way[key] = response.get("encodedDataLength", 0)

    def _dataReceived(self, event: dict[str, Any]) -> None:  # noqa: N802
        if event["requestId"] in self.under_way:
            self.under_way[event["requestId"]] += event["encodedDataLength"]

    def _loadingFinished(self, event: dict[str, Any]) -> None:  # noqa: N802
        if event["requestId"] in self.answered:
            self.finished[event["requestId"]] = event["encodedDataLength"]

    def _webSocketHandshakeResponseReceived(self, event: dict[str, Any]) -> None:  # noqa: N802
        self.answered.add(event["requestId"])
        self.frames += len(event["response"].get("headersText", ""))

    def _webSocketFrameReceived(self, event: dict[str, Any]) -> None:  # noqa: N802
        self.frames += _FRAME + _size(event["response"])

    def _webSocketFrameSent(self, event: dict[str, Any]) -> None:  # noqa: N802
        self.frames += _FRAME + _size(event["response"])


def _size(frame: dict[str, Any]) -> float:
    """A frame's payload; what is not text is told in base64."""
    told = frame["payloadData"]
    return len(told.encode()) if frame["opcode"] == 1 else len(told) * 3 / 4
