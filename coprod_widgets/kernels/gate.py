"""Lets only so many kernels start at a time; the others queue in the order they came.

Two hundred starts at once would otherwise hold a thousand descriptors in flight, which the system
refuses, and would all be slow instead of some being quick.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager


class Gate:
    """A queue that works across threads and event loops."""

    def __init__(self, at_once: int) -> None:
        self._lock = threading.Lock()
        self._free = at_once
        self._queue: deque[Future[None]] = deque()

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Wait for a place, and give it back afterwards."""
        place: Future[None] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
                place.set_result(None)
            else:
                self._queue.append(place)
        try:
            # Shielded: a place that is given at the moment of a cancellation must not get lost.
            await asyncio.shield(asyncio.wrap_future(place))
            yield
        finally:
            self._leave(place)

    def _leave(self, place: Future[None]) -> None:
        with self._lock:
            if not place.done():
                self._queue.remove(place)
                return
            if not self._queue:
                self._free += 1
                return
            following = self._queue.popleft()
        following.set_result(None)


starting = Gate(at_once=2 * (os.cpu_count() or 1) + 2)
"""The one gate of this process."""
