"""Invented people who go the same way as real ones: prepared, answered through one gate, closed.

The same seed gives the same people, the same ids, the same times and the same journals, in any
folder. What they do follows `Habits`, so that an analysis can be checked against what was put in.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.instrument.definition import (
    DateQuestion,
    Instrument,
    ListQuestion,
    ManyQuestion,
    NoteQuestion,
    NumberQuestion,
    ScaleQuestion,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Happening, Moment, Place, Status
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.path import Turn, now
from coprod_widgets.interview.writing import Happened, Said, answer_from, moment_from
from coprod_widgets.store import Store
from coprod_widgets.store.people import Patient
from coprod_widgets.workbook.finding import Workbook, find
from coprod_widgets.workbook.inventions import CONSENTS, PATIENT_NAMES, REASONS, SENTENCES
from coprod_widgets.workbook.preparing import add_prepared
from coprod_widgets.workbook.reasons import Reason
from coprod_widgets.workbook.whole import check_empty

Progress = Callable[[int, int], None]
WORKBOOK = "reasons"
_FIRST_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Habits:
    """How invented people behave: shares of questions, and the clinician's rating above theirs."""

    declined: float = 0.03
    not_sure: float = 0.04
    skipped: float = 0.05
    stopped: float = 0.08
    staff_typed: float = 0.3
    clinician_higher: float = 0.95
    spread: float = 1.0


@dataclass
class Cast:
    """Everything that makes invented people out of one seed."""

    store: Store
    seed: int
    habits: Habits = field(default_factory=Habits)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"coprod {self.seed}")  # noqa: S311  # invented, not secret
        self.book: Workbook = find(WORKBOOK)
        self.instrument: Instrument = load(self.book.instrument)
        self.store.mark_invented(self.seed)
        self.store.keep_instrument(self.instrument, text_of(self.book.instrument))

    def new_id(self, kind: str) -> str:
        """An id that the seed decides."""
        return f"{kind}_" + "".join(self.dice.choices(_ID_ALPHABET, k=16))

    def clinician(self, name: str, password: str) -> Account:
        """An invented clinician."""
        return self.store.add_account(name, Role.CLINICIAN, password, id=self.new_id("a"))

    def patient(self, index: int, clinician: Account) -> Patient:
        """An invented patient, and what they said about research."""
        first = PATIENT_NAMES[index % len(PATIENT_NAMES)]
        again = index // len(PATIENT_NAMES)
        name = f"{first} {again + 1}" if again else first
        patient = self.store.add_patient(
            name, f"X{index + 1:05}", clinician_id=clinician.id, id=self.new_id("p")
        )
        for days, decision in enumerate(self.dice.choice(CONSENTS)):
            if decision is not None:
                self.store.add_consent(patient.id, decision, _FIRST_DAY + timedelta(days=days))
        return patient

    def prepared(self, patient: Patient, clinician: Account, at: datetime, reasons: int) -> str:
        """An interview made ready; now and then one of its reasons may not be shared."""
        chosen = self.dice.sample(REASONS, reasons)
        own = [Reason(dict(fields)) for fields in chosen]
        if self.dice.random() < 0.25:
            own.append(Reason({}, may_be_shared=False, count_cleared=self.dice.random() < 0.5))
        return add_prepared(
            self.store,
            self.book,
            self.instrument,
            patient,
            clinician,
            own,
            at,
            id=self.new_id("i"),
            new_key=lambda: self.new_id("k"),
        )

    def talk(self, interview_id: str, clinician: Account, at: datetime, most: int = 10_000) -> None:
        """Hold an interview, until its end or until `most` things were said or happened."""
        steps = _Talk(self, self.store.interview(interview_id), clinician.id, at)
        steps.run(most)
        made = steps.made
        self.store.append_all(interview_id, [lambda _, entry=entry: entry for entry in made])  # type: ignore[misc]  # the default binds this loop's value


