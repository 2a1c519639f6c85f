"""Talks of a ward in tests: made ready, begun, said and closed, in as few words as there are."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.store import Store
from coprod_widgets.store.people import Patient
from coprod_widgets.workbook.beginning import begin
from coprod_widgets.workbook.finding import Workbook, find
from coprod_widgets.workbook.preparing import add_prepared
from coprod_widgets.workbook.reasons import Reason
from tests.workbook.conftest import AT

P, C, J = Voice.PATIENT, Voice.CLINICIAN, Voice.JOINT


def patient_of(store: Store, name: str = "Alder Brook", number: str = "7") -> Patient:
    nora = store.account_named("nora")
    assert nora is not None
    return store.add_patient(name, number, clinician_id=nora.id)


class Held:
    """One talk on a ward."""

    def __init__(
        self, store: Store, patient: Patient, workbook: str | Workbook, day: int = 0
    ) -> None:
        self.store, self.by = store, patient.clinician_id
        self.at: datetime = AT + timedelta(days=day)
        own = store.settings.workbooks
        book = workbook if isinstance(workbook, Workbook) else find(workbook, own)
        instrument = load(book.instrument)
        store.keep_instrument(instrument, text_of(book.instrument))
        nora = store.account(patient.clinician_id)
        reasons: list[Reason] = []
        self.id = add_prepared(store, book, instrument, patient, nora, reasons, self.at)
        begin(store, self.id, self.at, self.by)

    @property
    def talk(self) -> Interview:
        return self.store.interview(self.id)

    def say(
        self,
        question: str,
        voice: Voice,
        value: Any = None,
        row: str | None = None,
        status: Status = Status.ANSWERED,
    ) -> Held:
        self.at += timedelta(seconds=20)
        place = Place(question, row, voice)
        said = Said(secrets.token_hex(8), place, status, value, base=self.talk.version(place))
        self.store.append(
            self.id,
            said.key,
            lambda talk: answer_from(talk, said, at=self.at, by=self.by, seal=self.store.seal),
        )
        return self

    def happen(self, happening: Happening, **detail: Any) -> Held:
        self.at += timedelta(seconds=20)
        happened = Happened(secrets.token_hex(8), happening, detail)
        self.store.append(
            self.id, happened.key, lambda talk: moment_from(talk, happened, at=self.at, by=self.by)
        )
        return self

    def close(self) -> Held:
        return self.happen(Happening.CLOSED)
