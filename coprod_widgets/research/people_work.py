"""The rows of many people, made in as many processes as there are cores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

import msgspec

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.research.columns import TABLES, Cell
from coprod_widgets.research.people import person_rows
from coprod_widgets.research.pooling import NOTHING, Pool
from coprod_widgets.research.processes import processes
from coprod_widgets.research.reading import ReadRecord
from coprod_widgets.research.tables import Talk
from coprod_widgets.research.wide import Key

_FEW = 400
"""So many talks are made rows of before other processes would have begun."""
_PEOPLE = 16

_records = msgspec.msgpack.Decoder(ReadRecord)


class Frame(NamedTuple):
    """A record as it was put by, and what it goes by in the tables."""

    person: str
    interview: str
    pin: str
    workbook: str
    record_version: int
    record: bytes
    fidelity: float | None = None


@dataclass
class Packed:
    """The rows of one person as plain lists, which travel well between processes.

    Of a wide table: the workbook, the instrument, the first cells, and the others by their key.
    """

    tables: dict[str, list[list[Cell]]]
    wide: list[tuple[str, str, list[Cell], dict[Key, Cell]]]
    interviews: list[str]
    pins: set[str]
    faults: list[tuple[str, str]]


class _Given:
    """What a process is told first."""

    instruments: Mapping[str, Instrument] = {}
    pool: Pool = NOTHING


def begin(instruments: Mapping[str, Instrument], pool: Pool) -> None:
    """Tell this process with which instruments the talks were held, and what may be pooled."""
    _Given.instruments, _Given.pool = instruments, pool


def all_rows(
    people: Iterable[Sequence[Frame]],
    talks: int,
    instruments: Mapping[str, Instrument],
    pool: Pool,
    workers: int | None = None,
) -> Iterator[Packed]:
    """The rows of each person, in the order of the people."""
    workers = workers or os.cpu_count() or 1
    if talks <= _FEW or workers == 1:
        begin(instruments, pool)
        for own in people:
            yield pack(own)
        return
    left = iter(people)
    with processes(workers, partial(begin, dict(instruments), pool)) as executor:
        # A few parts at a time, so that neither what goes in nor what comes out piles up.
        while parts := [part for _ in range(2 * workers) if (part := list(islice(left, _PEOPLE)))]:
            for packed in executor.map(_pack_all, parts):
                yield from packed


def _pack_all(people: Sequence[Sequence[Frame]]) -> list[Packed]:
    return [pack(own) for own in people]


def pack(own: Iterable[Frame]) -> Packed:
    """The rows of one person."""
    rows = person_rows(_talk(frame) for frame in own)
    return Packed(
        tables={
            name: [[row[column.name] for column in columns] for row in rows.tables[name]]
            for name, columns in TABLES.items()
        },
        wide=[
            (talk.workbook, talk.instrument.pin, list(begins.values()), cells)
            for talk, begins, cells in rows.wide
        ],
        interviews=[talk.interview for talk in rows.talks],
        pins={talk.instrument.pin for talk in rows.talks},
        faults=[(talk.interview, problem) for talk, problem in rows.faults],
    )


def _talk(frame: Frame) -> Talk:
    record = _records.decode(frame.record)
    return Talk(
        record=record,
        instrument=_Given.instruments[frame.pin],
        workbook=frame.workbook,
        record_version=frame.record_version,
        interview=frame.interview,
        person=frame.person,
        sitting=1,
        first=record.opened.date(),
        pool=_Given.pool,
        fidelity=frame.fidelity,
    )
