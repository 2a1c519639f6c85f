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
    def base(self) -> str:
        """Where their talk is."""
        return f"{self.url}/interview/{self.interview}"

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


async def _save(
    client: httpx.AsyncClient, typist: Typist, number: int, due: float, heard: Heard
) -> None:
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
    reply = await client.post(f"{typist.base}/answers", json=said, headers=typist.headers)
    if reply.status_code != httpx.codes.OK:
        raise RuntimeError(f"Not saved: {reply.status_code} {reply.text[:300]}")
    heard.took.append(1000 * (perf_counter() - due))


async def _listen(client: httpx.AsyncClient, typist: Typist, open_now: asyncio.Semaphore) -> None:
    """Keep the event stream of the page open, as a browser does."""
    await open_now.acquire()
    async with client.stream("GET", f"{typist.base}/events", headers=typist.headers) as stream:
        open_now.release()
        stream.raise_for_status()
        async for _ in stream.aiter_bytes():
            pass


async def _all(typists: list[Typist]) -> Heard:
    heard, dice = Heard(), random.Random(1)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=60)
    timeout = httpx.Timeout(_PATIENCE, read=None)
    async with httpx.AsyncClient(limits=limits, timeout=timeout) as client:
        gate = asyncio.Semaphore(10)
        listening = [asyncio.create_task(_listen(client, one, gate)) for one in typists]
        await asyncio.sleep(1 + len(typists) / 50)
        began = perf_counter() + 0.5
        offsets = [dice.uniform(0, PAUSE) for _ in typists]
        typing = [
            asyncio.create_task(_save(client, one, number, began + offset + number * PAUSE, heard))
            for one, offset in zip(typists, offsets, strict=True)
            for number in range(int(SECONDS / PAUSE))
        ]
        ended, still = await asyncio.wait(typing, timeout=SECONDS + _PATIENCE)
        for task in [*still, *listening]:
            task.cancel()
        await asyncio.gather(*still, *listening, return_exceptions=True)
        for task in ended:
            task.result()
        heard.missing = len(still)
    return heard


if __name__ == "__main__":
    found = asyncio.run(_all([Typist(**told) for told in json.load(sys.stdin)]))
    json.dump(asdict(found), sys.stdout)
