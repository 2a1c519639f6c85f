"""What people said about research: dated words in the database, and tombstones beside the keys."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, func, select

from coprod_widgets.errors import NotFoundError, SealError, StoreError
from coprod_widgets.store.anchors import check_row, sum_of
from coprod_widgets.store.base import Base, stamp
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.guarded import read_anchor
from coprod_widgets.store.tables import consents, meta, patients
from coprod_widgets.store.tombstone_chain import Tombstone
from coprod_widgets.store.tombstones import Tombstones

MARK = "tombstones"
"""The row of table 'coprod_meta' that says how far the tombstones go."""


class Consent(StrEnum):
    """What somebody said about research. Whoever said nothing has said no."""

    YES = "yes"
    NO = "no"
    ASK_LATER = "ask_later"
    WITHDRAWN = "withdrawn"
    CAPACITY_LOST = "capacity_lost"


Said = tuple[Consent, datetime]


def in_order(*said: Iterable[Said]) -> list[Said]:
    """Words from several places, each once, the one that rules last.

    The latest rules, and a yes never rules over something else that was said in the same moment.
    """
    once = dict.fromkeys(one for words in said for one in words)
    return sorted(once, key=lambda one: (one[1], one[0] is not Consent.YES))


class Consents(Base):
    """The part of the store that knows what people said about research."""

    tombstones: Tombstones

    def add_consent(self, patient_id: str, decision: Consent | str, at: datetime) -> None:
        """Write down what somebody said about research, and when. Nothing is ever overwritten.

        What is written down already, to the moment, is not written again.

        Raises:
            NotFoundError: there is no such patient.
            SealError: the tombstones are not as coprod left them; nothing was written.
        """
        said = Consent(decision)
        with self.writing() as writing:
            person = self.held(writing.connection, patients, id=patient_id)
            if person is None:
                raise NotFoundError(f"There is no patient '{patient_id}'.", "Check the id.")
            if said is not Consent.YES:
                # The tombstone first: one without a row does no harm, a row without one would
                # be undone by an old backup. Nobody else writes beside this transaction.
                mark = self._mark(writing.connection)
                new = self.tombstones.add(person.number_key, said.value, at, mark)
                if new != mark:
                    writing.change(meta, MARK, value=new)
            if (said, at) in self._rows_of(writing.connection, patient_id):
                return
            last = writing.execute(select(func.max(consents.c.id))).scalar() or 0
            writing.add(
                consents, id=last + 1, patient_id=patient_id, decision=said.value, at=stamp(at)
            )
            writing.change(patients, patient_id, consents=person.consents + 1)

    def consents_of(self, patient_id: str) -> list[Said]:
        """Every decision with its date, the one that rules last.

        Raises:
            SealError: one of them is not as coprod left it.
        """
        with self.reading() as connection:
            person = self.held(connection, patients, id=patient_id)
            said = self._rows_of(connection, patient_id)
            buried = self.buried(connection, person.number_key) if person else []
        return in_order(said, buried)

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
            rows = self._rows_of(connection, patient_id)
            buried = self.buried(connection, person.number_key) if person else []
        if person is None:
            if rows:
                raise SealError(f"Row {patient_id} of table 'patients' is missing.", RESTORE)
            return None
        if len(rows) != person.consents:
            raise SealError(
                f"Patient {patient_id} said something about research {person.consents} times, and "
                f"{len(rows)} are kept in table 'consents'.",
                RESTORE,
            )
        said = in_order(rows, buried)
        return said[-1][0] if said else None

    def _rows_of(self, connection: Connection, patient_id: str) -> list[Said]:
        """What the database alone knows, each row checked."""
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
        return said

    def buried(self, connection: Connection, number_key: str) -> list[Said]:
        """What the tombstones know of somebody, by the look-up key of the hospital number."""
        stones = self.tombstones.of(number_key, self._mark(connection))
        return [(Consent(one.decision), one.at) for one in stones]

    def _mark(self, connection: Connection) -> str:
        row = self.held(connection, meta, key=MARK)
        if row is None:
            raise SealError(f"Row {MARK} of table '{meta.name}' is missing.", RESTORE)
        return str(row.value)

    def check_people(self) -> None:
        """See that no patient is missing or as they were before: then no consent is either.

        Raises:
            SealError: nobody can tell any more who said no to research.
        """
        with self.reading() as connection:
            expected = read_anchor(connection, self.keys).of(patients)
            kept = connection.execute(select(patients.c.id, patients.c.mac)).all()
            self.tombstones.all(self._mark(connection))
        found = sum_of(self.keys, patients, ((row.id, row.mac) for row in kept))
        fault = expected.fault(patients.name, found)
        if fault:
            raise SealError(f"Nobody can tell who said no to research: {fault}", RESTORE)

    def newer_tombstones(self, connection: Connection) -> list[Tombstone]:
        """The tombstones that the database has no row for: it is older than they are.

        Raises:
            SealError: the tombstones are not as coprod left them.
        """
        stones = self.tombstones.all(self._mark(connection))
        known = {
            (self.tombstones.person(row.number_key), row.decision, row.at)
            for row in connection.execute(_WORDS)
        }
        return [one for one in stones if (one.person, one.decision, stamp(one.at)) not in known]

    def with_newer_tombstones(self) -> set[str]:
        """The ids of the patients with a tombstone that the database has no row for.

        Raises:
            SealError: the tombstones are not as coprod left them.
        """
        with self.reading() as connection:
            newer = {one.person for one in self.newer_tombstones(connection)}
            kept = connection.execute(select(patients.c.id, patients.c.number_key)).all()
        return {row.id for row in kept if self.tombstones.person(row.number_key) in newer}

    def renew_tombstones(self, at: datetime) -> tuple[int, Path | None]:
        """Make the tombstones anew, where their file is lost or doesn't hold.

        In it is what still holds of the old file, and what the database knows.

        Returns:
            How many there are, and where the old file lies now.

        Raises:
            StoreError: the tombstones hold; they were not touched.
        """
        with self.writing() as writing:
            mark = self._mark(writing.connection)
            with suppress(SealError):
                self.tombstones.all(mark)
                raise StoreError(
                    f"The tombstones in {self.tombstones.path} hold; nothing was done.",
                    "Go on as before.",
                )
            known = [
                (
                    self.tombstones.person(row.number_key),
                    row.decision,
                    datetime.fromisoformat(row.at),
                )
                for row in writing.execute(_WORDS)
                if row.decision != Consent.YES
            ]
            new, old = self.tombstones.renew(known, at)
            writing.change(meta, MARK, value=new)
            return int(new.partition(" ")[0]), old


_WORDS = (
    select(patients.c.number_key, consents.c.decision, consents.c.at)
    .join(patients, patients.c.id == consents.c.patient_id)
    .order_by(consents.c.id)
)
