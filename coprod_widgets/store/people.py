"""Patients, whose they are, and what they said about research."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, func, select

from coprod_widgets.access.accounts import Account
from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.store.anchors import check_row, sum_of
from coprod_widgets.store.base import Base, new_id, stamp
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.guarded import read_anchor
from coprod_widgets.store.tables import consents, patients


class Consent(StrEnum):
    """What somebody said about research. Whoever said nothing has said no."""

    YES = "yes"
    NO = "no"
    ASK_LATER = "ask_later"
    WITHDRAWN = "withdrawn"
    CAPACITY_LOST = "capacity_lost"


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient. `number` is the hospital's own."""

    id: str
    name: str
    number: str
    clinician_id: str


def same(text: str) -> str:
    """A number or a name in the form in which two of them are compared.

    Two that look alike on paper are the same here: case, width and spaces make no difference.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


class People(Base):
    """The part of the store that knows patients."""

    def add_patient(
        self,
        name: str,
        number: str,
        *,
        clinician_id: str,
        id: str | None = None,  # noqa: A002
    ) -> Patient:
        """Add a patient, or bring the one with this number up to date."""
        key = self._number_key(number)
        with self.writing() as writing:
            known = writing.execute(
                select(patients.c.id).where(patients.c.number_key == key)
            ).scalar()
            patient = Patient(known or id or new_id("p"), name, number, clinician_id)
            values = {
                "name": self.hide(name, f"patients|name|{patient.id}"),
                "number": self.hide(number, f"patients|number|{patient.id}"),
                "clinician_id": clinician_id,
            }
            if known:
                writing.change(patients, known, **values)
            else:
                writing.add(patients, id=patient.id, number_key=key, consents=0, **values)
        return patient

    def patient(self, id: str) -> Patient:  # noqa: A002
        """The patient with an id.

        Raises:
            NotFoundError: there is none.
        """
        with self.reading() as connection:
            row = self.held(connection, patients, id=id)
        if row is None:
            raise NotFoundError(f"There is no patient '{id}'.", "Check the id.")
        return self.patient_from(row)

    def patient_numbered(self, number: str) -> Patient | None:
        """The patient with a hospital number, or None."""
        query = select(patients).where(patients.c.number_key == self._number_key(number))
        with self.reading() as connection:
            row = connection.execute(query).first()
        return self.patient_from(row) if row else None

    def _number_key(self, number: str) -> str:
        return self.keys.look_up("patient", same(number))

    def patients(self) -> list[Patient]:
        """All patients by name."""
        with self.reading() as connection:
            rows = connection.execute(select(patients)).all()
        return sorted((self.patient_from(row) for row in rows), key=lambda p: p.name.casefold())

    def patient_names(self, ids: Collection[str] | None = None) -> dict[str, str | None]:
        """Patients' names by id, of some or of all; None where one can't be read.

        One that can't be read does not hide the others.
        """
        found: dict[str, str | None] = {}
        query = select(patients.c.id, patients.c.name)
        if ids is not None:
            query = query.where(patients.c.id.in_(list(ids)))
        with self.reading() as connection:
            for row in connection.execute(query):
                found[row.id] = self.show_or_none(row.name, f"patients|name|{row.id}")
        return found

    def caseload_of(self, account: Account) -> list[tuple[str, str | None]]:
        """The id and the name of everybody on somebody's caseload, by name.

        A name that can't be read is None and comes last, so that one can't hide all.
        """
        query = select(patients.c.id, patients.c.name).where(patients.c.clinician_id == account.id)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        own = [(row.id, self.show_or_none(row.name, f"patients|name|{row.id}")) for row in rows]
        return sorted(own, key=lambda one: (one[1] is None, (one[1] or "").casefold()))

    def patient_from(self, row: Row[tuple[object, ...]]) -> Patient:
        """The patient of a whole row."""
        return Patient(
            id=row.id,
            name=self.show(row.name, f"patients|name|{row.id}"),
            number=self.show(row.number, f"patients|number|{row.id}"),
            clinician_id=row.clinician_id,
        )

    def add_consent(self, patient_id: str, decision: Consent | str, at: datetime) -> None:
        """Write down what somebody said about research, and when. Nothing is ever overwritten.

        What is written down already, to the moment, is not written again.

        Raises:
            NotFoundError: there is no such patient.
        """
        said = Consent(decision).value
        with self.writing() as writing:
            person = self.held(writing.connection, patients, id=patient_id)
            if person is None:
                raise NotFoundError(f"There is no patient '{patient_id}'.", "Check the id.")
            if (Consent(said), at) in self._consents_of(writing.connection, patient_id):
                return
            last = writing.execute(select(func.max(consents.c.id))).scalar() or 0
            writing.add(consents, id=last + 1, patient_id=patient_id, decision=said, at=stamp(at))
            writing.change(patients, patient_id, consents=person.consents + 1)

    def consents_of(self, patient_id: str) -> list[tuple[Consent, datetime]]:
        """Every decision with its date, the one that rules last.

        Raises:
            SealError: one of them is not as coprod left it.
        """
        with self.reading() as connection:
            return self._consents_of(connection, patient_id)

    def consent(self, patient_id: str) -> Consent:
        """The latest decision; no if there is none."""
        return self.latest_consent(patient_id) or Consent.NO

    def latest_consent(self, patient_id: str) -> Consent | None:
        """The latest decision, or None if nobody ever asked.

        Raises:
            SealError: something that this person said was changed, taken away or put in.
        """
        with self.reading() as connection:
            person = self.held(connection, patients, id=patient_id)
            said = self._consents_of(connection, patient_id)
        if person is None:
            if said:
                raise SealError(f"Row {patient_id} of table 'patients' is missing.", RESTORE)
            return None
        if len(said) != person.consents:
            raise SealError(
                f"Patient {patient_id} said something about research {person.consents} times, and "
                f"{len(said)} are kept in table 'consents'.",
                RESTORE,
            )
        return said[-1][0] if said else None

    def _consents_of(
        self, connection: Connection, patient_id: str
    ) -> list[tuple[Consent, datetime]]:
        query = (
            select(consents)
            .where(consents.c.patient_id == patient_id)
            .order_by(consents.c.at, consents.c.id)
        )
        said = []
        for row in connection.execute(query):
            check_row(self.keys, consents, row)
            with in_row(consents.name, str(row.id)):
                said.append((Consent(row.decision), datetime.fromisoformat(row.at)))
        # A yes never rules over something else that was said in the same moment.
        return sorted(said, key=lambda one: (one[1], one[0] is not Consent.YES))

    def check_people(self) -> None:
        """See that no patient is missing or as they were before: then no consent is either.

        Raises:
            SealError: nobody can tell any more who said no to research.
        """
        with self.reading() as connection:
            expected = read_anchor(connection, self.keys).of(patients)
            kept = connection.execute(select(patients.c.id, patients.c.mac)).all()
        found = sum_of(self.keys, patients, ((row.id, row.mac) for row in kept))
        fault = expected.fault(patients.name, found)
        if fault:
            raise SealError(f"Nobody can tell who said no to research: {fault}", RESTORE)
