"""What the page of a talk sends: answers and moments. The browser is not trusted."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entry, Happening, Moment, Place
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import answer_from, moment_from
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.talk import banner, looks_of
from coprod_widgets.store.accounts import LockedOutError
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.widgets.screen import card_html
from coprod_widgets.workbook.messages import (
    Looks,
    conflict,
    garbled,
    happened_from,
    said_from,
    saved,
    shown,
)

LARGEST = 64 * 1024


class TalkApi(WardHandler):
    """What all messages have in common."""

    is_api = True

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
        """Who has the screen, if this sign-in is the one it is on."""
        locked = self.signed_in.locked_to == interview.id
        if (interview.holder is Voice.PATIENT) != locked:
            raise AnswerError(
                "Another sign-in has the screen.", "Load the page again.", "screen_elsewhere"
            )
        return interview.holder

    def looks(self, about: InterviewRow) -> Looks:
        """In which words it is shown."""
        return looks_of(self.store, about, self.language)

    def finish_saved(self, about: InterviewRow, interview: Interview, entry: Entry) -> None:
        """Tell that it is saved, and what shows now."""
        looks = self.looks(about)
        notify(self.settings, about.id, len(interview.entries))
        self.reply(200, **banner(interview, looks), **saved(interview, entry, looks))


class Answers(TalkApi):
    """Takes one answer."""

    async def post(self, interview_id: str) -> None:
        """Save an answer; the reply comes when it is on disk."""
        about = self.admit(interview_id, Action.HOLD)
        said, by = said_from(self.message()), self.signed_in.account.id

        def make(interview: Interview) -> Answer:
            holder = self.holding(interview)
            if said.place.voice not in (holder, Voice.JOINT):
                raise _not_yours()
            return answer_from(interview, said, at=now(), by=by, seal=self.store.seal)

        try:
            interview, entry, _ = await self.aside(
                lambda: self.store.append(interview_id, said.key, make)
            )
        except ConflictError:
            self._conflict(about, said.place)
            return
        self.finish_saved(about, interview, entry)

    def _conflict(self, about: InterviewRow, place: Place) -> None:
        interview, looks = self.store.interview(about.id), self.looks(about)
        self.reply(409, **banner(interview, looks), **conflict(interview, place, looks))


class Moments(TalkApi):
    """Takes what happens: hand over, break, go on, stop, close."""

    async def post(self, interview_id: str) -> None:
        """Save a moment."""
        about = self.admit(interview_id, Action.HOLD)
        message = self.message()
        happened, by = happened_from(message), self.signed_in.account.id
        if happened.happening not in _BY_THE_PAIR:
            raise _not_yours()
        pin = message.get("pin", "")
        if not isinstance(pin, str) or len(pin) > 1_000:
            raise _wrong_pin()
        to = happened.detail.get("to")
        if happened.happening is Happening.HANDED_OVER and not await self._may_pass(to, pin):
            return

        def make(interview: Interview) -> Moment:
            if happened.happening is Happening.CLOSED and interview.holder is Voice.PATIENT:
                raise _not_yours()
            return moment_from(interview, happened, at=now(), by=by)

        interview, entry, replayed = await self.aside(
            lambda: self.store.append(interview_id, happened.key, make)
        )
        if happened.happening is Happening.HANDED_OVER and not replayed:
            self.note(Deed.HANDED_OVER if to == Voice.PATIENT else Deed.TOOK_BACK, interview_id)
        if to == Voice.PATIENT and interview.holder is Voice.PATIENT:
            self.store.lock_screen(self.token, interview_id, pin or None)
        if happened.happening is Happening.CLOSED:
            self.note(Deed.CLOSED, interview_id)
            notify(self.settings, about.id, len(interview.entries))
            self.settings["recorder"].wake()
            self.reply(200, location=f"/interview/{interview_id}")
            return
        self.finish_saved(about, interview, entry)

    async def _may_pass(self, to: Any, pin: str) -> bool:
        if to == Voice.PATIENT:
            if pin and not (len(pin) == 4 and pin.isdecimal()):
                raise _wrong_pin()
            return True
        if self.signed_in.locked_to is None:
            return True
        try:
            opened = await self.aside(lambda: self.store.unlock_screen(self.token, pin, now()))
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
    Happening.BREAK,
    Happening.RESUMED,
    Happening.STOPPED,
    Happening.CLOSED,
)


class Card(TalkApi):
    """Gives the card of an answer that its speaker wants to change."""

    def post(self, interview_id: str) -> None:
        """The card, with what was said filled in."""
        about = self.admit(interview_id, Action.HOLD)
        said = said_from({"key": "card-only", "status": "answered", **self.message()})
        interview = self.store.interview(interview_id)
        place, holder = said.place, self.holding(interview)
        known = interview.instrument.has_question(place.question)
        own = place.voice in (holder, Voice.JOINT)
        if not known or not own or interview.answer(place) is None or not interview.is_asked(place):
            raise _not_yours()
        looks = self.looks(about)
        html = card_html(interview, place, language=looks.language, names=looks.names)
        self.reply(200, html=html)


class Sections(TalkApi):
    """Gives what shows now, for a page that was away."""

    def get(self, interview_id: str) -> None:
        """All sections as the holder may see them."""
        about = self.admit(interview_id, Action.HOLD)
        interview = self.store.interview(interview_id)
        self.holding(interview)
        looks = self.looks(about)
        self.reply(200, **banner(interview, looks), **shown(interview, looks))


class Events(TalkApi):
    """Tells open pages that something was said, and nothing of what."""

    async def get(self, interview_id: str) -> None:
        """A stream of the newest entry's number."""
        self.admit(interview_id, Action.HOLD)
        self.set_header("Content-Type", "text/event-stream")
        queue: asyncio.Queue[int] = asyncio.Queue()
        listeners = self.settings["listeners"][interview_id]
        listeners.add(queue)
        try:
            await self.flush()
            while self.get_current_user() is not None:
                try:
                    number = await asyncio.wait_for(queue.get(), 20)
                    self.write(f"event: changed\ndata: {number}\n\n")
                except TimeoutError:
                    self.write(": still here\n\n")
                await self.flush()
        except StreamClosedError:
            pass
        finally:
            listeners.discard(queue)


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
