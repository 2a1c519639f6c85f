"""The patients' own copies: which were made of a talk, and of how much of it.

A copy is no file. It is a number in the audit trail and how far the journal had come, and since
nothing in a journal changes, the same copy can be shown again just as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.store.faults import RESTORE
from coprod_widgets.store.tables import audit, journals
from coprod_widgets.store.trail import Trail, event_from

_REASON = re.compile(r"copy (\d+), entries (\d+)")


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One copy of a talk: its number, when it was made, and how many entries it tells of."""

    interview_id: str
    number: int
    at: datetime
    entries: int


class Copies(Trail):
    """The part of the store that numbers the patients' copies."""

    def add_copy(self, interview_id: str, account_id: str | None, at: datetime) -> CopyRow:
        """Number the next copy of a talk as it stands, and write down who made it.

        Raises:
            NotFoundError: there is no such interview.
        """
        with self.writing() as writing:
            journal = self.held(writing.connection, journals, id=interview_id)
            if journal is None:
                raise NotFoundError(f"There is no interview '{interview_id}'.", "Check the id.")
            number = len(_made(writing.connection, interview_id)) + 1
            reason = f"copy {number}, entries {journal.entries}"
            self.note_beside(writing, Event(at, Deed.MADE_COPY, account_id, interview_id, reason))
        return CopyRow(interview_id, number, at, journal.entries)

    def copies_of(self, interview_id: str) -> list[CopyRow]:
        """Every copy that was made of a talk, the first one first."""
        with self.reading() as connection:
            return _made(connection, interview_id)

    def copy_numbered(self, interview_id: str, number: int) -> CopyRow:
        """One copy of a talk.

        Raises:
            NotFoundError: none has this number.
        """
        for row in self.copies_of(interview_id):
            if row.number == number:
                return row
        raise NotFoundError(f"There is no copy {number} of '{interview_id}'.", "Make one first.")


def _made(connection: Connection, interview_id: str) -> list[CopyRow]:
    query = select(audit).where(
        audit.c.deed == Deed.MADE_COPY.value, audit.c.resource == interview_id
    )
    found = []
    for row in connection.execute(query.order_by(audit.c.number)):
        event, told = event_from(row), _REASON.fullmatch(row.reason)
        if told is None:
            raise SealError(f"Event {row.number} of the audit trail can't be read.", RESTORE)
        found.append(CopyRow(interview_id, int(told[1]), event.at, int(told[2])))
    return found
