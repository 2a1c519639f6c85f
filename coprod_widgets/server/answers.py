"""What the page of a talk sends: answers and moments. The browser is not trusted."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import AnswerError, ConflictError, CoprodError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entry, Happening, Moment
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.journal import as_json
from coprod_widgets.interview.writing import Said, answer_from, is_key, moment_from
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.talk import banner, looks_of
from coprod_widgets.store.accounts import LockedOutError
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.messages import (
    Looks,
    card_reply,
    conflict,
    garbled,
    happened_from,
    said_from,
    saved,
    shown,
)

LARGEST = 64 * 1024
_LOOK_AGAIN = 20.0
SCREENS = 0
"""What listeners are told instead of an entry's number when a device came or went."""


class TalkApi(WardHandler):
    """What all messages have in common."""

    is_api = True

    def _handle_request_exception(self, error: BaseException) -> None:
        """Write down who asks for what is the other voice's, besides refusing it."""
        if isinstance(error, AnswerError) and error.plain == "not_your_turn":
            try:
                self.note(Deed.DENIED, self.path_args[0], "It is not this screen's to say.")
            except CoprodError as other:
                error = other
        super()._handle_request_exception(error)

    def message(self) -> dict[str, Any]:
        """The body, which must be a JSON object of a sensible size."""
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind != "application/json" or len(self.request.body) > LARGEST:
            raise HTTPError(403)
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise garbled()
        return found

    def holding(self, interview: Interview) -> Voice:
        """Who has the screen, if this sign-in is the one it is on.

        With a screen each it is the voice that this one is for.
        """
        device, locked = self.signed_in.is_device, self.signed_in.locked_to == interview.id
        if interview.has_two_screens and device == locked:
            return Voice.PATIENT if device else Voice.CLINICIAN
        if device or (interview.holder is Voice.PATIENT) != locked:
            raise AnswerError(
                "Another sign-in has the screen.", "Load the page again.", "screen_elsewhere"
            )
        return interview.holder

    def key_of(self, message: dict[str, Any]) -> str:
        """The journal's key: the sender's own, bound to who sends it and to all that it says.

        So a message sent twice is one entry, and a key that was seen before can carry nothing else.
        """
        if not is_key(message.get("key")):
            raise garbled()
        bound = as_json([self.signed_in.account.id, self.request.path, message])
        return hashlib.sha256(bound.encode("utf-8", "surrogatepass")).hexdigest()

    def looks(self, about: InterviewRow, interview: Interview) -> Looks:
        """In which words it is shown, and to whom."""
        looks = looks_of(self.store, about, self.language)
        return replace(looks, voice=self.holding(interview))

    def finish_saved(self, about: InterviewRow, interview: Interview, entry: Entry) -> None:
        """Tell that it is saved, and what shows now to whoever has the screen."""
        self._current_user = self.get_current_user()  # the lock may have changed with it
        if self.current_user is None:
            self.reply(401, message=self.say("page_sign_in_again"))
            return
        looks = self.looks(about, interview)
        notify(self.settings, about.id, len(interview.entries))
        self.reply(200, **banner(interview, looks), **saved(interview, entry, looks))


class Answers(TalkApi):
    """Takes one answer."""

    open_to_devices = True

    async def post(self, interview_id: str) -> None:
        """Save an answer; the reply comes when it is on disk."""
        about = self.admit(interview_id, Action.HOLD)
        message, by = self.message(), self.signed_in.account.id
        said = replace(said_from(message), key=self.key_of(message))

        def make(interview: Interview) -> Answer:
            if interview.state is State.READY:
                raise _not_begun()
            holder = self.holding(interview)
            if said.place.voice not in (holder, Voice.JOINT):
                raise _not_yours()
            return answer_from(interview, said, at=now(), by=by, seal=self.store.seal)

        try:
            interview, entry, _ = await self.aside(
                lambda: self.store.append(interview_id, said.key, make)
            )
        except ConflictError:
            self._conflict(about, said)
            return
        self.finish_saved(about, interview, entry)

    def _conflict(self, about: InterviewRow, said: Said) -> None:
        interview = self.store.interview(about.id)
        looks = self.looks(about, interview)
        self.reply(409, **banner(interview, looks), **conflict(interview, said, looks))


