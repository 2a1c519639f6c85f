"""What the page of a talk sends besides answers: what happens in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Moment
from coprod_widgets.interview.happening import moment_from
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.server.handler import now
from coprod_widgets.server.listeners import notify
from coprod_widgets.server.talk_api import TalkApi, not_yours
from coprod_widgets.store.accounts import LockedOutError
from coprod_widgets.store.guarded import Writing
from coprod_widgets.workbook.messages import happened_from

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
            raise not_yours()
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
                raise not_yours()
            if happened.happening is Happening.ASKED_AGAIN and not interview.asks_again_since:
                raise not_yours()  # here one goes on with it; it begins elsewhere
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


def _wrong_pin() -> AnswerError:
    return AnswerError("The PIN is not 4 numbers.", "Send 4 numbers.", "pin_wrong_form")
