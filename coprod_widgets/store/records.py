"""Records, their reviews, and the data sets made from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Select, func, select

from coprod_widgets.errors import CoprodError, NotFoundError, SealError
from coprod_widgets.interview.interview import State
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.tables import datasets, records, reviews
from coprod_widgets.store.talks import Talks


class Verdict(StrEnum):
    """What a supervisor makes of a record."""

    SIGNED_OFF = "signed_off"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What is known of a record without opening it. `digest` is the notebook's SHA-256."""

    id: str
    interview_id: str
    version: int
    digest: str
    head: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """A supervisor's verdict on the record whose digest she saw."""

    id: str
    record_id: str
    account_id: str
    decision: Verdict
    note: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A data set that was made: when, how many, the digests of its files, and who is in it."""

    id: str
    at: datetime
    counts: Mapping[str, int]
    digests: Mapping[str, str]
    interviews: Sequence[str]
    patients: Sequence[str]


class Records(Talks):
    """The part of the store that keeps what was written down and what became of it."""

    def add_record(self, interview_id: str, notebook: bytes, head: str, at: datetime) -> RecordRow:
        """Seal an executed notebook as the next version of an interview's record.

        The digest and the head are bound into the encryption, so neither can be changed alone. A
        head that is already recorded gives the record that is there.
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
                notebook=self.keys.encrypt(notebook, _place(row)),
            )
        return row

    def record(self, record_id: str) -> RecordRow:
        """What is known of a record.

        Raises:
            NotFoundError: there is none.
        """
        with self.reading() as connection:
            row = self.held(connection, records, id=record_id)
        if row is None:
            raise NotFoundError(f"There is no record '{record_id}'.", "Check the id.")
        return _record(row)

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

    def records_of(self, interview_id: str) -> list[RecordRow]:
        """The versions of an interview's record, the oldest first."""
        return self._records(select(records).where(records.c.interview_id == interview_id))

    def all_records(self) -> list[RecordRow]:
        """Every version of every record, the oldest first."""
        return self._records(select(records))

    def latest_records(self) -> list[RecordRow]:
        """The newest version of each interview's record, the oldest first."""
        newest = {row.interview_id: row for row in self.all_records()}
        return sorted(newest.values(), key=lambda row: (row.at, row.id))

    def _records(self, query: Select[tuple[object, ...]]) -> list[RecordRow]:
        columns = [column for column in records.c if column.name not in ("notebook", "mac")]
        ordered = query.with_only_columns(*columns).order_by(records.c.at, records.c.version)
        with self.reading() as connection:
            return [_record(row) for row in connection.execute(ordered)]

    def unrecorded(self) -> list[str]:
        """The closed interviews whose journal, as it stands, is in no record yet."""
        recorded = {(row.interview_id, row.head) for row in self.all_records()}
        closed = [row.id for row in self.all_interviews() if row.state is State.CLOSED]
        return [
            interview_id
            for interview_id in reversed(closed)
            if (interview_id, self.head(interview_id)) not in recorded
        ]

    # Reviews

    def add_review(
        self,
        record_id: str,
        account_id: str,
        decision: Verdict | str,
        note: str,
        digest: str,
        at: datetime,
    ) -> Review:
        """Keep a verdict on what was seen.

        Raises:
            CoprodError: somebody else was first, there is a newer version, or the digest is not
                the record's.
        """
        row = self.record(record_id)
        review = Review(
            new_id("v"), record_id, account_id, Verdict(decision), note.strip(), digest, at
        )
        with self.writing() as writing:
            newest = writing.execute(
                select(func.max(records.c.version)).where(
                    records.c.interview_id == row.interview_id
                )
            ).scalar_one()
            if newest != row.version or digest != row.digest:
                raise CoprodError(
                    "There is a newer version of this record.", "Read the newest one, then decide."
                )
            if writing.execute(
                select(reviews.c.id).where(reviews.c.record_id == record_id)
            ).first():
                raise CoprodError(
                    "Somebody else has reviewed this record already.", "Load the page again."
                )
            writing.add(
                reviews,
                id=review.id,
                record_id=record_id,
                account_id=account_id,
                decision=review.decision.value,
                note=self.hide(review.note, f"reviews|note|{review.id}"),
                digest=digest,
                at=stamp(at),
            )
        return review

    def reviews_of(self, record_id: str) -> list[Review]:
        """The verdict on a record: none or one."""
        with self.reading() as connection:
            row = self.held(connection, reviews, record_id=record_id)
        return [self.review_from(row)] if row else []

    def latest_reviews(self) -> dict[str, Review]:
        """The verdicts by the id of their record."""
        with self.reading() as connection:
            rows = connection.execute(select(reviews)).all()
        return {row.record_id: self.review_from(row) for row in rows}

    def review_from(self, row: Row[tuple[object, ...]]) -> Review:
        """The review of a whole row."""
        with in_row(reviews.name, row.id):
            return Review(
                id=row.id,
                record_id=row.record_id,
                account_id=row.account_id,
                decision=Verdict(row.decision),
                note=self.show(row.note, f"reviews|note|{row.id}"),
                digest=row.digest,
                at=datetime.fromisoformat(row.at),
            )

    # Data sets

    def add_dataset(
        self,
        *,
        at: datetime,
        counts: Mapping[str, int],
        digests: Mapping[str, str],
        interviews: Sequence[str],
        patients: Sequence[str],
    ) -> str:
        """Write down that a data set was made, and who is in it; gives its id."""
        dataset_id = new_id("d")
        with self.writing() as writing:
            writing.add(
                datasets,
                id=dataset_id,
                at=stamp(at),
                counts=json.dumps(dict(counts)),
                digests=json.dumps(dict(digests)),
                interviews=json.dumps(list(interviews)),
                patients=json.dumps(list(patients)),
            )
        return dataset_id

    def datasets(self) -> list[DatasetRow]:
        """The data sets that were made, the newest first."""
        with self.reading() as connection:
            rows = connection.execute(select(datasets).order_by(datasets.c.at.desc())).all()
        return [dataset_from(row) for row in rows]


def _record(row: Row[tuple[object, ...]]) -> RecordRow:
    with in_row(records.name, row.id):
        at = datetime.fromisoformat(row.at)
    return RecordRow(row.id, row.interview_id, row.version, row.digest, row.head, at)


def dataset_from(row: Row[tuple[object, ...]]) -> DatasetRow:
    """The data set of a whole row."""
    with in_row(datasets.name, row.id):
        return DatasetRow(
            id=row.id,
            at=datetime.fromisoformat(row.at),
            counts=json.loads(row.counts),
            digests=json.loads(row.digests),
            interviews=json.loads(row.interviews),
            patients=json.loads(row.patients),
        )


def _place(row: RecordRow) -> str:
    return f"records|notebook|{row.id}|{row.interview_id}|{row.version}|{row.digest}|{row.head}"
