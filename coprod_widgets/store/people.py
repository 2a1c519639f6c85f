"""Patients, whose they are, and what they said about research."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, insert, select, update

from coprod_widgets.access.accounts import Account
from coprod_widgets.errors import NotFoundError
from coprod_widgets.store.base import Base, new_id, stamp
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
        with self.writing() as connection:
            known = connection.execute(
                select(patients.c.id).where(patients.c.number_key == key)
            ).scalar()
            patient = Patient(known or id or new_id("p"), name, number, clinician_id)
            values = {
                "name": self.hide(name, f"patients|name|{patient.id}"),
                "number": self.hide(number, f"patients|number|{patient.id}"),
                "clinician_id": clinician_id,
            }
            if known:
                connection.execute(update(patients).where(patients.c.id == known).values(**values))
            else:
                connection.execute(insert(patients).values(id=patient.id, number_key=key, **values))
        return patient

    def patient(self, id: str) -> Patient:  # noqa: A002
        """The patient with an id.

        Raises:
            NotFoundError: there is none.
        """
        with self.reading() as connection:
            row = connection.execute(select(patients).where(patients.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"There is no patient '{id}'.", "Check the id.")
        return self._patient(row)

    def patient_numbered(self, number: str) -> Patient | None:
        """The patient with a hospital number, or None."""
        query = select(patients).where(patients.c.number_key == self._number_key(number))
        with self.reading() as connection:
            row = connection.execute(query).first()
        return self._patient(row) if row else None

    def _number_key(self, number: str) -> str:
        return self.keys.look_up("patient", same(number))

    def patients(self) -> list[Patient]:
        """All patients by name."""
        with self.reading() as connection:
            rows = connection.execute(select(patients)).all()
        return sorted((self._patient(row) for row in rows), key=lambda p: p.name.casefold())

    def patients_of(self, account: Account) -> list[Patient]:
        """The patients on somebody's caseload, by name."""
        return [patient for patient in self.patients() if patient.clinician_id == account.id]

    def _patient(self, row: Row[tuple[object, ...]]) -> Patient:
        return Patient(
            id=row.id,
            name=self.show(row.name, f"patients|name|{row.id}"),
            number=self.show(row.number, f"patients|number|{row.id}"),
            clinician_id=row.clinician_id,
        )

    def add_consent(self, patient_id: str, decision: Consent | str, at: datetime) -> None:
        """Write down what somebody said about research, and when. Nothing is ever overwritten."""
        with self.writing() as connection:
            connection.execute(
                insert(consents).values(
                    patient_id=patient_id, decision=Consent(decision).value, at=stamp(at)
                )
            )

    def consents_of(self, patient_id: str) -> list[tuple[Consent, datetime]]:
        """Every decision with its date, the one that rules last."""
        query = (
            select(consents.c.decision, consents.c.at)
            .where(consents.c.patient_id == patient_id)
            .order_by(consents.c.at, consents.c.id)
        )
        with self.reading() as connection:
            return [
                (Consent(row.decision), datetime.fromisoformat(row.at))
                for row in connection.execute(query)
            ]

    def consent(self, patient_id: str) -> Consent:
        """The latest decision; no if there is none."""
        return self.latest_consent(patient_id) or Consent.NO

    def latest_consent(self, patient_id: str) -> Consent | None:
        """The latest decision, or None if nobody ever asked."""
        query = (
            select(consents.c.decision)
            .where(consents.c.patient_id == patient_id)
            .order_by(consents.c.at.desc(), consents.c.id.desc())
        )
        with self.reading() as connection:
            found = connection.execute(query).scalars().first()
        return Consent(found) if found else None
