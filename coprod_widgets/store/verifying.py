"""Walks every row, journal, record and the audit trail, and names what does not hold."""

from __future__ import annotations

import os
import stat
from functools import partial

from sqlalchemy import Connection, Select, Table, func, select

from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.interview.answer import Happening, Moment
from coprod_widgets.interview.journal import EMPTY_HEAD
from coprod_widgets.store.faults import RESTORE
from coprod_widgets.store.rows import check_rows
from coprod_widgets.store.store import Store
from coprod_widgets.store.tables import (
    AUDIT,
    audit,
    consents,
    entries,
    interviews,
    join_codes,
    journals,
    metadata,
    patients,
    ratings,
    records,
    reviews,
    sign_ins,
)
from coprod_widgets.store.trail import event_from, link_event
from coprod_widgets.store.walk import Finding, Walk


def walk(store: Store) -> Walk:
    """Everything that does not hold, and how many interviews there are.

    What is damaged is a finding too: nothing that a database can raise ends the walk.
    """
    with store.reading() as connection:
        made = Walk(store, connection)
        made.attempt("The database", partial(_check_pages, connection))
        there = made.tables()
        check_rows(made, there)
        if there >= {"interviews", "journals", "entries", "records"}:
            _check_journals(made)
        made.attempt("The audit trail", partial(_check_trail, made))
        _check_references(made, there)
        made.attempt("Table 'consents'", partial(_check_consents, made))
        made.attempt("The tombstones", partial(_check_tombstones, made))
        for table in (reviews, ratings):
            made.attempt(f"Table '{table.name}'", partial(_check_seen, made, table))
    return made


def verify(store: Store) -> list[Finding]:
    """Everything that does not hold, nothing if all is well."""
    return walk(store).findings


def _check_pages(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        if said != "ok":
            raise StoreError(f"A page is damaged: {said:.120}", RESTORE)


def _check_journals(walk: Walk) -> None:
    # Wherever an interview is named, so that one whose row is gone is named as well.
    ids: dict[str, None] = {}
    for column in (interviews.c.id, journals.c.id, entries.c.interview_id):
        query = select(column).distinct().order_by(column)
        walk.attempt(
            f"Table '{column.table.name}'",
            lambda query=query: ids.update(  # type: ignore[misc]  # bound as a default
                dict.fromkeys(walk.connection.execute(query).scalars())
            ),
        )
    ids.pop(AUDIT, None)
    walk.interviews = len(ids)
    for interview_id in ids:
        walk.attempt(f"Interview {interview_id}", partial(_check_journal, walk, interview_id))


def _check_journal(walk: Walk, interview_id: str) -> None:
    connection = walk.connection
    for table in (interviews, journals):
        if not connection.execute(select(table.c.id).where(table.c.id == interview_id)).first():
            raise SealError(f"Its row in table '{table.name}' is missing.", RESTORE)
    kept = connection.execute(select(journals).where(journals.c.id == interview_id)).one()
    said = walk.store.checked(connection, interview_id, kept.entries, kept.head)
    if not (said and isinstance(said[0], Moment) and said[0].happening is Happening.PREPARED):
        raise SealError("Its journal does not begin with being prepared.", RESTORE)
    heads = set(
        connection.execute(
            select(entries.c.head).where(entries.c.interview_id == interview_id)
        ).scalars()
    )
    made = select(records.c.id, records.c.version, records.c.head).where(
        records.c.interview_id == interview_id
    )
    for expected, row in enumerate(connection.execute(made.order_by(records.c.version)), start=1):
        if row.version != expected:
            raise SealError(f"Version {expected} of its record is missing.", RESTORE)
        if row.head not in heads:
            raise SealError(
                f"Record {row.id} was made from entries that are no longer in the journal.",
                RESTORE,
            )


def _check_trail(walk: Walk) -> None:
    head, number = EMPTY_HEAD, 0
    for row in walk.connection.execute(select(audit).order_by(audit.c.number)):
        number += 1
        head = link_event(head, event_from(row))
        if (number, head) != (row.number, row.head):
            raise SealError(f"It does not hold from event {number} on.", RESTORE)
    last = walk.connection.execute(select(journals).where(journals.c.id == AUDIT)).first()
    if last is None:
        raise SealError(f"Row {AUDIT} of table 'journals' is missing.", RESTORE)
    if (last.entries, last.head) != (number, head):
        raise SealError(f"It had {last.entries} events, and {number} are there.", RESTORE)


_PASSING = (sign_ins, join_codes)
"""Tables whose rows come and go with the people at the screens."""


def _check_references(walk: Walk, there: set[str]) -> None:
    for table in metadata.sorted_tables:
        for key in table.foreign_keys if table not in _PASSING else ():
            if {table.name, key.column.table.name} <= there:
                name = f"Table '{table.name}', {key.parent.name}"
                gone = select(key.parent).where(key.parent.not_in(select(key.column)))
                walk.attempt(name, partial(_check_none, walk, gone, key.column.table.name))


def _check_none(walk: Walk, gone: Select[tuple[str]], table: str) -> None:
    for key in walk.connection.execute(gone.distinct()).scalars():
        walk.find(f"Table '{table}', row {key}", "It is missing, and other rows still name it.")


def _check_consents(walk: Walk) -> None:
    said = select(consents.c.patient_id, func.count()).group_by(consents.c.patient_id)
    counted = {row[0]: row[1] for row in walk.connection.execute(said)}
    for row in walk.connection.execute(select(patients.c.id, patients.c.consents)):
        kept = counted.get(row.id, 0)
        if kept != row.consents:
            walk.find(
                f"Patient {row.id}",
                f"They said something about research {row.consents} times, and {kept} are kept.",
            )


def _check_tombstones(walk: Walk) -> None:
    path = walk.store.tombstones.path
    newer = walk.store.newer_tombstones(walk.connection)
    if newer:
        people = len({one.person for one in newer})
        walk.notes.append(
            f"The database is older than the tombstones in {path}: {len(newer)} words on research, "
            f"of {people} people, stand there alone. They rule, as if the database had them."
        )
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        walk.find(
            "The tombstones",
            f"Others can read {path}.",
            f"Make it its owner's only: chmod 600 {path}",
        )


def _check_seen(walk: Walk, table: Table) -> None:
    """What supervisors saw is what the records are."""
    other = (
        select(table.c.id, table.c.record_id)
        .join(records, records.c.id == table.c.record_id)
        .where(table.c.digest != records.c.digest)
    )
    for row in walk.connection.execute(other):
        walk.find(
            f"Table '{table.name}', row {row.id}",
            f"It is about other content of record {row.record_id} than there is.",
        )
