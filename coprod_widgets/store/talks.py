"""Instruments, interviews and their journals."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, Row, Select, func, insert, select

from coprod_widgets.access.accounts import Account
from coprod_widgets.errors import CoprodError, NotFoundError, SealError, StoreError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.interview.answer import Answer, Happening, Moment
from coprod_widgets.interview.interview import STATE_AFTER, Interview, State
from coprod_widgets.interview.journal import EMPTY_HEAD, as_json, body_of, entry_from, link
from coprod_widgets.store.base import Base, new_id, stamp
from coprod_widgets.store.tables import entries, instruments, interviews

Make = Callable[[Interview], Answer | Moment]
Beside = Callable[[Connection], None]
_CACHED = 256


def nothing_beside(_: Connection) -> None:
    """Writes nothing."""


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """What is known of an interview without opening its journal."""

    id: str
    patient_id: str
    clinician_id: str
    workbook: str
    pin: str
    created: datetime
    state: State


class Talks(Base):
    """The part of the store that keeps what is asked and what was said."""

    _cache: OrderedDict[str, tuple[str, Interview]]
    _cache_lock: Lock

    # Instruments

    def keep_instrument(self, instrument: Instrument, text: str) -> None:
        """Keep an instrument as it is used. A version once used is frozen.

        Raises:
            StoreError: the same id and version was kept with other content.
        """
        with self.writing() as connection:
            known = connection.execute(
                select(instruments.c.hash).where(
                    instruments.c.id == instrument.id, instruments.c.version == instrument.version
                )
            ).scalar()
            if known is None:
                connection.execute(
                    insert(instruments).values(
                        id=instrument.id,
                        version=instrument.version,
                        hash=instrument.hash,
                        text=text,
                    )
                )
            elif known != instrument.hash:
                raise StoreError(
                    f"{instrument.pin} is in use with other words than the file has now.",
                    "Give the changed instrument a new version.",
                )

    def instrument(self, id: str, version: str) -> Instrument:  # noqa: A002
        """The instrument as it was when it was first used."""
        with self.reading() as connection:
            row = connection.execute(
                select(instruments).where(instruments.c.id == id, instruments.c.version == version)
            ).first()
        if row is None:
            raise NotFoundError(f"There is no instrument {id}@{version}.", "Check id and version.")
        found = load_text(row.text, f"{id}@{version}")
        if found.hash != row.hash:
            raise SealError(f"{id}@{version} was changed after it was used.", "Restore a backup.")
        return found

    # Interviews

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
        makes: Sequence[Make] = (),
    ) -> str:
        """Add an interview and the first entries of its journal, all or nothing; gives its id.

        `notebook` is the prepared one. `makes` is as for `append_all`.
        """
        interview_id = id or new_id("i")
        with self.writing() as connection:
            connection.execute(
                insert(interviews).values(
                    id=interview_id,
                    patient_id=patient_id,
                    clinician_id=clinician_id,
                    workbook=workbook,
                    instrument=instrument.id,
                    version=instrument.version,
                    hash=instrument.hash,
                    created=stamp(at),
                    notebook=self.keys.encrypt(notebook, f"interviews|notebook|{interview_id}"),
                )
            )
            self._extend(connection, EMPTY_HEAD, Interview(interview_id, instrument), makes)
        return interview_id

    def about(self, interview_id: str) -> InterviewRow:
        """What is known of an interview without its journal.

        Raises:
            NotFoundError: there is none.
        """
        found = self._listed(select(interviews).where(interviews.c.id == interview_id))
        if not found:
            raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")
        return found[0]

    def interviews_of(self, account: Account) -> list[InterviewRow]:
        """A clinician's interviews, the newest first."""
        return self._listed(select(interviews).where(interviews.c.clinician_id == account.id))

    def all_interviews(self) -> list[InterviewRow]:
        """All interviews, the newest first."""
        return self._listed(select(interviews))

    def _listed(self, query: Select[tuple[object, ...]]) -> list[InterviewRow]:
        last = (
            select(entries.c.interview_id, func.max(entries.c.number).label("number"))
            .where(entries.c.happening.in_([happening.value for happening in STATE_AFTER]))
            .group_by(entries.c.interview_id)
            .subquery()
        )
        states = select(entries.c.interview_id, entries.c.happening).join(
            last,
            (last.c.interview_id == entries.c.interview_id) & (last.c.number == entries.c.number),
        )
        with self.reading() as connection:
            rows = connection.execute(query.order_by(interviews.c.created.desc())).all()
            if len(rows) == 1:
                states = states.where(entries.c.interview_id == rows[0].id)
            happened = {row.interview_id: row.happening for row in connection.execute(states)}
        return [
            InterviewRow(
                id=row.id,
                patient_id=row.patient_id,
                clinician_id=row.clinician_id,
                workbook=row.workbook,
                pin=f"{row.instrument}@{row.version}",
                created=datetime.fromisoformat(row.created),
                state=(
                    STATE_AFTER[Happening(happened[row.id])] if row.id in happened else State.READY
                ),
            )
            for row in rows
        ]

    def notebook(self, interview_id: str) -> bytes:
        """The prepared notebook of an interview."""
        with self.reading() as connection:
            kept = connection.execute(
                select(interviews.c.notebook).where(interviews.c.id == interview_id)
            ).scalar()
        if kept is None:
            raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")
        return self.keys.decrypt(kept, f"interviews|notebook|{interview_id}")

    # Journals

    def interview(self, interview_id: str) -> Interview:
        """An interview with all that was said in it."""
        with self.reading() as connection:
            return self._load(connection, interview_id)[1]

    def head(self, interview_id: str) -> str:
        """The head of an interview's journal."""
        with self.reading() as connection:
            return self._newest_head(connection, interview_id)

    def append(
        self, interview_id: str, key: str, make: Make, beside: Beside = nothing_beside
    ) -> tuple[Interview, Answer | Moment, bool]:
        """Add one entry, and have it on disk before this returns.

        `make` is given the interview as it stands and makes its next entry, or refuses by raising.
        `beside` writes what goes with it in the same transaction: both are kept, or neither. An
        entry whose key is already there is given back as it is, and nothing is written.

        Returns:
            The interview, the entry, and whether the entry was there before.
        """
        with self.writing() as connection:
            head, interview = self._load(connection, interview_id)
            for entry in reversed(interview.entries):
                if entry.key == key:
                    return interview, entry, True
            made = make(interview)
            head = self._insert(connection, interview_id, head, made)
            interview = interview.with_entry(made)
            beside(connection)
        self._remember(head, interview)
        return interview, made, False

    def append_all(self, interview_id: str, makes: Sequence[Make]) -> Interview:
        """Add several entries in one transaction."""
        with self.writing() as connection:
            head, interview = self._load(connection, interview_id)
            head, interview = self._extend(connection, head, interview, makes)
        self._remember(head, interview)
        return interview

    def _extend(
        self, connection: Connection, head: str, interview: Interview, makes: Sequence[Make]
    ) -> tuple[str, Interview]:
        for make in makes:
            made = make(interview)
            head = self._insert(connection, interview.id, head, made)
            interview = interview.with_entry(made)
        return head, interview

    def _insert(
        self, connection: Connection, interview_id: str, head: str, made: Answer | Moment
    ) -> str:
        head = link(head, interview_id, made)
        is_answer = isinstance(made, Answer)
        place = f"entries|body|{interview_id}:{made.number}"
        connection.execute(
            insert(entries).values(
                interview_id=interview_id,
                number=made.number,
                at=stamp(made.at),
                by=made.by,
                key=made.key,
                kind="answer" if is_answer else "moment",
                happening=made.happening.value if isinstance(made, Moment) else None,
                status=made.status.value if isinstance(made, Answer) else None,
                body=self.hide(as_json(body_of(made)), place),
                head=head,
            )
        )
        return head

    def _newest_head(self, connection: Connection, interview_id: str) -> str:
        query = (
            select(entries.c.head)
            .where(entries.c.interview_id == interview_id)
            .order_by(entries.c.number.desc())
            .limit(1)
        )
        return connection.execute(query).scalar() or EMPTY_HEAD

    def _load(self, connection: Connection, interview_id: str) -> tuple[str, Interview]:
        head = self._newest_head(connection, interview_id)
        with self._cache_lock:
            cached = self._cache.get(interview_id)
        if cached and cached[0] == head:
            return cached
        row = connection.execute(select(interviews).where(interviews.c.id == interview_id)).first()
        if row is None:
            raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")
        instrument = self.instrument(row.instrument, row.version)
        said = tuple(entry for entry, _ in self._entries(connection, interview_id))
        interview = Interview(interview_id, instrument, said)
        self._remember(head, interview)
        return head, interview

    def _remember(self, head: str, interview: Interview) -> None:
        with self._cache_lock:
            self._cache[interview.id] = (head, interview)
            self._cache.move_to_end(interview.id)
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)

    def _entries(
        self, connection: Connection, interview_id: str
    ) -> list[tuple[Answer | Moment, str]]:
        query = (
            select(entries).where(entries.c.interview_id == interview_id).order_by(entries.c.number)
        )
        return [(self._entry(row), row.head) for row in connection.execute(query)]

    def _entry(self, row: Row[tuple[object, ...]]) -> Answer | Moment:
        import json

        place = f"entries|body|{row.interview_id}:{row.number}"
        entry = entry_from(json.loads(self.show(row.body, place)))
        # The clear columns are for lists only. They must say the same as what is encrypted.
        clear = (row.at, row.by, row.key, row.happening, row.status)
        said = (
            stamp(entry.at),
            entry.by,
            entry.key,
            entry.happening.value if isinstance(entry, Moment) else None,
            entry.status.value if isinstance(entry, Answer) else None,
        )
        if clear != said:
            raise SealError(
                f"Entry {row.number} of interview {row.interview_id} was changed.",
                "Keep a copy of the folder, and restore the last backup that verifies.",
            )
        return entry

    def journal(self, interview_id: str) -> tuple[list[Answer | Moment], list[str]]:
        """All entries of a journal and the head kept with each, straight from the disk."""
        with self.reading() as connection:
            found = self._entries(connection, interview_id)
        return [entry for entry, _ in found], [head for _, head in found]

    # Sealing

    def seal(self, text: str) -> str:
        """Encrypt text to the key whose private half this server does not have."""
        import base64

        import pyrage

        try:
            recipient = pyrage.x25519.Recipient.from_str(
                self.settings.recipient.read_text(encoding="ascii").strip()
            )
        except (OSError, ValueError, pyrage.RecipientError) as error:
            raise CoprodError(
                f"The sealing key {self.settings.recipient} can't be read.",
                "Restore the data folder's keys from a backup.",
            ) from error
        return base64.b64encode(pyrage.encrypt(text.encode(), [recipient])).decode("ascii")
