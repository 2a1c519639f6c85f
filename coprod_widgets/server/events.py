"""Tells open pages of a talk that something was said, and nothing of what."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

from tornado.iostream import StreamClosedError

from coprod_widgets.access.actions import Action
from coprod_widgets.interview.interview import State
from coprod_widgets.server.handler import now
from coprod_widgets.server.listeners import SCREENS, notify
from coprod_widgets.server.talk_api import TalkApi

_LOOK_AGAIN = 20.0


class Events(TalkApi):
    """Tells open pages that something was said, and nothing of what."""

    open_to_devices = True
    by_a_person = False

    def initialize(self) -> None:
        """Nothing to tell yet."""
        self._queue: asyncio.Queue[int] = asyncio.Queue()

    async def get(self, interview_id: str) -> None:
        """A stream of the newest entry's number, beginning with how far it is now.

        A device's own stream ends after a while, and its browser begins it anew: so it is known
        within seconds that a device has no network any more, which a lasting stream does not tell.
        """
        self.admit(interview_id, Action.HOLD)
        self.set_header("Content-Type", "text/event-stream")
        self._queue.put_nowait(len(self.store.interview(interview_id).entries))
        listeners, device = self.settings["listeners"][interview_id], self.signed_in.is_device
        listeners.add(self._queue)
        if device and self.settings["presence"].came(self.signed_in.id):
            self._tell_of_device(interview_id)
        try:
            self.write("retry: 1000\n")
            # Whether the sign-in has ended is looked at now and then, not at each event: a number
            # tells nobody anything. A device is told at once, so that it can be given back.
            while self._is_in():
                self.write(": still here\n\n")
                await self.flush()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_AGAIN):
                        await self._tell()
                if device and self._is_in():
                    return
            if device:
                closed = self.store.about(interview_id).state is State.CLOSED
                self.write(f"event: over\ndata: /join/{'over' if closed else 'left'}\n\n")
        except (StreamClosedError, asyncio.CancelledError):
            pass  # the page or the server has gone
        finally:
            listeners.discard(self._queue)
            if device:
                tell = partial(self._tell_of_device, interview_id)
                self.settings["presence"].went(self.signed_in.id, tell)

    def on_connection_close(self) -> None:
        """Know at once that a page was closed, and not when it is next written to."""
        self._queue.put_nowait(SCREENS)  # being written to, it finds that nobody is there

    def _is_in(self) -> bool:
        return self.store.signed_in(self.token, now(), by_a_person=False) is not None

    async def _tell(self) -> None:
        """Tell what comes, until a device's sign-in has ended."""
        device = self.signed_in.is_device
        while True:
            number = await self._queue.get()
            if device and not self._is_in():
                return
            kind = "screens" if number == SCREENS else "changed"
            self.write(f"event: {kind}\ndata: {number}\n\n")
            await self.flush()

    def _tell_of_device(self, interview_id: str) -> None:
        notify(self.settings, interview_id, SCREENS)
