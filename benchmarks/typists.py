"""People who type, in a process of their own: told by JSON on standard input, heard on output.

Each saves an answer every five seconds from a moment of their own on, whether or not the one before
was quick: a slow server does not make them type less.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from time import perf_counter

import httpx

from benchmarks.sixty import QUESTIONS, value
from coprod_widgets.server.identity import COOKIE

SECONDS, PAUSE = 40, 5.0
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Typist:
    """Somebody with a sign-in, an interview, and a token that a POST carries."""

    interview: str
    sign_in: str
    xsrf: str
    url: str

    @property
    def headers(self) -> dict[str, str]:
        """What their browser sends with everything."""
        return {"Cookie": f"{COOKIE}={self.sign_in}; _xsrf={self.xsrf}", "X-XSRFToken": self.xsrf}


@dataclass
class Heard:
    """Milliseconds that each answer took, how late the client sent at most, and what never came."""

    took: list[float] = field(default_factory=list)
    late: float = 0
    missing: int = 0


def _browser(typist: Typist) -> httpx.AsyncClient:
    """Their own: in a pool that all share, a request can wait long before it is sent."""
    timeout = httpx.Timeout(_PATIENCE, read=None)
    limits = httpx.Limits(max_connections=6, keepalive_expiry=_PATIENCE)
    base = f"{typist.url}/interview/{typist.interview}/"
    return httpx.AsyncClient(
        base_url=base, headers=typist.headers, timeout=timeout, limits=limits, verify=False
    )


async def _save(browser: httpx.AsyncClient, number: int, due: float, heard: Heard) -> None:
    await asyncio.sleep(max(0.0, due - perf_counter()))
    heard.late = max(heard.late, 1000 * (perf_counter() - due))
    asked = QUESTIONS[number]
    said = {
        "key": secrets.token_hex(12),
        "question": asked.id,
        "row": None,
        "voice": "clinician",
        "value": value(asked, number),
        "status": "answered",
        "entered": "self",
        "base": 0,
    }
    reply = await browser.post("answers", json=said)
    if reply.status_code != httpx.codes.OK:
        raise RuntimeError(f"Not saved: {reply.status_code} {reply.text[:300]}")
    heard.took.append(1000 * (perf_counter() - due))


async def _listen(browser: httpx.AsyncClient, listening: asyncio.Semaphore) -> None:
    """Keep the event stream of the page open, as a browser does."""
    async with browser.stream("GET", "events") as stream:
        stream.raise_for_status()
        listening.release()
        async for _ in stream.aiter_bytes():
            pass


async def _all(typists: list[Typist]) -> Heard:
    heard, dice, listening = Heard(), random.Random(1), asyncio.Semaphore(0)
    async with AsyncExitStack() as open_now:
        browsers, streams = [], []
        for typist in typists:
            browser = await open_now.enter_async_context(_browser(typist))
            (await browser.get("sections")).raise_for_status()  # leaves a connection open
            browsers.append(browser)
            streams.append(asyncio.create_task(_listen(browser, listening)))
            await listening.acquire()
        began = perf_counter() + 0.5
        offsets = [dice.uniform(0, PAUSE) for _ in browsers]
        typing = [
            asyncio.create_task(_save(browser, number, began + offset + number * PAUSE, heard))
            for browser, offset in zip(browsers, offsets, strict=True)
            for number in range(int(SECONDS / PAUSE))
        ]
        ended, still = await asyncio.wait(typing, timeout=SECONDS + _PATIENCE)
        for task in [*still, *streams]:
            task.cancel()
        await asyncio.gather(*still, *streams, return_exceptions=True)
        for task in ended:
            task.result()
        heard.missing = len(still)
    return heard


if __name__ == "__main__":
    found = asyncio.run(_all([Typist(**told) for told in json.load(sys.stdin)]))
    json.dump(asdict(found), sys.stdout)
