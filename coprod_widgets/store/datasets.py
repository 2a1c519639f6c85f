"""What went out of the records: data sets, records that were handed out, and releases."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.store.anchors import check_row, sum_of
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.guarded import Writing, read_anchor
from coprod_widgets.store.tables import datasets
from coprod_widgets.store.trail import Trail


class DatasetKind(StrEnum):
    """What went out, and how far: tables for inside, whole records, or tables for outside.

    A data set that was gathered is made of what hospitals handed out; its interviews and patients
    are the pseudonyms that these gave, and nobody of this store.
    """

    DATASET = "dataset"
    GATHERED = "gathered"
    HAND_OUT = "hand_out"
    RELEASE = "release"


_DEEDS = {
    DatasetKind.DATASET: Deed.MADE_DATASET,
    DatasetKind.GATHERED: Deed.MADE_DATASET,
    DatasetKind.HAND_OUT: Deed.HANDED_OUT,
    DatasetKind.RELEASE: Deed.MADE_RELEASE,
}


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """Something that went out: when, how many, the digests of its files, and who is in it."""

    id: str
    kind: DatasetKind
    at: datetime
    counts: Mapping[str, int]
    digests: Mapping[str, str]
    interviews: Sequence[str]
    patients: Sequence[str]


Ledger = Sequence[tuple[DatasetRow, Mapping[str, Any]]]
"""Earlier releases and gathered data sets with what is kept of each, the oldest first."""
_IN_LEDGER = (DatasetKind.RELEASE, DatasetKind.GATHERED)


class Datasets(Trail):
    """The part of the store that knows what went out, and who is in it."""

    def add_dataset(
        self,
        *,
        at: datetime,
        counts: Mapping[str, int],
        digests: Mapping[str, str],
        interviews: Sequence[str],
        patients: Sequence[str],
        kind: DatasetKind = DatasetKind.DATASET,
        body: Mapping[str, Any] | None = None,
        check: Callable[[Ledger], None] | None = None,
    ) -> str:
        """Write down that something was made of records, and who is in it; gives its id.

        `body` is kept encrypted. `check` is given the releases and gathered data sets before this
        inside the transaction, so that of two at the same moment the later one is seen beside the
        other; what it raises is raised, and nothing is kept.

        Raises:
            SealError: with `check`, the earlier ones are not as coprod left them.
        """
        row = DatasetRow(new_id("d"), kind, at, counts, digests, interviews, patients)
        with self.writing() as writing:
            if check:
                check(self._ledger(writing))
            writing.add(
                datasets,
                id=row.id,
                kind=kind.value,
                at=stamp(at),
                counts=json.dumps(dict(counts)),
                digests=json.dumps(dict(digests)),
                interviews=json.dumps(list(interviews)),
                patients=json.dumps(list(patients)),
                body=self.hide(json.dumps(dict(body or {})), _place(row.id, kind.value)),
            )
            self.note_beside(writing, Event(at, _DEEDS[kind], None, row.id))
        return row.id

    def look_at_ledger(self, check: Callable[[Ledger], None]) -> None:
        """Let `check` see what `add_dataset` would show it, and keep nothing.

        Raises:
            SealError: the earlier ones are not as coprod left them.
        """
        with self.writing() as writing:
            check(self._ledger(writing))

    def datasets(self) -> list[DatasetRow]:
        """Everything that went out, the newest first."""
        with self.reading() as connection:
            rows = connection.execute(select(datasets).order_by(datasets.c.at.desc())).all()
        return [self.dataset_from(row) for row in rows]

    def dataset(self, id: str) -> DatasetRow:  # noqa: A002
        """One thing that went out, by its id.

        Raises:
            NotFoundError: there is none.
            SealError: its row is not as coprod left it.
        """
        with self.reading() as connection:
            row = self.held(connection, datasets, id=id)
        if row is None:
            raise NotFoundError(f"There is no data set '{id}'.", "Check the id.")
        return self.dataset_from(row)

    def study_of(self, release_id: str) -> str:
        """The study that a release was made for.

        Raises:
            NotFoundError: there is no such release.
            SealError: its row is not as coprod left it.
        """
        with self.reading() as connection:
            row = self.held(connection, datasets, id=release_id)
        if row is None or row.kind != DatasetKind.RELEASE:
            raise NotFoundError(f"There is no release '{release_id}'.", "Check the id.")
        return str(self.dataset_body(row)["study"])

    def _ledger(self, writing: Writing) -> Ledger:
        """What may bar what is to be kept, each row checked, and that none of them is missing."""
        rows = writing.execute(select(datasets).order_by(datasets.c.at, datasets.c.id)).all()
        found = sum_of(self.keys, datasets, ((row.id, row.mac) for row in rows))
        fault = read_anchor(writing.connection, self.keys).of(datasets).fault("datasets", found)
        if fault:
            raise SealError(f"Nobody can tell what was released before: {fault}", RESTORE)
        for row in rows:
            check_row(self.keys, datasets, row)
        kept = [row for row in rows if row.kind in _IN_LEDGER]
        return [(self.dataset_from(row), self.dataset_body(row)) for row in kept]

    def dataset_from(self, row: Row[Any]) -> DatasetRow:
        """What went out, by its whole row."""
        with in_row(datasets.name, row.id):
            return DatasetRow(
                id=row.id,
                kind=DatasetKind(row.kind),
                at=datetime.fromisoformat(row.at),
                counts=json.loads(row.counts),
                digests=json.loads(row.digests),
                interviews=json.loads(row.interviews),
                patients=json.loads(row.patients),
            )

    def dataset_body(self, row: Row[Any]) -> Mapping[str, Any]:
        """What is kept of something besides, by its whole row."""
        shown = self.show(row.body, _place(row.id, row.kind))
        with in_row(datasets.name, row.id):
            body: Mapping[str, Any] = json.loads(shown)
            return body


def _place(dataset_id: str, kind: str) -> str:
    return f"datasets|body|{dataset_id}|{kind}"
