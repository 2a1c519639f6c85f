"""The team's picture: promises, differences and say over months, executed once a day, static."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import CoprodError
from coprod_widgets.server.desk import DeskHandler
from coprod_widgets.server.handler import now
from coprod_widgets.server.renders import PATIENCE
from coprod_widgets.settings import Settings
from coprod_widgets.workbook.cohort.page import shown_html

log = logging.getLogger("coprod")


class TeamPicture:
    """The picture of one day, made when somebody first asks for it.

    `coprod cohort` makes it in a process of its own, so that counting many talks can't slow the
    ward's pages, nor take one of the places in which they are rendered.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._day: date | None = None
        self._making: asyncio.Task[str] | None = None

    async def html(self, day: date) -> str | None:
        """The picture as it is on a day, or None where it takes longer than a browser should wait.

        Raises:
            CoprodError: it could not be made; whoever asks next has it tried again.
        """
        if self._making is None or self._day != day or _failed(self._making):
            if self._making is not None:
                self._making.cancel()
            self._day, self._making = day, asyncio.create_task(self._made())
        making = self._making
        await asyncio.wait({making}, timeout=PATIENCE)
        # It is also stopped where somebody else asks on the next day.
        return making.result() if making.done() and not making.cancelled() else None

    async def _made(self) -> str:
        try:
            with tempfile.TemporaryDirectory(prefix="coprod-team-") as folder:
                return shown_html(await self._executed(Path(folder)))
        except (OSError, ValueError) as error:
            log.error("the team's picture was not made: %s", error)
            raise _not_made() from error

    async def _executed(self, folder: Path) -> bytes:
        out = folder / "team.ipynb"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "coprod_widgets", "cohort", "--view", "team"),
            *("--out", str(out), "--data", str(self._settings.data)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # What it leaves behind when it is stopped goes with the folder.
            env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))},
        )
        try:
            _, said = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            log.error("the team's picture was not made: %s", said.decode(errors="replace")[-500:])
            raise _not_made()
        return out.read_bytes()

    async def close(self) -> None:
        """Stop making it."""
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)


def _not_made() -> CoprodError:
    return CoprodError("The team's picture could not be made.", "Look into the log.")


def _failed(task: asyncio.Task[str]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


class TeamPage(DeskHandler):
    """The picture, for supervisors alone."""

    async def get(self) -> None:
        """The picture of the day; a page that comes back by itself while it is being made."""
        self.supervise()
        picture: TeamPicture = self.settings["team"]
        today = now().date()
        try:
            html = await picture.html(today)
        except CoprodError:
            self.set_status(503)
            title, message = self.say("team_not_made"), self.say("team_not_made_text")
            self.show("error.html", title=title, message=message)
            return
        if html is None:
            self.one_moment("team_moment")
            return
        self.note(Deed.READ_TEAM)
        self.show("team.html", picture=html, day_made=today)
