"""The audit trail: who did what, hash-chained, with ids only."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.interview.journal import EMPTY_HEAD, as_json
from coprod_widgets.store.base import Base, stamp
from coprod_widgets.store.tables import audit


class Trail(Base):
    """The part of the store that keeps the audit trail."""

    def note(self, event: Event) -> None:
        """Write down a deed."""
        with self.writing() as connection:
            self.note_beside(connection, event)

    def note_beside(self, connection: Connection, event: Event) -> None:
        """Write down a deed in the transaction in which it is done."""
        last = connection.execute(
            select(audit.c.number, audit.c.head).order_by(audit.c.number.desc()).limit(1)
        ).first()
        number, head = (last.number + 1, last.head) if last else (1, EMPTY_HEAD)
        connection.execute(
            insert(audit).values(
                number=number,
                at=stamp(event.at),
                deed=event.deed.value,
                account=event.account,
                resource=event.resource,
                reason=event.reason,
                head=link_event(head, event),
            )
        )

    def events(self) -> list[Event]:
        """Everything that was written down, the oldest first."""
        return [event for event, _ in self.kept_events()]

    def kept_events(self) -> list[tuple[Event, str]]:
        """Every event with the head that is kept beside it."""
        with self.reading() as connection:
            rows = connection.execute(select(audit).order_by(audit.c.number)).all()
        return [(_event(row), row.head) for row in rows]


def link_event(head: str, event: Event) -> str:
    """The head of the trail after an event."""
    written = [head, stamp(event.at), event.deed, event.account, event.resource, event.reason]
    return hashlib.sha256(as_json(written).encode()).hexdigest()


def _event(row: Row[tuple[object, ...]]) -> Event:
    at = datetime.fromisoformat(row.at)
    return Event(at, Deed(row.deed), row.account, row.resource, row.reason)
