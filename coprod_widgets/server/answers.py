"""Takes answers from the page of a talk, and gives it what shows now."""

from __future__ import annotations

from dataclasses import replace

from coprod_widgets.access.actions import Action
from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.server.handler import now
from coprod_widgets.server.talk import banner
from coprod_widgets.server.talk_api import TalkApi, not_yours
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.messages import card_reply, conflict, said_from, shown


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
                raise AnswerError("The talk has not begun.", "Start it first.", "refused_not_begun")
            holder = self.holding(interview)
            if said.place.voice not in (holder, Voice.JOINT):
                raise not_yours()
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
