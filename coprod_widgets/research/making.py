"""From records that were read to the files of a data set, one person at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research.beside import beside
from coprod_widgets.research.columns import TABLES, Column, Row
from coprod_widgets.research.formats import write_all
from coprod_widgets.research.limits import Shortened
from coprod_widgets.research.people_work import Frame, Packed, all_rows
from coprod_widgets.research.pooling import Pool
from coprod_widgets.research.spool import Spool, close_all
from coprod_widgets.research.wide import BEGINS, Key, Wide, wide_rows
from coprod_widgets.research.writers import Table


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
    fidelity: float | None = None


@dataclass
class Tables:
    """The files that were made, and what was found out on the way.

    `interviews` are the talks that are in them, as they are called there.
    """

    files: dict[str, Path | bytes] = field(default_factory=dict)
    people: int = 0
    interviews: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    shortened: list[Shortened] = field(default_factory=list)

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file."""
        return {name: digest_of(content) for name, content in self.files.items()}


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
    people = list(_by_person(sources))
    named = {source.interview: source.named for own in people for source in own}
    kept = _Kept(aside, instruments)
    try:
        for packed in all_rows(map(_frames, people), len(named), instruments, pool):
            made.people += bool(packed.interviews)
            made.interviews += packed.interviews
            made.faults += [(named[interview], problem) for interview, problem in packed.faults]
            kept.add(packed)
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


def _frames(own: Iterable[Source]) -> list[Frame]:
    return [
        Frame(
            person=source.person,
            interview=source.interview,
            pin=source.pin,
            workbook=source.workbook,
            record_version=source.record_version,
            record=source.spool.at(source.place),
            fidelity=source.fidelity,
        )
        for source in own
    ]


class _Kept:
    """The rows of all tables, put by until their columns are known."""

    def __init__(self, aside: Path, instruments: Mapping[str, Instrument]) -> None:
        self._aside = aside
        self._instruments = instruments
        self._spools = {name: Spool(aside / f"{name}.rows") for name in TABLES}
        self._wide: dict[str, Wide] = {}
        self.pins: set[str] = set()

    def add(self, packed: Packed) -> None:
        """Put by the rows of one person."""
        self.pins |= packed.pins
        for name, rows in packed.tables.items():
            for row in rows:
                self._spools[name].add(row)
        for workbook, pin, begins, cells in packed.wide:
            wide = self._wide.setdefault(workbook, Wide(workbook))
            if wide.name not in self._spools:
                self._spools[wide.name] = Spool(self._aside / f"{wide.name}.rows")
            numbers = wide.see(self._instruments[pin], cells)
            self._spools[wide.name].add([begins, dict(zip(numbers, cells.values(), strict=True))])

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
        close_all(self._spools.values())


def digest_of(content: Path | bytes) -> str:
    """The SHA-256 of a file that was made, or is to be."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
