"""A person's page: the round's conversations, what was promised, and what was said of research."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tornado.web import HTTPError

from coprod_widgets.access.actions import Action, Resource, may
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import (
    AlreadyReadyError,
    InstrumentError,
    NotFoundError,
    SealError,
    StoreError,
)
from coprod_widgets.interview.interview import REASONS, Interview, State
from coprod_widgets.server.handler import WardHandler, log, now
from coprod_widgets.server.home import Line, lines
from coprod_widgets.server.research import ANSWERS, KINDS, research_of
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.store.people import Patient
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.asking_again import ask_again_by
from coprod_widgets.workbook.consenting import note_now
from coprod_widgets.workbook.finding import WorkbookTitle, titled
from coprod_widgets.workbook.preparing import episode_of, prepare_one
from coprod_widgets.workbook.promises import WORKBOOK, Promise, open_promises

_MOST_WITHHELD = 50
_OVER = (State.CLOSED, State.ASKED_AGAIN)


@dataclass(frozen=True, slots=True)
class Step:
    """One conversation of a round: the workbook, and the talks that were held with it."""

    book: WorkbookTitle
    talks: tuple[Line, ...]
    gone: frozenset[str]

    @property
    def is_waiting(self) -> bool:
        """Whether one is ready or under way, with somebody who still works here."""
        held = [
            line.interview for line in self.talks if line.interview.clinician_id not in self.gone
        ]
        return any(talk.state not in _OVER for talk in held)

    @property
    def takes_reasons(self) -> bool:
        """Whether some of its reasons may be held back."""
        return self.book.id == REASONS


class PersonHandler(WardHandler):
    """What needs a person of one's own list."""

    def person(self, patient_id: str) -> Patient:
        """The person, if she is theirs. Who isn't looks not there."""
        try:
            patient = self.store.patient(patient_id)
        except NotFoundError:
            raise HTTPError(404) from None
        about = Resource(None, patient.clinician_id)
        decision = may(self.signed_in.account, Action.HOLD, about)
        if not decision.allowed:
            self.note(Deed.DENIED, patient_id, decision.reason)
            raise HTTPError(404)
        return patient


class PersonPage(PersonHandler):
    """The page of one person."""

    def get(self, patient_id: str) -> None:
        """The round as it stands, open promises, and earlier rounds."""
        self.show_person(self.person(patient_id))

    def show_person(self, patient: Patient, problem: str = "") -> None:
        """The page; with a problem on top where something could not be done."""
        talks = self.store.talks_of(patient.id)
        told = lines(self.store, talks, self.language)
        episode = episode_of(talks)
        gone = frozenset(account.id for account in self.store.accounts() if account.closed)
        steps = [
            Step(book, tuple(_with(told, book.id, episode)), gone)
            for book in titled(self.language, self.store.settings.workbooks)
        ]
        at, held = now(), _over(self.store, talks)
        self.show(
            "person.html",
            person=patient,
            problem=problem,
            episode=episode,
            steps=steps,
            earlier=_rounds(told, episode),
            lost=sorted({line.title for line in told if held.get(line.interview.id, 1) is None}),
            promises=_promises(held, talks),
            today=at.astimezone().date(),
            again=_again(held, at),
            research=research_of(self.store, patient.id),
            research_answers=ANSWERS,
            research_kinds=KINDS,
        )


class PrepareTalk(PersonPage):
    """Makes a talk ready for a person."""

    async def post(self, patient_id: str) -> None:
        """Prepare it, and show the person's page, or say why it could not be done."""
        patient, account = self.person(patient_id), self.signed_in.account
        wanted = self.get_body_argument("workbook", "")
        withheld = self._withheld()
        if withheld is None:
            self.set_status(400)
            self.show_person(patient, self.say("withheld_number"))
            return
        options: dict[str, Any] = {
            "withheld": withheld,
            "cleared": withheld > 0 and self.get_body_argument("cleared", "") == "yes",
            "new_episode": self.get_body_argument("new_round", "") == "yes",
        }
        store = self.store
        try:
            made = await self.aside(
                lambda: prepare_one(store, wanted, patient, account, now(), **options)
            )
        except NotFoundError:
            raise HTTPError(404) from None
        except AlreadyReadyError:
            # A second press, or somebody else's: what is ready shows on the page.
            self.redirect(f"/people/{patient_id}#talk-{wanted}", status=303)
            return
        except InstrumentError as error:
            log.error("%s", error)
            self.set_status(409)
            self.show_person(patient, self.say("not_made_ready"))
            return
        self.note(Deed.PREPARED, made)
        # Whoever goes by keyboard goes on from there, and not from the top of the page.
        self.redirect(f"/people/{patient_id}#talk-{wanted}", status=303)

    def _withheld(self) -> int | None:
        said = self.get_body_argument("withheld", "").strip() or "0"
        fits = said.isascii() and said.isdecimal() and len(said) < 4
        return int(said) if fits and int(said) <= _MOST_WITHHELD else None


class NoteResearch(PersonPage):
    """Writes down what a person said about research."""

    def post(self, patient_id: str) -> None:
        """Note it, and show the person's page, which names what has to be recalled."""
        patient = self.person(patient_id)
        try:
            said = Consent(self.get_body_argument("said", ""))
        except ValueError:
            self.set_status(400)
            self.show_person(patient, self.say("research_choose"))
            return
        try:
            note_now(self.store, patient.id, said, now())
        except (SealError, StoreError) as error:
            log.error("%s", error)
            self.set_status(503)
            self.show_person(patient, self.say("research_not_noted"))
            return
        self.note(Deed.NOTED_CONSENT, patient.id)
        self.redirect(f"/people/{patient_id}#research", status=303)


def _with(told: list[Line], workbook: str, episode: int) -> list[Line]:
    own = [line for line in told if line.interview.workbook == workbook]
    return [line for line in own if line.interview.episode == episode]


def _rounds(told: list[Line], current: int) -> list[tuple[int, list[Line]]]:
    """The talks of earlier rounds, the newest round first."""
    numbers = sorted({line.interview.episode for line in told} - {current}, reverse=True)
    return [
        (number, [line for line in reversed(told) if line.interview.episode == number])
        for number in numbers
    ]


def _over(store: Store, talks: list[InterviewRow]) -> dict[str, Interview | None]:
    """By id, the talks that are over; None for one that can't be read, which must not hide all."""
    found: dict[str, Interview | None] = {}
    for row in talks:
        if row.state in _OVER:
            try:
                found[row.id] = store.interview(row.id)
            except (SealError, StoreError) as error:
                log.error("%s", error)
                found[row.id] = None
    return found


def _promises(over: Mapping[str, Interview | None], talks: list[InterviewRow]) -> list[Promise]:
    """What the newest talk about promises that is over left open."""
    held = [over[row.id] for row in talks if row.workbook == WORKBOOK and row.id in over]
    return open_promises(held[0]) if held and held[0] else []


def _again(over: Mapping[str, Interview | None], at: datetime) -> dict[str, datetime]:
    """By id, the talks that it can still be asked about whether they stand, and until when."""
    until = {id_: ask_again_by(talk, at) for id_, talk in over.items() if talk}
    return {id_: last for id_, last in until.items() if last is not None}
