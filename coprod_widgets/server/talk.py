"""The page of a talk, and how it begins and is opened again."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import Any

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.pages import static_url
from coprod_widgets.server.rendering import talk_page
from coprod_widgets.store import Store
from coprod_widgets.store.reviews import Verdict
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.translation import direction
from coprod_widgets.widgets.pauses import away_html, talk_bar_html
from coprod_widgets.widgets.screen import turn_banner_html
from coprod_widgets.widgets.second_screen import second_screen_html
from coprod_widgets.widgets.view import Names
from coprod_widgets.widgets.wordings import wording_html
from coprod_widgets.widgets.words import page_words, say
from coprod_widgets.workbook.asking_again import ask_again_by
from coprod_widgets.workbook.beginning import begin
from coprod_widgets.workbook.messages import Looks
from coprod_widgets.workbook.outcome import outcome_of


def looks_of(store: Store, about: InterviewRow, language: str) -> Looks:
    """In which words a talk is shown: the two names, and the ward's language."""
    names = Names(
        patient=store.patient(about.patient_id).name,
        clinician=store.account(about.clinician_id).name,
    )
    return Looks(names, language)


def banner(interview: Interview, looks: Looks) -> dict[str, str]:
    """What stands above and below the sections, and the language of all of it."""
    return {
        "banner": turn_banner_html(
            interview, looks.holder(interview), language=looks.language, names=looks.names
        ),
        "wording": wording_html(interview, language=looks.language),
        "bar": talk_bar_html(interview, language=looks.language),
        "language": interview.wording().language or looks.language,
    }


def may_have_second_screen(handler: WardHandler, interview: Interview) -> bool:
    """Whether whoever asks may let the patient's own device join a talk as it stands."""
    going_on = interview.state not in (State.READY, State.CLOSED)
    at_hers = interview.holder is Voice.CLINICIAN and not handler.signed_in.locked_to
    return going_on and at_hers


def second_screen(handler: WardHandler, about: InterviewRow, interview: Interview) -> str:
    """The panel about the patient's own screen, for the clinician's page alone."""
    if not may_have_second_screen(handler, interview):
        return ""
    store, joined = handler.store, interview.has_two_screens
    return second_screen_html(
        interview,
        looks_of(store, about, handler.language).names,
        language=handler.language,
        is_there=joined and handler.settings["presence"].is_there(store.device_of(about.id)),
        code_waits=store.waits_for_device(about.id, now()),
    )


