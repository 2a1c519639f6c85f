"""What all messages of a talk's page have in common. The browser is not trusted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from tornado.web import HTTPError

from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import AnswerError, CoprodError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entry
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.journal import as_json
from coprod_widgets.interview.keys import is_key
from coprod_widgets.server.handler import WardHandler
from coprod_widgets.server.listeners import notify
from coprod_widgets.server.talk import banner, looks_of
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.messages import Looks, garbled, saved

LARGEST = 64 * 1024


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


def not_yours() -> AnswerError:
    """What is said to whoever sends what is not theirs to send."""
    return AnswerError("The holder may not send this.", "Load the page again.", "not_your_turn")
