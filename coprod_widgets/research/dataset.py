"""Making a data set of the sealed records, step by step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.codebook import codebook
from coprod_widgets.research.columns import TABLES, Row
from coprod_widgets.research.consent import sift
from coprod_widgets.research.folder import check_free, whole_folder
from coprod_widgets.research.pairs import pair_rows
from coprod_widgets.research.reading import RecordError, read_record
from coprod_widgets.research.scores import score_rows
from coprod_widgets.research.tables import Standing, Talk, answer_rows, interview_row
from coprod_widgets.research.writers import as_csv, as_parquet

if TYPE_CHECKING:
    from coprod_widgets.store import Store
    from coprod_widgets.store.records import RecordRow
    from coprod_widgets.store.talks import InterviewRow

FORMAT = 1
Progress = Callable[[int, int], None]
FILES = frozenset(
    {f"{name}.{form}" for name in TABLES for form in ("csv", "parquet")}
    | {"codebook.json", "dataset.json"}
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that doesn't hold, and why. It is left out, and the rest goes on."""

    interview: str
    problem: str

    def __str__(self) -> str:
        return f"The record of interview {self.interview} was left out: {self.problem}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making a data set: how many went in, who was left out and why, the files."""

    interviews: int
    people: int
    left_out: Mapping[str, int]
    files: Mapping[str, str]
    quarantined: list[Quarantined] = field(default_factory=list)


def make_dataset(store: Store, out: Path, *, at: datetime, progress: Progress) -> Made:
    """Write the records of everybody whose latest word on research is yes as tables into `out`.

    Raises:
        CoprodError: `out` has other things in it, can't be written to, or the disk is full.
    """
    check_free(out, FILES)
    records = list(store.latest_records())
    held = {row.id: row for row in store.all_interviews()}
    quarantined: list[Quarantined] = []
    sifted = sift(_consents(store, held, records, quarantined))
    whose = {r.id: held[r.interview_id].patient_id for r in records if r.interview_id in held}
    wanted = [r for r in records if whose.get(r.id) in sifted.included]

    talks = _in_order(_read(store, wanted, quarantined, progress))
    files = _files(talks)
    made = Made(
        interviews=len(talks),
        people=len({talk.person for talk in talks}),
        left_out=sifted.left_out,
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        quarantined=quarantined,
    )
    files["dataset.json"] = _about(made)
    # Kept before the folder appears, so that no data set goes about that nobody can name later.
    with whole_folder(out, files):
        interviews = sorted(talk.record.interview for talk in talks)
        store.add_dataset(
            at=at,
            counts={"interviews": made.interviews, "people": made.people, **made.left_out},
            digests=dict(made.files),
            interviews=interviews,
            patients=sorted({held[interview].patient_id for interview in interviews}),
        )
    return made


def _consents(
    store: Store,
    held: Mapping[str, InterviewRow],
    records: list[RecordRow],
    quarantined: list[Quarantined],
) -> dict[str, str | None]:
    """The latest word of each person with a record, without those of whom it can't be trusted.

    Raises:
        SealError: nobody's can be, because people are missing or as they were before.
    """
    store.check_people()
    latest: dict[str, str | None] = {}
    for record in records:
        about = held.get(record.interview_id)
        if about is None:
            problem = "The interview that it tells of is missing from the database."
            quarantined.append(Quarantined(record.interview_id, problem))
            continue
        try:
            latest[about.patient_id] = store.latest_consent(about.patient_id)
        except CoprodError as error:
            quarantined.append(Quarantined(record.interview_id, error.problem))
    return latest


def _read(
    store: Store,
    records: list[RecordRow],
    quarantined: list[Quarantined],
    progress: Progress,
) -> Iterator[Talk]:
    progress(0, len(records))
    for done, row in enumerate(records, start=1):
        try:
            # Read once more by itself, because a list does not check whose an interview is.
            yield _talk(store, row, store.about(row.interview_id))
        except CoprodError as error:
            quarantined.append(Quarantined(row.interview_id, error.problem))
        progress(done, len(records))


def _talk(store: Store, row: RecordRow, about: InterviewRow) -> Talk:
    record = read_record(store.record_notebook(row.id))
    if (record.interview, record.head) != (row.interview_id, row.head):
        raise RecordError("It tells of another interview, or of an earlier state of this one.")
    instrument = store.instrument(record.instrument, record.version)
    if instrument.hash != record.hash or instrument.pin != about.pin:
        raise RecordError("It was held with another instrument than the one that is kept.")
    talk = Talk(
        record=record,
        instrument=instrument,
        workbook=about.workbook,
        record_version=row.version,
        interview=store.pseudonym(row.interview_id),
        person=store.pseudonym(about.patient_id),
        sitting=1,
        first=record.opened.date(),
    )
    # What doesn't hold shows when rows are made of it: now, while it can still be left out.
    _rows(talk)
    return talk


def _in_order(talks: Iterable[Talk]) -> list[Talk]:
    """The talks of each person in the order of time, numbered, with the day of the first."""
    by_person: dict[str, list[Talk]] = {}
    for talk in sorted(talks, key=lambda t: (t.person, t.record.opened, t.interview)):
        by_person.setdefault(talk.person, []).append(talk)
    return [
        replace(talk, sitting=sitting, first=own[0].first)
        for own in by_person.values()
        for sitting, talk in enumerate(own, start=1)
    ]


def _rows(talk: Talk) -> dict[str, list[Row]]:
    standing = Standing(talk)
    answers = list(answer_rows(talk, standing))
    pairs = list(pair_rows(talk, standing))
    return {
        "answers": answers,
        "pairs": pairs,
        "scores": list(score_rows(talk, standing)),
        "interviews": [interview_row(talk, answers)],
    }


def _files(talks: list[Talk]) -> dict[str, bytes]:
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    for talk in talks:
        for name, rows in _rows(talk).items():
            tables[name] += rows
    files: dict[str, bytes] = {}
    for name, columns in TABLES.items():
        files[f"{name}.csv"] = as_csv(columns, tables[name])
        files[f"{name}.parquet"] = as_parquet(columns, tables[name])
    instruments = {talk.instrument.pin: talk.instrument for talk in talks}
    files["codebook.json"] = codebook(instruments.values())
    return files


def _about(made: Made) -> bytes:
    body = {
        "format": FORMAT,
        "interviews": made.interviews,
        "people": made.people,
        "left_out": dict(made.left_out),
        "records_that_did_not_hold": len(made.quarantined),
        "files": dict(made.files),
    }
    return (json.dumps(body, indent=1) + "\n").encode()
