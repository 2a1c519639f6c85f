"""Writes closed talks down, one after the other, in processes of their own."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime

from coprod_widgets.errors import CoprodError
from coprod_widgets.store import Store
from coprod_widgets.workbook.asking_again import close_left_open

_PATIENCE = 4
"""Seconds for which a page waits for a record before it says that it is still being written."""

_FIRST_PAUSE, _LONGEST_PAUSE = 15.0, 600.0
"""Seconds until what could not be written down is tried again."""

log = logging.getLogger("coprod")


class Recorder:
    """Records whatever is closed and not written down: after a close, and after a crash.

    Each record is made by `coprod record`, so that executing a notebook can't slow the ward's pages
    or take the server down with it.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._wanted = asyncio.Event()
        self._written = asyncio.Condition()

    def wake(self) -> None:
        """Something was closed."""
        self._wanted.set()

    async def settle(self, interview_id: str) -> None:
        """Wait until a closed talk is written down, or for as long as a person waits gladly."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), self._written:
                await self._written.wait_for(lambda: interview_id not in self.store.unrecorded())

    async def run(self) -> None:
        """Record for as long as the server runs; what failed is tried again, later and later."""
        self.wake()
        pause = _FIRST_PAUSE
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), pause)
            self._wanted.clear()
            try:
                failed = await self._record_all()
            except CoprodError as error:
                log.error("closed talks could not be looked up: %s", error)
                failed = True
            pause = min(pause * 2, _LONGEST_PAUSE) if failed else _LONGEST_PAUSE

    async def _record_all(self) -> bool:
        """Record what waits; gives whether any of it failed."""
        loop = asyncio.get_running_loop()
        failed = False
        await loop.run_in_executor(None, close_left_open, self.store, datetime.now(UTC))
        for interview_id in await loop.run_in_executor(None, self.store.unrecorded):
            failed |= not await self._record(interview_id)
            async with self._written:
                self._written.notify_all()
        return failed

    async def _record(self, interview_id: str) -> bool:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "coprod_widgets",
            "record",
            interview_id,
            "--data",
            str(self.store.settings.data),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        if process.returncode:
            log.error("interview %s was not recorded: %s", interview_id, said.decode()[-500:])
        return process.returncode == 0
