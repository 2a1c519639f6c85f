"""Journals: what was said, only ever added to, and how far each of them goes."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from sqlalchemy import Connection, Row, insert, select

from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.interview.answer import Answer, Moment
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.journal import (
    EMPTY_HEAD,
    as_json,
    body_of,
    entry_from,
    link,
    verify,
)
from coprod_widgets.store.base import stamp
from coprod_widgets.store.faults import RESTORE, changed, in_row
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.instruments import Instruments
from coprod_widgets.store.tables import entries, interviews, journals

Make = Callable[[Interview], Answer | Moment]
Beside = Callable[[Writing], None]
_CACHED = 1_024


def nothing_beside(_: Writing) -> None:
    """Writes nothing."""


class Journals(Instruments):
    """The part of the store that keeps what was said."""

    _cache: OrderedDict[str, tuple[str, Interview]]
    _cache_lock: Lock

    def interview(self, interview_id: str) -> Interview:
        """An interview with all that was said in it."""
        with self.reading() as connection:
            return self._load(connection, interview_id)[1]

    def head(self, interview_id: str) -> str:
        """The head of an interview's journal, as it is kept; reading the interview checks it."""
        query = select(journals.c.head).where(journals.c.id == interview_id)
        with self.reading() as connection:
            return connection.execute(query).scalar() or EMPTY_HEAD

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
        with self.writing() as writing:
            head, interview = self._load(writing.connection, interview_id)
            for entry in reversed(interview.entries):
                if entry.key == key:
                    return interview, entry, True
            head, interview = self._extend(writing, head, interview, [make])
            made = interview.entries[-1]
            writing.change(journals, interview_id, entries=made.number, head=head)
            beside(writing)
        self._remember(head, interview)
        return interview, made, False

    def append_all(self, interview_id: str, makes: Sequence[Make]) -> Interview:
        """Add several entries in one transaction."""
        with self.writing() as writing:
            head, interview = self._load(writing.connection, interview_id)
            head, interview = self._extend(writing, head, interview, makes)
            count = len(interview.entries)
            writing.change(journals, interview_id, entries=count, head=head)
        self._remember(head, interview)
        return interview

    def _extend(
        self, writing: Writing, head: str, interview: Interview, makes: Sequence[Make]
    ) -> tuple[str, Interview]:
        for make in makes:
            made = make(interview)
            head = self._insert(writing, interview.id, head, made)
            interview = interview.with_entry(made)
        return head, interview

    def _insert(self, writing: Writing, interview_id: str, head: str, made: Answer | Moment) -> str:
        head = link(head, interview_id, made)
        is_answer = isinstance(made, Answer)
        place = f"entries|body|{interview_id}:{made.number}"
        writing.execute(
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

    def _journal(self, connection: Connection, interview_id: str) -> tuple[int, str]:
        """How many entries an interview's journal has, and its head."""
        row = self.held(connection, journals, id=interview_id)
        if row is not None:
            return row.entries, row.head
        known = select(interviews.c.id).where(interviews.c.id == interview_id)
        if connection.execute(known).first():
            raise SealError(f"Row {interview_id} of table 'journals' is missing.", RESTORE)
        raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")

    def _load(self, connection: Connection, interview_id: str) -> tuple[str, Interview]:
        count, head = self._journal(connection, interview_id)
        with self._cache_lock:
            cached = self._cache.get(interview_id)
        if cached and cached[0] == head:
            return cached
        row = self.held(connection, interviews, id=interview_id)
        if row is None:
            raise SealError(f"Row {interview_id} of table 'interviews' is missing.", RESTORE)
        instrument = self.instrument(row.instrument, row.version)
        said = self.checked(connection, interview_id, count, head)
        interview = Interview(interview_id, instrument, said)
        self._remember(head, interview)
        return head, interview

    def checked(
        self, connection: Connection, interview_id: str, count: int, head: str
    ) -> tuple[Answer | Moment, ...]:
        """A whole journal, every link of it followed to the end that is kept apart.

        Raises:
            SealError: an entry was changed, is missing, or was put in.
        """
        found = self._entries(connection, interview_id)
        said, heads = [entry for entry, _ in found], [kept for _, kept in found]
        verify(interview_id, said, heads)
        if (len(found), heads[-1] if heads else EMPTY_HEAD) != (count, head):
            raise SealError(
                f"The journal of interview {interview_id} had {count} entries, and "
                f"{len(found)} are in table 'entries'.",
                RESTORE,
            )
        return tuple(said)

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
        place = f"entries|body|{row.interview_id}:{row.number}"
        with in_row(entries.name, f"{row.interview_id}:{row.number}"):
            entry = entry_from(json.loads(self.show(row.body, place)))
        # The clear columns are for lists only. They must say the same as what is encrypted.
        clear = (row.kind, row.at, row.by, row.key, row.happening, row.status)
        said = (
            "answer" if isinstance(entry, Answer) else "moment",
            stamp(entry.at),
            entry.by,
            entry.key,
            entry.happening.value if isinstance(entry, Moment) else None,
            entry.status.value if isinstance(entry, Answer) else None,
        )
        if clear != said:
            raise changed(entries.name, f"{row.interview_id}:{row.number}")
        return entry