class _Talk:
    """One invented meeting, entry by entry."""

    def __init__(self, cast: Cast, talk: Interview, by: str, at: datetime) -> None:
        self.cast, self.talk, self.by, self.at = cast, talk, by, at
        self.dice = cast.dice
        self.made: list[Answer | Moment] = []
        self.leaning = {v: self.dice.gauss(3.0, 0.9) for v in (Voice.PATIENT,)}
        self.leaning[Voice.CLINICIAN] = self.leaning[Voice.PATIENT] + cast.habits.clinician_higher
        self.stops_at = (
            self.dice.randint(8, 40) if self.dice.random() < cast.habits.stopped else None
        )

    def run(self, most: int) -> None:
        """Talk until the end, until somebody stops, or until `most` entries are made."""
        self.happen(Happening.OPENED)
        self.happen(Happening.HANDED_OVER, to=Voice.PATIENT.value)
        while len(self.made) < most and self.talk.state is State.HALF_WAY:
            if self.stops_at is not None and len(self.made) >= self.stops_at:
                self.happen(Happening.STOPPED)
                self.happen(Happening.CLOSED)
                return
            here = now(self.talk, self.talk.holder)
            if here.turn is Turn.HAND_OVER:
                self.happen(Happening.HANDED_OVER, to=self.talk.holder.other.value)
            elif here.turn is Turn.FINISHED:
                self.happen(Happening.CLOSED)
            else:
                self.say(here.places[0])

    def _tick(self) -> datetime:
        self.at += timedelta(seconds=self.dice.randint(8, 90))
        return self.at

    def _add(self, entry: Answer | Moment) -> None:
        self.made.append(entry)
        self.talk = self.talk.with_entry(entry)

    def happen(self, happening: Happening, **detail: Any) -> None:
        """Something happens."""
        happened = Happened(self.cast.new_id("k"), happening, detail)
        self._add(moment_from(self.talk, happened, at=self._tick(), by=self.by))

    def say(self, place: Place) -> None:
        """Somebody answers, or says that they won't."""
        status = self._status(place)
        value = self._value(place) if status is Status.ANSWERED else None
        typed = place.voice is Voice.PATIENT and self.dice.random() < self.cast.habits.staff_typed
        said = Said(
            key=self.cast.new_id("k"),
            place=place,
            status=status,
            value=value,
            entered=Entered.STAFF if typed else Entered.SELF,
            base=self.talk.version(place),
        )
        seal = self.cast.store.seal
        self._add(answer_from(self.talk, said, at=self._tick(), by=self.by, seal=seal))

    def _status(self, place: Place) -> Status:
        habits, drawn = self.cast.habits, self.dice.random()
        question = self.talk.instrument.question(place.question)
        if place.voice is not Voice.PATIENT or isinstance(question, ListQuestion | NoteQuestion):
            return Status.ANSWERED
        for status, share in (
            (Status.DECLINED, habits.declined),
            (Status.NOT_SURE, habits.not_sure),
            (Status.SKIPPED, habits.skipped),
        ):
            if drawn < share:
                return status
            drawn -= share
        return Status.ANSWERED

    def _value(self, place: Place) -> Any:
        question = self.talk.instrument.question(place.question)
        codes = [c.code for c in self.talk.instrument.choices(question, place.voice)]
        match question:
            case NoteQuestion() | ListQuestion():
                return True
            case ScaleQuestion():
                return codes[self._rating(place.voice, len(codes))]
            case TextQuestion():
                return self.dice.choice(SENTENCES[place.voice])
            case TeachQuestion() if not codes:
                return self.dice.choice(SENTENCES[place.voice])
            case NumberQuestion(least=least, most=most):
                return self.dice.randint(int(least or 0), int(most or 10))
            case TokensQuestion(total=total):
                return self.dice.randint(0, total)
            case DateQuestion():
                return self.at.date().isoformat()
            case ManyQuestion():
                own = [c.code for c in question.choices if not c.exclusive]
                return sorted(self.dice.sample(own, self.dice.randint(1, 2)), key=codes.index)
            case _:
                return self.dice.choice(codes)

    def _rating(self, voice: Voice, steps: int) -> int:
        drawn = self.dice.gauss(self.leaning[voice], self.cast.habits.spread)
        return min(max(round(drawn), 1), steps) - 1


def simulate(store: Store, *, patients: int, seed: int, progress: Progress) -> int:
    """Fill an empty folder with invented people and their closed interviews; gives how many.

    Raises:
        StoreError: the folder holds people already.
    """
    check_empty(store)
    cast = Cast(store, seed)
    clinicians = [
        cast.clinician(f"{name}{seed}", cast.new_id("password")) for name in ("ida", "otto", "uma")
    ]
    for index in range(patients):
        clinician = clinicians[index % len(clinicians)]
        at = _FIRST_DAY + timedelta(days=index // 3, hours=index % 3)
        patient = cast.patient(index, clinician)
        interview_id = cast.prepared(patient, clinician, at, cast.dice.randint(1, 3))
        cast.talk(interview_id, clinician, at)
        progress(index + 1, patients)
    return patients
