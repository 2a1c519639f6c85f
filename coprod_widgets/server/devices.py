"""The patient's own device: a code on the clinician's page, the page that takes it, and the end."""

from __future__ import annotations

import secrets

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import AnswerError, NotFoundError
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.identity import COOKIE
from coprod_widgets.server.listeners import SCREENS, notify
from coprod_widgets.server.talk import may_have_second_screen, second_screen
from coprod_widgets.server.talk_api import TalkApi
from coprod_widgets.store.accounts import LockedOutError
from coprod_widgets.store.devices import CODE_LASTS
from coprod_widgets.store.guarded import Writing
from coprod_widgets.widgets.second_screen import code_html


class SecondScreen(TalkApi):
    """Tells the clinician whether the patient's own screen is there."""

    by_a_person = False

    def get(self, interview_id: str) -> None:
        """The panel below her talk."""
        about = self.admit(interview_id, Action.HOLD)
        interview = self.store.interview(interview_id)
        self.reply(200, html=second_screen(self, about, interview))


class ShowCode(TalkApi):
    """Makes the code that lets the patient's own device in."""

    async def post(self, interview_id: str) -> None:
        """A new code, shown once; it ends the one before."""
        about = self.admit(interview_id, Action.HOLD)
        at, by, token = now(), self.signed_in.account.id, self.token

        def show() -> str:
            interview = self.store.interview(interview_id)
            if not may_have_second_screen(self, interview):
                raise AnswerError("No device can join now.", "Load the page again.")
            with self.store.writing() as writing:
                self.store.note_beside(writing, Event(at, Deed.SHOWED_CODE, by, interview_id))
                return self.store.show_code(writing, token, interview_id, at)

        code = await self.aside(show)
        interview = self.store.interview(interview_id)
        until = (at + CODE_LASTS).astimezone().strftime("%H:%M")
        address = f"{self.request.host}/join"
        language = interview.wording().language or self.language
        self.reply(
            200,
            html=second_screen(self, about, interview),
            code_html=code_html(code, address, until, language=language),
        )


class JoinPage(WardHandler):
    """Where the patient's own device comes in."""

    open_to_all = True
    open_to_devices = True

    def get(self) -> None:
        """The empty form. A device that is in may come here too: tablets are passed on."""
        self.show("join.html", problem="")

    async def post(self) -> None:
        """Let a device in by its code, and sign it in in the step in which it joins."""
        if self.current_user and not self.signed_in.is_device:
            # Else the staff sign-in of this browser would be gone, or the patient would have it.
            self._again(self.say("join_signed_in"))
            return
        code, source = self.get_body_argument("code", "")[:60], self.request.remote_ip or ""
        try:
            interview_id = await self.aside(
                lambda: self.store.interview_of_code(code, source, now())
            )
        except LockedOutError:
            self.store.note(Event(now(), Deed.JOIN_FAILED, reason="locked"))
            self._again(self.say("join_locked"))
            return
        token = await self.aside(lambda: self._join(interview_id, code)) if interview_id else None
        if interview_id is None or token is None:
            self.store.note(Event(now(), Deed.JOIN_FAILED, resource=interview_id))
            self._again(self.say("join_wrong"))
            return
        if self.token:
            self.store.sign_out(self.token)
        self.set_cookie(
            COOKIE,
            token,
            httponly=True,
            samesite="Strict",
            secure=self.settings["secure_cookies"],
            path="/",
        )
        self._tell_the_other(interview_id)
        self.redirect(f"/interview/{interview_id}", status=303)

    def _join(self, interview_id: str, code: str) -> str | None:
        """The device's token, or None where somebody else used the code in this very moment."""
        at, tokens = now(), []

        def beside(writing: Writing) -> None:
            tokens.append(self.store.join_beside(writing, code, at))
            self.store.note_beside(writing, Event(at, Deed.JOINED, None, interview_id))

        interview = self.store.interview(interview_id)
        try:
            if interview.has_two_screens:
                with self.store.writing() as writing:
                    beside(writing)
            else:
                happened = Happened(secrets.token_hex(16), Happening.JOINED)
                by = self.store.about(interview_id).clinician_id
                self.store.append(
                    interview_id,
                    happened.key,
                    lambda talk: moment_from(talk, happened, at=at, by=by),
                    beside,
                )
        except (AnswerError, NotFoundError):
            return None
        return tokens[0]

    def _tell_the_other(self, interview_id: str) -> None:
        device = self.store.device_of(interview_id)
        if device:
            settings = self.settings
            settings["presence"].seen(device, lambda: notify(settings, interview_id, SCREENS))
        notify(self.settings, interview_id, len(self.store.interview(interview_id).entries))
        notify(self.settings, interview_id, SCREENS)

    def _again(self, problem: str) -> None:
        self.set_status(401)
        self.show("join.html", problem=problem)


class DevicePage(WardHandler):
    """What a device shows that is not in a talk any more; nothing of any talk."""

    open_to_all = True
    open_to_devices = True

    def get(self, why: str) -> None:
        """The talk is over, or goes on without this device."""
        self.show("device.html", why=why)