class TalkPage(WardHandler):
    """The talk itself."""

    open_to_devices = True

    async def get(self, interview_id: str) -> None:
        """The screen as whoever holds it sees it now."""
        about = self.admit(interview_id, Action.HOLD)
        interview = self.store.interview(interview_id)
        match interview.state:
            case State.READY:
                self._before(about, interview)
            case State.CLOSED if self.signed_in.is_device:
                self.redirect("/join/over")
            case State.CLOSED:
                await self._after(about, interview)
            case _:
                await self._during(about, interview)

    def _before(self, about: InterviewRow, interview: Interview) -> None:
        self.show(
            "start.html",
            id=about.id,
            title=interview.instrument.title.say(self.language),
            names=looks_of(self.store, about, self.language).names,
            minutes=interview.instrument.minutes,
        )

    async def _after(self, about: InterviewRow, interview: Interview) -> None:
        await self.settings["recorder"].settle(interview.id)
        records = self.store.records_of(interview.id)
        head = self.store.head(interview.id)
        done = [row for row in records if row.head == head]
        title = interview.instrument.title.say(self.language)
        self.show(
            "closed.html",
            id=interview.id,
            title=title,
            record=done[-1] if done else None,
            person=self.store.patient(about.patient_id),
            outcome=outcome_of(self.store, interview.id),
        )

    async def _during(self, about: InterviewRow, interview: Interview) -> None:
        device = self.signed_in.is_device
        if device and not interview.has_two_screens:
            self.redirect("/join/left")
            return
        if interview.holder is Voice.CLINICIAN and self.signed_in.locked_to and not device:
            # She took the screen back elsewhere; here it may still be before the patient.
            self.store.sign_out(self.token)
            self.redirect("/login")
            return
        if interview.holder is Voice.PATIENT and self.signed_in.locked_to != about.id:
            # A new sign-in does not undo that the patient has the screen.
            self.store.lock_screen(self.token, about.id, None)
        voice = Voice.PATIENT if device else interview.holder
        app, store = self.settings["app"], self.store
        values = self._values(about, interview, voice)
        sign_in, newest = self.signed_in.id, len(interview.entries)
        html = await self.settings["renders"].page(
            owner=sign_in,
            key=(sign_in, about.id, newest, self.xsrf_token),
            render=lambda: talk_page(app, store, about.id, voice, values),
        )
        if html is None:
            self.one_moment("moment_text")
        elif len(self.store.interview(about.id).entries) != newest:
            # The kernel may have seen more than this page was meant to show, or to another holder.
            self.redirect(self.request.path)
        else:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(html)

    def _values(self, about: InterviewRow, interview: Interview, voice: Voice) -> dict[str, Any]:
        """What the template fills in around the sections."""
        looks, wording = looks_of(self.store, about, self.language), interview.wording()
        looks, language = replace(looks, voice=voice), wording.language or self.language
        words = dict(page_words(language))
        if self.signed_in.is_device:
            words["sign_in"] = say("device_is_out", language)
        return {
            "id": about.id,
            "title": interview.instrument.title.say(language, easy=wording.easy),
            "direction": direction(language),
            "xsrf": self.xsrf_token.decode(),
            "holder": voice.value,
            "state": interview.state.value,
            "newest": len(interview.entries),
            "words": json.dumps(words, ensure_ascii=False),
            **banner(interview, looks),
            "device": self.signed_in.is_device,
            "second": second_screen(self, about, interview),
            "away": away_html(interview, now(), language=self.language),
            "script": static_url("form.js"),
            "style": static_url("form.css"),
            "skip": say("skip_link", language),
            "home": say("home", language),
            "guidance": say("guidance", language),
            "noscript": say("noscript", language),
            "invented": self.say("invented") if self.settings["invented"] else "",
            "locked": voice is Voice.PATIENT,
        }


class StartTalk(WardHandler):
    """Begins a talk that is ready."""

    async def post(self, interview_id: str) -> None:
        """Open it and show it. A second press changes nothing."""
        self.admit(interview_id, Action.HOLD)
        store, by = self.store, self.signed_in.account.id
        await self.aside(lambda: begin(store, interview_id, now(), by))
        self.redirect(f"/interview/{interview_id}", status=303)


class OpenAgain(WardHandler):
    """Opens a talk that a supervisor returned, so that the pair can change what they said."""

    def post(self, interview_id: str) -> None:
        """Open it again, and show it."""
        self.admit(interview_id, Action.HOLD)
        records = self.store.records_of(interview_id)
        reviews = self.store.reviews_of(records[-1].id) if records else []
        returned = bool(reviews) and reviews[-1].decision is Verdict.RETURNED
        if returned and self.store.about(interview_id).state is State.CLOSED:
            _happen(self, interview_id, Happening.REOPENED)
        self.redirect(f"/interview/{interview_id}", status=303)


class AskAgain(WardHandler):
    """Asks once more, some days after a talk, whether what was written stands."""

    def post(self, interview_id: str) -> None:
        """Open the talk for that one question, and show it."""
        self.admit(interview_id, Action.HOLD)
        if ask_again_by(self.store.interview(interview_id), now()) is not None:
            _happen(self, interview_id, Happening.ASKED_AGAIN)
            self.note(Deed.ASKED_AGAIN, interview_id)
        self.redirect(f"/interview/{interview_id}", status=303)


def _happen(handler: WardHandler, interview_id: str, happening: Happening) -> None:
    happened = Happened(secrets.token_hex(16), happening)
    by = handler.signed_in.account.id
    handler.store.append(
        interview_id, happened.key, lambda talk: moment_from(talk, happened, at=now(), by=by)
    )
