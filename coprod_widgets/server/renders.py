"""Pages being rendered: a few at once, everybody in turn, and nobody who waits without a word.

Rendering a page executes a workbook, which takes a processor's whole attention. Were all asked for
at once rendered at once, all would be slow; so a few are rendered and the rest wait. Who waits is
served in turn by sign-in: a browser that asks for fifty pages keeps nobody else waiting for fifty.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

PATIENCE = 4.0
"""Seconds for which a browser waits before it is told that its page will come in a moment."""
KEPT = 30.0
"""Seconds for which a page is kept for a browser that was told so."""
MOST_WAITING = 8
"""Pages that one sign-in can have waiting; more are told at once that it will take a moment."""

Render = Callable[[], Awaitable[str]]


@dataclass(slots=True)
class _Job:
    render: Render
    page: asyncio.Future[str]


class Renders:
    """The queue of one server. `at_once` pages are rendered at the same time."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: OrderedDict[Hashable, deque[_Job]] = OrderedDict()
        self._pages: dict[Hashable, asyncio.Future[str]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def page(self, owner: Hashable, key: Hashable, render: Render) -> str | None:
        """The page with a key, rendered if it is not being rendered already.

        Args:
            owner: Whose turn it takes.
            key: Whatever the page depends on. Who asks for the same key gets the same page.
            render: Renders it.

        Returns:
            The page, or None if it takes longer than a browser should wait in silence. It goes on
            being rendered, and is there for whoever asks for the same key again.
        """
        page = self._pages.get(key)
        if page is None:
            if len(self._waiting.get(owner, ())) >= MOST_WAITING:
                return None
            page = self._add(owner, key, render)
        try:
            html = await asyncio.wait_for(asyncio.shield(page), PATIENCE)
        except TimeoutError:
            return None
        finally:
            if page.done():
                self._pages.pop(key, None)
        return html

    def _add(self, owner: Hashable, key: Hashable, render: Render) -> asyncio.Future[str]:
        loop = asyncio.get_running_loop()
        page = self._pages[key] = loop.create_future()
        # A page that nobody came back for is let go, and so is what went wrong with it.
        page.add_done_callback(lambda done: done.cancelled() or done.exception())
        page.add_done_callback(lambda _: loop.call_later(KEPT, self._let_go, key, page))
        self._waiting.setdefault(owner, deque()).append(_Job(render, page))
        self._start()
        return page

    def _let_go(self, key: Hashable, page: asyncio.Future[str]) -> None:
        if self._pages.get(key) is page:
            del self._pages[key]

    def _start(self) -> None:
        while self._free and self._waiting:
            owner, jobs = self._waiting.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._waiting[owner] = jobs  # behind everybody else
            self._free -= 1
            task = asyncio.create_task(self._run(job))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, job: _Job) -> None:
        try:
            job.page.set_result(await job.render())
        except Exception as error:
            job.page.set_exception(error)
        except asyncio.CancelledError:
            job.page.cancel()
            raise
        finally:
            self._free += 1
            self._start()

    async def close(self) -> None:
        """Stop rendering."""
        self._waiting.clear()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