class Moments(TalkApi):
    """Takes what happens: hand over, other words, a short talk, pauses, passing on, close."""

    open_to_devices = True

    async def post(self, interview_id: str) -> None:
        """Save a moment, and in the same breath what goes with it."""
        about = self.admit(interview_id, Action.HOLD)
        message = self.message()
        pin = message.pop("pin", "")
        key, happened = self.key_of(message), happened_from(message)
        allowed = _BY_A_DEVICE if self.signed_in.is_device else _BY_THE_PAIR
        if happened.happening not in allowed:
            raise _not_yours()
        if not isinstance(pin, str) or len(pin) > 1_000:
            raise _wrong_pin()
        hands = happened.happening is Happening.HANDED_OVER
        to = happened.detail.get("to") if hands else None  # of a note it is a role, in free words
        if hands and not await self._may_pass(to, pin):
            return
        at, by, token = now(), self.signed_in.account.id, self.token

        def make(interview: Interview) -> Moment:
            holder = self.holding(interview)
            if happened.happening in _BY_STAFF and holder is Voice.PATIENT:
                raise _not_yours()
            if happened.happening is Happening.ASKED_AGAIN and not interview.asks_again_since:
                raise _not_yours()  # here one goes on with it; it begins elsewhere
            return moment_from(interview, replace(happened, key=key), at=at, by=by)

        def beside(writing: Writing) -> None:
            if to == Voice.PATIENT:
                self.store.lock_beside(writing, token, interview_id, pin or None)
            elif happened.happening is Happening.LEFT:
                self.store.end_device_beside(writing, interview_id)
            elif to == Voice.CLINICIAN or happened.happening is Happening.CLOSED:
                self.store.unlock_beside(writing, token, interview_id)
            deed = _DEEDS.get((happened.happening, to))
            if deed:
                self.store.note_beside(writing, Event(at, deed, by, interview_id))

        interview, entry, _ = await self.aside(
            lambda: self.store.append(interview_id, key, make, beside)
        )
        if interview.state is State.CLOSED and happened.happening is Happening.CLOSED:
            self.settings["recorder"].wake()
            notify(self.settings, about.id, len(interview.entries))
            self.reply(200, location=f"/interview/{interview_id}")
            return
        self.finish_saved(about, interview, entry)

    async def _may_pass(self, to: Any, pin: str) -> bool:
        if to == Voice.PATIENT:
            if pin and not (len(pin) == 4 and pin.isascii() and pin.isdecimal()):
                raise _wrong_pin()
            return True
        if self.signed_in.locked_to is None:
            return True
        try:
            opened = await self.aside(lambda: self.store.opens_screen(self.token, pin, now()))
            problem = self.say("pin_wrong")
        except LockedOutError:
            opened, problem = False, self.say("sign_in_locked")
        if not opened:
            self.note(Deed.TAKE_BACK_FAILED, self.signed_in.locked_to)
            self.reply(403, message=problem, retry=False)
        return opened


_BY_THE_PAIR = (
    Happening.HANDED_OVER,
    Happening.WORDED,
    Happening.SHORTENED,
    Happening.NEEDS_PASSING_ON,
    Happening.PASSED_ON,
    Happening.BREAK,
    Happening.RESUMED,
    Happening.ASKED_AGAIN,
    Happening.STOPPED,
    Happening.LEFT,
    Happening.CLOSED,
)
_BY_STAFF = (Happening.LEFT, Happening.PASSED_ON, Happening.CLOSED)
_BY_A_DEVICE = (
    Happening.WORDED,
    Happening.SHORTENED,
    Happening.NEEDS_PASSING_ON,
    Happening.BREAK,
    Happening.RESUMED,
    Happening.ASKED_AGAIN,
    Happening.STOPPED,
)
_DEEDS = {
    (Happening.HANDED_OVER, Voice.PATIENT): Deed.HANDED_OVER,
    (Happening.HANDED_OVER, Voice.CLINICIAN): Deed.TOOK_BACK,
    (Happening.LEFT, None): Deed.LEFT,
    (Happening.PASSED_ON, None): Deed.PASSED_ON,
    (Happening.CLOSED, None): Deed.CLOSED,
}


class Card(TalkApi):
    """Gives the card of an answer that its speaker wants to change."""

    open_to_devices = True

    def post(self, interview_id: str) -> None:
        """The card, with what was said filled in."""
        about = self.admit(interview_id, Action.HOLD)
        interview = self.store.interview(interview_id)
        looks = self.looks(about, interview)
        self.reply(200, **card_reply(interview, self.message(), looks))


class Sections(TalkApi):
    """Gives what shows now, for a page that was away."""

    open_to_devices = True
    by_a_person = False

    def get(self, interview_id: str) -> None:
        """All sections as the holder may see them."""
        about = self.admit(interview_id, Action.HOLD)
        interview = self.store.interview(interview_id)
        looks = self.looks(about, interview)
        self.reply(200, **banner(interview, looks), **shown(interview, looks))


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


def _not_begun() -> AnswerError:
    return AnswerError("The talk has not begun.", "Start it first.", "refused_not_begun")


def _not_yours() -> AnswerError:
    return AnswerError("The holder may not send this.", "Load the page again.", "not_your_turn")


def _wrong_pin() -> AnswerError:
    return AnswerError("The PIN is not 4 numbers.", "Send 4 numbers.", "pin_wrong_form")


def no_listeners() -> defaultdict[str, set[asyncio.Queue[int]]]:
    """Nobody listens yet."""
    return defaultdict(set)


def notify(settings: dict[str, Any], interview_id: str, number: int) -> None:
    """Tell every open page of an interview how far it is."""
    for queue in settings["listeners"].get(interview_id, ()):
        queue.put_nowait(number)
