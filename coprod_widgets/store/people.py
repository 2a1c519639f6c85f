"""Patients, and whose they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, select

from coprod_widgets.access.accounts import Account
from coprod_widgets.errors import NotFoundError
from coprod_widgets.store.base import new_id
from coprod_widgets.store.consents import Consents, Said, in_order
from coprod_widgets.store.tables import patients


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


class People(Consents):
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

    def consents_numbered(self, number: str) -> list[Said]:
        """What the tombstones know of a hospital number, the word that rules last.

        Somebody who has to be entered anew after a restore is not taken for new.

        Raises:
            SealError: the tombstones are not as coprod left them.
        """
        with self.reading() as connection:
            return in_order(self.buried(connection, self._number_key(number)))

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
