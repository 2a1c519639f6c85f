"""Interviews: whose they are, with what they are held, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from coprod_widgets.access.accounts import Account
from coprod_widgets.errors import AlreadyReadyError, NotFoundError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.interview.answer import Answer, Happening
from coprod_widgets.interview.interview import STATE_AFTER, Interview, State
from coprod_widgets.interview.journal import EMPTY_HEAD
from coprod_widgets.interview.sealed import sealed_in
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.faults import in_row
from coprod_widgets.store.journals import Journals, Make
from coprod_widgets.store.sealing import seal
from coprod_widgets.store.tables import accounts, entries, interviews, journals

__all__ = ["InterviewRow", "Make", "Talks"]


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """What is known of an interview without opening its journal.

    `episode` counts the patient's cycles of workbooks from 1.
    """

    id: str
    patient_id: str
    clinician_id: str
    workbook: str
    pin: str
    created: datetime
    state: State
    episode: int


class Talks(Journals):
    """The part of the store that knows interviews, and seals what the ward must not read."""

    def add_interview(
        self,
        patient_id: str,
        clinician_id: str,
        instrument: Instrument,
        workbook: str,
        notebook: bytes,
        at: datetime,
        *,
        id: str | None = None,  # noqa: A002
        episode: int = 1,
        makes: Sequence[Make] = (),
        once: bool = False,
    ) -> str:
        """Add an interview and the first entries of its journal, all or nothing; gives its id.

        `notebook` is the prepared one. `makes` is as for `append_all`.

        Raises:
            AlreadyReadyError: it is wanted `once`, and the patient has one that is ready.
        """
        interview_id = id or new_id("i")
        with self.writing() as writing:
            if once:
                self._check_none_ready(writing.connection, patient_id, workbook)
            writing.add(
                interviews,
                id=interview_id,
                patient_id=patient_id,
                clinician_id=clinician_id,
                episode=episode,
                workbook=workbook,
                instrument=instrument.id,
                version=instrument.version,
                hash=instrument.hash,
                created=stamp(at),
                notebook=self.keys.encrypt(notebook, f"interviews|notebook|{interview_id}"),
            )
            interview = Interview(interview_id, instrument)
            head, interview = self._extend(writing, EMPTY_HEAD, interview, makes)
            count = len(interview.entries)
            writing.add(journals, id=interview_id, entries=count, head=head)
        return interview_id

    def _check_none_ready(self, connection: Connection, patient_id: str, workbook: str) -> None:
        """That nobody who can still hold it has a talk ready, looked at where it can't change."""
        query = (
            select(interviews.c.id)
            .join(accounts, accounts.c.id == interviews.c.clinician_id)
            .where(interviews.c.patient_id == patient_id, interviews.c.workbook == workbook)
            .where(accounts.c.closed.is_(None))
        )
        known = set(connection.execute(query).scalars())
        begun = self._states(connection, entries.c.interview_id.in_(known))
        for ready in known - set(begun):
            raise AlreadyReadyError(
                f"There is a talk ready for this person already ({ready}).",
                "Hold that one first; nothing was made twice.",
            )

    def about(self, interview_id: str) -> InterviewRow:
        """What is known of an interview without its journal.

        Raises:
            NotFoundError: there is none.
        """
        with self.reading() as connection:
            row = self.held(connection, interviews, id=interview_id)
            if row is None:
                raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")
            states = self._states(connection, entries.c.interview_id == interview_id)
        return interview_from(row, states)

    def interviews_of(self, account: Account) -> list[InterviewRow]:
        """A clinician's interviews, the newest first."""
        return self._listed(interviews.c.clinician_id == account.id)

    def talks_of(self, patient_id: str) -> list[InterviewRow]:
        """A patient's interviews, the newest first, whoever holds them."""
        return self._listed(interviews.c.patient_id == patient_id)

    def all_interviews(self) -> list[InterviewRow]:
        """All interviews, the newest first."""
        return self._listed()

    def _listed(self, *where: ColumnElement[bool]) -> list[InterviewRow]:
        columns = [column for column in interviews.c if column.name not in ("notebook", "mac")]
        query = select(*columns).where(*where).order_by(interviews.c.created.desc())
        with self.reading() as connection:
            rows = connection.execute(query).all()
            mine = select(interviews.c.id).where(*where)
            states = self._states(
                connection, *([entries.c.interview_id.in_(mine)] if where else [])
            )
        return [interview_from(row, states) for row in rows]

    def _states(self, connection: Connection, *where: ColumnElement[bool]) -> dict[str, State]:
        """How far each interview has come that was begun, by what last happened in it."""
        last = (
            select(entries.c.interview_id, func.max(entries.c.number).label("number"))
            .where(entries.c.happening.in_([happening.value for happening in STATE_AFTER]), *where)
            .group_by(entries.c.interview_id)
            .subquery()
        )
        both = (last.c.interview_id == entries.c.interview_id, last.c.number == entries.c.number)
        found = select(entries.c.interview_id, entries.c.happening).join(last, and_(*both))
        return {
            row.interview_id: STATE_AFTER[Happening(row.happening)]
            for row in connection.execute(found)
        }

    def notebook(self, interview_id: str) -> bytes:
        """The prepared notebook of an interview."""
        with self.reading() as connection:
            row = self.held(connection, interviews, id=interview_id)
        if row is None:
            raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")
        return self.opened_notebook(row)

    def opened_notebook(self, row: Row[tuple[object, ...]]) -> bytes:
        """The prepared notebook of an interview's whole row."""
        return self.keys.decrypt(row.notebook, f"interviews|notebook|{row.id}")

    def seal(self, text: str) -> str:
        """Encrypt text to the key whose private half this server does not have."""
        return seal(text, self.settings.recipient)

    def sealed_answers(self) -> Iterator[Answer]:
        """Every sealed answer that stands, talk by talk, as unreadable as it is kept."""
        for row in self.all_interviews():
            yield from sealed_in(self.interview(row.id))


def interview_from(row: Row[tuple[object, ...]], states: Mapping[str, State]) -> InterviewRow:
    """What is known of an interview by its row, and by how far each has come."""
    with in_row(interviews.name, row.id):
        created = datetime.fromisoformat(row.created)
    return InterviewRow(
        id=row.id,
        patient_id=row.patient_id,
        clinician_id=row.clinician_id,
        workbook=row.workbook,
        pin=f"{row.instrument}@{row.version}",
        created=created,
        state=states.get(row.id, State.READY),
        episode=row.episode,
    )
