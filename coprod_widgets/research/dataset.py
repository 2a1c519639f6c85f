"""Making a data set of the sealed records in the store, step by step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research import beside
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.consent import sift
from coprod_widgets.research.folder import check_free, whole_folder, working_beside
from coprod_widgets.research.formats import SHORTENED, USUAL, WRITERS
from coprod_widgets.research.gathering import gather
from coprod_widgets.research.limits import Shortened
from coprod_widgets.research.making import Source, Tables, make_tables
from coprod_widgets.research.masking import without_words
from coprod_widgets.research.pooling import NOTHING, Pool, check_pool
from coprod_widgets.research.reading import RecordError, read_record
from coprod_widgets.research.recall import check_still_in
from coprod_widgets.research.shelf import opened_shelf
from coprod_widgets.research.signed import signed_fidelity
from coprod_widgets.research.spool import Spool
from coprod_widgets.research.study_centre import StudyCentre
from coprod_widgets.research.values import kept_of

if TYPE_CHECKING:
    from coprod_widgets.store import Store
    from coprod_widgets.store.records import RecordRow
    from coprod_widgets.store.talks import InterviewRow

FORMAT = 1
Progress = Callable[[int, int], None]


class _Names:
    """Every name that a file of a data set can have."""

    _ALWAYS = beside.NAMES | {"dataset.json", SHORTENED}
    _TABLE = re.compile(rf"(?:{'|'.join(TABLES)}|wide_[A-Za-z0-9_-]+)\.(?:{'|'.join(WRITERS)})")

    def __contains__(self, name: object) -> bool:
        return name in self._ALWAYS or bool(self._TABLE.fullmatch(str(name)))


NAMES = _Names()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that doesn't hold, and why. It is left out, and the rest goes on.

    Where it was read from a file, its path stands for the interview.
    """

    interview: str
    problem: str

    def __str__(self) -> str:
        if self.interview.endswith(".ipynb"):
            return f"{self.interview} was left out: {self.problem}"
        return f"The record of interview {self.interview} was left out: {self.problem}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making a data set: how many went in, who was left out and why, the files.

    `recalled` has the files of people who left after they were handed out, and their last word.
    `kept` says whether a store keeps account of it, so that it can be released.
    """

    interviews: int
    people: int
    left_out: Mapping[str, int]
    files: Mapping[str, str]
    quarantined: list[Quarantined] = field(default_factory=list)
    shortened: list[Shortened] = field(default_factory=list)
    recalled: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False


def make_dataset(
    store: Store,
    out: Path,
    *,
    at: datetime,
    progress: Progress,
    pool: Pool = NOTHING,
    formats: Sequence[str] = USUAL,
) -> Made:
    """Write the records of everybody whose latest word on research is yes as tables into `out`.

    `pool` is what may be pooled over versions of an instrument.

    Raises:
        CoprodError: `out` has other things in it, can't be written to, or the disk is full.
    """
    check_free(out, NAMES)
    quarantined: list[Quarantined] = []
    wanted, held, left_out = known(store, quarantined)
    with working_beside(out) as aside, Spool(aside / "records") as spool:
        reading = _Reading(store, held, spool)
        progress(0, len(wanted))
        sources = list(_read(reading, wanted, quarantined, progress))
        check_pool(pool, reading.instruments.values())
        tables = make_tables(sources, reading.instruments, pool, formats, aside)
        quarantined += [Quarantined(*fault) for fault in tables.faults]
        made = made_of(tables, left_out, quarantined)
        files = {**tables.files, "dataset.json": about(made)}
        # Kept before the folder appears, so that none goes about that nobody can name later.
        with whole_folder(out, files, NAMES):
            ids = {source.interview: source.named for source in sources}
            interviews = sorted(ids[talk] for talk in tables.interviews)
            people = {held[interview].patient_id for interview in interviews}
            check_still_in(store, people)
            store.add_dataset(
                at=at,
                counts=counts_of(made),
                digests=dict(made.files),
                interviews=interviews,
                patients=sorted(people),
            )
    return replace(made, kept=True)


def make_dataset_from(
    patterns: Sequence[str],
    out: Path,
    *,
    trusted: Collection[str],
    shelf: Path | None,
    progress: Progress,
    pool: Pool = NOTHING,
    formats: Sequence[str] = USUAL,
    centre: StudyCentre | None = None,
) -> Made:
    """Write records that hospitals handed out as tables into `out`.

    `patterns` are folders or globs, `trusted` the public keys of the hospitals whose seals count,
    and `shelf` is the folder that keeps what was read for the next time; without it nothing is.
    `centre` keeps account of it, so that it can be released.

    Raises:
        CoprodError: there are no files; `out` has other things in it, can't be written to, or the
            disk is full; the `centre` knows of a newer list of a hospital.
    """
    check_free(out, NAMES)
    with working_beside(out) as aside, opened_shelf(shelf or aside / "shelf") as kept:
        gathered = gather(patterns, trusted, kept, progress=progress)
        check_pool(pool, gathered.instruments.values())
        tables = make_tables(gathered.sources, gathered.instruments, pool, formats, aside)
        quarantined = [Quarantined(*fault) for fault in (*gathered.faults, *tables.faults)]
        made = replace(made_of(tables, gathered.left_out, quarantined), recalled=gathered.recalled)
        with whole_folder(out, {**tables.files, "dataset.json": about(made)}, NAMES):
            if centre is not None:
                counts = counts_of(made)
                is_kept = centre.keep(gathered, tables.interviews, counts, made.files)
                made = replace(made, kept=is_kept)
    return made


def made_of(tables: Tables, left_out: Mapping[str, int], quarantined: list[Quarantined]) -> Made:
    """What came of making the tables."""
    return Made(
        interviews=len(tables.interviews),
        people=tables.people,
        left_out=left_out,
        files=tables.digests,
        quarantined=quarantined,
        shortened=tables.shortened,
    )


def counts_of(made: Made) -> dict[str, int]:
    """What a store counts of a data set."""
    return {"interviews": made.interviews, "people": made.people, **made.left_out}


def known(
    store: Store, quarantined: list[Quarantined]
) -> tuple[list[RecordRow], dict[str, InterviewRow], Mapping[str, int]]:
    """The newest records of willing people, all interviews, and how many people are left out.

    Each is read by itself, because a list does not check whose an interview is. Where that or the
    word of its person can't be trusted, it is left out.

    Raises:
        SealError: nobody's word can be, because people are missing or as they were before.
    """
    store.check_people()
    records = list(store.latest_records())
    held: dict[str, InterviewRow] = {}
    latest: dict[str, str | None] = {}
    for record in records:
        try:
            about = store.about(record.interview_id)
            latest[about.patient_id] = store.latest_consent(about.patient_id)
            held[about.id] = about
        except CoprodError as error:
            quarantined.append(Quarantined(record.interview_id, error.problem))
    sifted = sift(latest)
    willing = {row.id for row in held.values() if row.patient_id in sifted.included}
    wanted = [record for record in records if record.interview_id in willing]
    return wanted, held, sifted.left_out


@dataclass
class _Reading:
    store: Store
    held: Mapping[str, InterviewRow]
    spool: Spool
    instruments: dict[str, Instrument] = field(default_factory=dict)

    def source(self, row: RecordRow) -> Source:
        """Read one record and put it by, without anybody's words."""
        about = self.held[row.interview_id]
        record = read_record(self.store.record_notebook(row.id))
        if (record.interview, record.head) != (row.interview_id, row.head):
            raise RecordError("It tells of another interview, or of an earlier state of this one.")
        instrument = self.store.instrument(record.instrument, record.version)
        if instrument.hash != record.hash or instrument.pin != about.pin:
            raise RecordError("It was held with another instrument than the one that is kept.")
        self.instruments[instrument.pin] = instrument
        return Source(
            person=self.store.pseudonym(about.patient_id),
            interview=self.store.pseudonym(row.interview_id),
            pin=instrument.pin,
            workbook=about.workbook,
            record_version=row.version,
            spool=self.spool,
            place=self.spool.add(without_words(record, kept_of(instrument))),
            named=row.interview_id,
            fidelity=signed_fidelity(self.store, row.interview_id),
        )


def _read(
    reading: _Reading,
    records: list[RecordRow],
    quarantined: list[Quarantined],
    progress: Progress,
) -> Iterator[Source]:
    for done, row in enumerate(records, start=1):
        try:
            yield reading.source(row)
        except CoprodError as error:
            quarantined.append(Quarantined(row.interview_id, error.problem))
        progress(done, len(records))


def about(made: Made) -> bytes:
    """What is said of a data set beside its tables."""
    body = {
        "format": FORMAT,
        "interviews": made.interviews,
        "people": made.people,
        "left_out": dict(made.left_out),
        "records_that_did_not_hold": len(made.quarantined),
        "files": dict(made.files),
    }
    return (json.dumps(body, indent=1) + "\n").encode()
