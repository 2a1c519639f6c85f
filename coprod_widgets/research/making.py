"""From records that were read to the files of a data set, one person at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

import msgspec

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research.beside import beside
from coprod_widgets.research.columns import TABLES, Column, Row
from coprod_widgets.research.formats import write_all
from coprod_widgets.research.limits import Shortened
from coprod_widgets.research.people import PersonRows, person_rows
from coprod_widgets.research.pooling import Pool
from coprod_widgets.research.reading import ReadRecord
from coprod_widgets.research.spool import Spool
from coprod_widgets.research.tables import Talk
from coprod_widgets.research.wide import BEGINS, Key, Wide, wide_rows
from coprod_widgets.research.writers import Table

_records = msgspec.msgpack.Decoder(ReadRecord)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record is that was read: whose it is, and how it is called in the tables."""

    person: str
    interview: str
    pin: str
    workbook: str
    record_version: int
    spool: Spool
    place: int
    named: str
    """What it is called where something is wrong with it."""


@dataclass
class Tables:
    """The files that were made, and what was found out on the way."""

    files: dict[str, Path | bytes] = field(default_factory=dict)
    people: int = 0
    interviews: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    shortened: list[Shortened] = field(default_factory=list)

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file."""
        return {name: _digest(content) for name, content in self.files.items()}


def make_tables(
    sources: Iterable[Source],
    instruments: Mapping[str, Instrument],
    pool: Pool,
    formats: Sequence[str],
    aside: Path,
) -> Tables:
    """Write the tables of the records into the folder `aside`.

    Raises:
        CoprodError: a format can't hold what the tables have.
    """
    made = Tables()
    kept = _Kept(aside)
    try:
        for own in _by_person(sources):
            names = {source.interview: source.named for source in own}
            rows = person_rows(_talk(source, instruments, pool) for source in own)
            made.people += bool(rows.talks)
            made.interviews += [talk.record.interview for talk in rows.talks]
            made.faults += [(names[talk.interview], problem) for talk, problem in rows.faults]
            kept.add(rows)
        held = [instruments[pin] for pin in sorted(kept.pins)]
        tables = list(kept.tables())
        made.files, made.shortened = write_all(tables, formats, aside)
        made.files.update(beside(held, tables, formats))
    finally:
        kept.close()
    return made


def _by_person(sources: Iterable[Source]) -> Iterator[list[Source]]:
    in_order = sorted(sources, key=lambda source: (source.person, source.interview))
    return (list(own) for _, own in groupby(in_order, key=lambda source: source.person))


def _talk(source: Source, instruments: Mapping[str, Instrument], pool: Pool) -> Talk:
    record = _records.decode(source.spool.at(source.place))
    return Talk(
        record=record,
        instrument=instruments[source.pin],
        workbook=source.workbook,
        record_version=source.record_version,
        interview=source.interview,
        person=source.person,
        sitting=1,
        first=record.opened.date(),
        pool=pool,
    )


class _Kept:
    """The rows of all tables, put by until their columns are known."""

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._spools = {name: Spool(aside / f"{name}.rows") for name in TABLES}
        self._wide: dict[str, Wide] = {}
        self.pins: set[str] = set()

    def add(self, rows: PersonRows) -> None:
        """Put by the rows of one person."""
        self.pins |= {talk.instrument.pin for talk in rows.talks}
        for name, columns in TABLES.items():
            for row in rows.tables[name]:
                self._spools[name].add([row[column.name] for column in columns])
        for talk, begins, cells in rows.wide:
            wide = self._wide.setdefault(talk.workbook, Wide(talk.workbook))
            if wide.name not in self._spools:
                self._spools[wide.name] = Spool(self._aside / f"{wide.name}.rows")
            numbers = wide.see(talk.instrument, cells)
            frame = [list(begins.values()), dict(zip(numbers, cells.values(), strict=True))]
            self._spools[wide.name].add(frame)

    def tables(self) -> Iterator[Table]:
        """The tables, each with its columns and a way to go through its rows again."""
        for name, columns in TABLES.items():
            yield Table(name, columns, partial(self._rows, name, columns))
        for workbook in sorted(self._wide):
            wide = self._wide[workbook]
            named = wide.columns()
            columns = (*BEGINS, *(column for _, column in named.values()))
            yield Table(wide.name, columns, partial(self._wide_rows, wide, named))

    def _rows(self, name: str, columns: Sequence[Column]) -> Iterator[Row]:
        names = [column.name for column in columns]
        return (dict(zip(names, values, strict=True)) for values in self._spools[name])

    def _wide_rows(self, wide: Wide, named: Mapping[int, tuple[Key, Column]]) -> Iterator[Row]:
        names = [column.name for column in BEGINS]
        kept = (
            (dict(zip(names, begins, strict=True)), cells)
            for begins, cells in self._spools[wide.name]
        )
        return wide_rows(named, kept)

    def close(self) -> None:
        """Close the files."""
        for spool in self._spools.values():
            spool.close()


def _digest(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
