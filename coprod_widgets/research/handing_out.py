"""Handing records out to a study: of people who said yes, with seals that others can check."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research.dataset import Quarantined, known
from coprod_widgets.research.folder import check_free, whole_folder, working_beside
from coprod_widgets.research.people_file import by_pseudonym
from coprod_widgets.research.reading import RecordError, output_of, record_in
from coprod_widgets.research.recall import check_still_in, left_hand_outs
from coprod_widgets.research.seals import (
    LIST,
    NEWEST_FORMAT,
    SIGNATURE,
    KeptInstrument,
    SealedFile,
    Seals,
    as_written,
)
from coprod_widgets.research.signed import signed_fidelity
from coprod_widgets.store.base import stamp
from coprod_widgets.store.datasets import DatasetKind

if TYPE_CHECKING:
    from coprod_widgets.store import Store
    from coprod_widgets.store.records import RecordRow
    from coprod_widgets.store.talks import InterviewRow

_NOTHING: frozenset[str] = frozenset()
_WHAT = "what is handed out"
PEOPLE = "people.csv"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was handed out, who was left out and why, and the key to check it with.

    `left` is how many people who were handed out before have left since; the list names them.
    """

    records: int
    people: int
    left_out: dict[str, int]
    public_key: str
    quarantined: list[Quarantined]
    left: int


@dataclass
class _Packing:
    store: Store
    aside: Path
    files: dict[str, Path | bytes] = field(default_factory=dict)
    records: list[SealedFile] = field(default_factory=list)
    instruments: dict[str, KeptInstrument] = field(default_factory=dict)
    interviews: list[str] = field(default_factory=list)
    patients: set[str] = field(default_factory=set)

    def pack(self, row: RecordRow, about: InterviewRow) -> None:
        """Put one record in."""
        notebook = self.store.record_notebook(row.id)
        output = bytes(output_of(notebook))
        record = record_in(output)
        if (record.interview, record.head) != (row.interview_id, row.head):
            raise RecordError("It tells of another interview, or of an earlier state of this one.")
        instrument = self.store.instrument(record.instrument, record.version)
        if instrument.hash != record.hash or instrument.pin != about.pin:
            raise RecordError("It was held with another instrument than the one that is kept.")
        self._keep(instrument)
        interview = self.store.pseudonym(row.interview_id)
        name = f"{interview}.ipynb"
        (self.aside / name).write_bytes(notebook)
        begins = notebook.index(output)
        self.files[name] = self.aside / name
        sealed = SealedFile(
            file=name,
            digest=hashlib.sha256(notebook).hexdigest(),
            begins=begins,
            ends=begins + len(output),
            interview=interview,
            person=self.store.pseudonym(about.patient_id),
            workbook=about.workbook,
            record_version=row.version,
            hash=instrument.hash,
            fidelity=signed_fidelity(self.store, row.interview_id),
        )
        self.records.append(sealed)
        self.interviews.append(row.interview_id)
        self.patients.add(about.patient_id)

    def _keep(self, instrument: Instrument) -> None:
        if instrument.hash not in self.instruments:
            name = f"{instrument.id}-{instrument.version}.yaml"
            text = self.store.instrument_text(instrument.id, instrument.version)
            self.files[name] = text.encode()
            self.instruments[instrument.hash] = KeptInstrument(
                name, instrument.id, instrument.version, instrument.hash
            )


def _pseudonym(packing: _Packing, number: str) -> str | None:
    """That of a hospital number, if the person is handed out."""
    patient = packing.store.patient_numbered(number)
    is_in = patient is not None and patient.id in packing.patients
    return packing.store.pseudonym(patient.id) if patient and is_in else None


def hand_out(
    store: Store,
    out: Path,
    *,
    at: datetime,
    progress: Callable[[int, int], None],
    people: Path | None = None,
    attributes: Sequence[str] = (),
) -> HandedOut:
    """Copy the records of everybody whose latest word on research is yes into the new folder `out`.

    They hold people's own words. Who gets them is for the hospital to decide. With a file of
    `people`, its columns `attributes` go along, of those who are handed out, by pseudonym.

    Raises:
        CoprodError: `out` is there and not empty, can't be written to, or the disk is full; the
            file of people lacks something.
    """
    check_free(out, _NOTHING)
    quarantined: list[Quarantined] = []
    wanted, held, left_out = known(store, quarantined)
    gone = {store.pseudonym(id_): word for id_, word in sorted(left_hand_outs(store).items())}
    with working_beside(out, _WHAT) as aside:
        packing = _Packing(store, aside)
        for done, row in enumerate(wanted, start=1):
            try:
                packing.pack(row, held[row.interview_id])
            except CoprodError as error:
                quarantined.append(Quarantined(row.interview_id, error.problem))
            progress(done, len(wanted))
        seals = Seals(
            format=NEWEST_FORMAT,
            hospital=store.keys.public_key,
            at=stamp(at),
            records=sorted(packing.records, key=lambda one: one.file),
            instruments=sorted(packing.instruments.values(), key=lambda one: one.file),
            left_out=dict(left_out),
            left=gone,
        )
        written = as_written(seals)
        files = {**packing.files, LIST: written, SIGNATURE: store.keys.sign(written)}
        if people is not None:
            files[PEOPLE] = by_pseudonym(people, attributes, partial(_pseudonym, packing))
        counts = {"interviews": len(packing.records), "people": len(packing.patients), **left_out}
        # Kept as data sets are, so that who withdraws can be told which folders hold him or her.
        with whole_folder(out, files, what=_WHAT):
            check_still_in(store, packing.patients)
            store.add_dataset(
                kind=DatasetKind.HAND_OUT,
                at=at,
                counts=counts,
                digests={LIST: hashlib.sha256(written).hexdigest()},
                interviews=sorted(packing.interviews),
                patients=sorted(packing.patients),
            )
    return HandedOut(
        len(packing.records),
        len(packing.patients),
        dict(left_out),
        store.keys.public_key,
        quarantined,
        len(gone),
    )
