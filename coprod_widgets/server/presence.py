"""Which of the patients' own devices are there: they have their page open, or had a moment ago."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from time import monotonic

GRACE = 8.0
"""Seconds for which a device counts as there without a stream: a page that is loaded again, or a
stream that begins anew, must not look like somebody who left."""


class Presence:
    """The devices of one server, by the id of their sign-in. `GRACE` keeps it from blinking."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._seen: dict[str, float] = {}

    def is_there(self, sign_in_id: str | None) -> bool:
        """Whether a device is there now, or was a moment ago."""
        if sign_in_id is None:
            return False
        seen = self._seen.get(sign_in_id)
        return self._open[sign_in_id] > 0 or (seen is not None and monotonic() - seen < GRACE)

    def came(self, sign_in_id: str) -> bool:
        """A device opened a stream; gives whether it was away before."""
        was = self.is_there(sign_in_id)
        self._open[sign_in_id] += 1
        return not was

    def went(self, sign_in_id: str, on_gone: Callable[[], None]) -> None:
        """A stream of a device ended. `on_gone` is called later, unless it is back by then."""
        self._open[sign_in_id] = max(0, self._open[sign_in_id] - 1)
        self.seen(sign_in_id, on_gone)

    def seen(self, sign_in_id: str, on_gone: Callable[[], None]) -> None:
        """A device was there just now, and its stream is to come."""
        self._seen[sign_in_id] = monotonic()
        asyncio.get_running_loop().call_later(GRACE + 0.1, self._look, sign_in_id, on_gone)

    def _look(self, sign_in_id: str, on_gone: Callable[[], None]) -> None:
        if not self.is_there(sign_in_id):
            del self._open[sign_in_id]
            if self._seen.pop(sign_in_id, None) is not None:
                on_gone()
