"""Records: the executed notebooks, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import CoprodError, NotFoundError, SealError
from coprod_widgets.interview.interview import State
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.tables import interviews, journals, records
from coprod_widgets.store.talks import Talks
from coprod_widgets.store.trail import Trail


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What is known of a record without opening it. `digest` is the notebook's SHA-256."""

    id: str
    interview_id: str
    version: int
    digest: str
    head: str
    at: datetime


class Records(Talks, Trail):
    """The part of the store that keeps what was written down."""

    def add_record(
        self,
        interview_id: str,
        notebook: bytes,
        head: str,
        at: datetime,
        gist: Mapping[str, Any] | None = None,
    ) -> RecordRow:
        """Seal an executed notebook as the next version of an interview's record.

        The digest and the head are bound into the encryption, so neither can be changed alone. A
        head that is already recorded gives the record that is there. `gist` is what lists tell of
        the record without opening it.
        """
        with self.writing() as writing:
            known = writing.execute(
                select(records).where(
                    records.c.interview_id == interview_id, records.c.head == head
                )
            ).first()
            if known:
                return _record(known)
            version = writing.execute(
                select(func.count()).where(records.c.interview_id == interview_id)
            ).scalar_one()
            digest = hashlib.sha256(notebook).hexdigest()
            row = RecordRow(new_id("r"), interview_id, version + 1, digest, head, at)
            writing.add(
                records,
                id=row.id,
                interview_id=interview_id,
                version=row.version,
                digest=digest,
                head=head,
                at=stamp(at),
                gist=self.hide(json.dumps(dict(gist or {})), _place(row, "gist")),
                notebook=self.keys.encrypt(notebook, _place(row)),
            )
            self.note_beside(writing, Event(at, Deed.RECORDED, None, interview_id, digest))
        return row

    def record(self, record_id: str) -> RecordRow:
        """What is known of a record. Its seal is checked when it is read or reviewed.

        Raises:
            NotFoundError: there is none.
        """
        found = self._records(select(records).where(records.c.id == record_id))
        if not found:
            raise NotFoundError(f"There is no record '{record_id}'.", "Check the id.")
        return found[0]

    def record_notebook(self, record_id: str) -> bytes:
        """The sealed notebook itself.

        Raises:
            SealError: it does not match its digest.
        """
        with self.reading() as connection:
            kept = connection.execute(select(records).where(records.c.id == record_id)).first()
        if kept is None:
            raise NotFoundError(f"There is no record '{record_id}'.", "Check the id.")
        return self.opened(kept)

    def opened(self, kept: Row[tuple[object, ...]]) -> bytes:
        """The notebook of a record's whole row.

        Raises:
            SealError: it does not match its digest.
        """
        row = _record(kept)
        try:
            notebook = self.keys.decrypt(kept.notebook, _place(row))
        except CoprodError:
            notebook = b""
        if hashlib.sha256(notebook).hexdigest() != row.digest:
            raise SealError(
                f"Record {row.id} does not match its seal.",
                RESTORE,
            )
        return notebook

    def opened_gist(self, row: Row[Any]) -> str:
        """What lists tell of a record, by its row."""
        return self.show(row.gist, _place(row, "gist"))

    def records_of(self, interview_id: str) -> list[RecordRow]:
        """The versions of an interview's record, the oldest first."""
        return self._records(select(records).where(records.c.interview_id == interview_id))

    def all_records(self) -> list[RecordRow]:
        """Every version of every record, the oldest first."""
        return self._records(select(records))

    def latest_records(self, interview_ids: Collection[str] | None = None) -> list[RecordRow]:
        """The newest version of each interview's record, of some or of all, the oldest first."""
        query = select(records)
        if interview_ids is not None:
            query = query.where(records.c.interview_id.in_(list(interview_ids)))
        newest = {row.interview_id: row for row in self._records(query)}
        return sorted(newest.values(), key=lambda row: (row.at, row.id))

    def _records(self, query: Select[tuple[object, ...]]) -> list[RecordRow]:
        columns = [column for column in records.c if column.name not in ("gist", "notebook", "mac")]
        ordered = query.with_only_columns(*columns).order_by(records.c.at, records.c.version)
        with self.reading() as connection:
            return [_record(row) for row in connection.execute(ordered)]

    def unrecorded(self) -> list[str]:
        """The closed interviews whose journal, as it stands, is in no record yet."""
        # Nothing is opened or checked here, so that one bad row keeps no other from being written.
        by_age = select(journals.c.id, journals.c.head).join(
            interviews, interviews.c.id == journals.c.id
        )
        with self.reading() as connection:
            states = self._states(connection)
            made = connection.execute(select(records.c.interview_id, records.c.head)).all()
            kept = connection.execute(by_age.order_by(interviews.c.created, journals.c.id)).all()
        recorded = {tuple(row) for row in made}
        closed = [row for row in kept if states.get(row.id) is State.CLOSED]
        return [row.id for row in closed if tuple(row) not in recorded]


def _record(row: Row[tuple[object, ...]]) -> RecordRow:
    with in_row(records.name, row.id):
        at = datetime.fromisoformat(row.at)
    return RecordRow(row.id, row.interview_id, row.version, row.digest, row.head, at)


def _place(row: RecordRow | Row[Any], column: str = "notebook") -> str:
    return f"records|{column}|{row.id}|{row.interview_id}|{row.version}|{row.digest}|{row.head}"
