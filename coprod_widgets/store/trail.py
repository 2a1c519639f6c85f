"""The audit trail: who did what, hash-chained, with ids only."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Row, insert, select

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import SealError
from coprod_widgets.interview.journal import as_json
from coprod_widgets.store.base import Base, stamp
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.tables import AUDIT, audit, journals


class Trail(Base):
    """The part of the store that keeps the audit trail."""

    def note(self, event: Event) -> None:
        """Write down a deed."""
        with self.writing() as writing:
            self.note_beside(writing, event)

    def note_beside(self, writing: Writing, event: Event) -> None:
        """Write down a deed in the transaction in which it is done."""
        last = self.held(writing.connection, journals, id=AUDIT)
        if last is None:
            raise SealError(f"Row {AUDIT} of table 'journals' is missing.", RESTORE)
        number, head = last.entries + 1, link_event(last.head, event)
        writing.execute(
            insert(audit).values(
                number=number,
                at=stamp(event.at),
                deed=event.deed.value,
                account=event.account,
                resource=event.resource,
                reason=event.reason,
                head=head,
            )
        )
        writing.change(journals, AUDIT, entries=number, head=head)

    def events(self) -> list[Event]:
        """Everything that was written down, the oldest first."""
        with self.reading() as connection:
            rows = connection.execute(select(audit).order_by(audit.c.number)).all()
        return [event_from(row) for row in rows]


def link_event(head: str, event: Event) -> str:
    """The head of the trail after an event."""
    written = [head, stamp(event.at), event.deed, event.account, event.resource, event.reason]
    return hashlib.sha256(as_json(written).encode()).hexdigest()


def event_from(row: Row[tuple[object, ...]]) -> Event:
    """The event of a whole row."""
    with in_row(audit.name, str(row.number)):
        at = datetime.fromisoformat(row.at)
        return Event(at, Deed(row.deed), row.account, row.resource, row.reason)
