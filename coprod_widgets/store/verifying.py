"""Walks every journal, every record and the audit trail, and names what does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from coprod_widgets.errors import CoprodError, SealError, StoreError
from coprod_widgets.interview.journal import EMPTY_HEAD
from coprod_widgets.interview.journal import verify as verify_journal
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.store import Store
from coprod_widgets.store.tables import interviews
from coprod_widgets.store.trail import link_event

_CURE = "Keep a copy of the folder as it is, and restore the last backup that verifies."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold."""

    thing: str
    problem: str
    cure: str


def verify(store: Store) -> list[Finding]:
    """Everything that does not hold, nothing if all is well. A damaged page is a finding too."""
    findings: list[Finding] = []
    for thing, check in _checks(store, findings):
        _try(findings, thing, check)
    return findings


def _try(findings: list[Finding], thing: str, check: Callable[[], None]) -> None:
    try:
        check()
    except CoprodError as error:
        findings.append(Finding(thing, error.problem, error.cure))
    except (ValueError, KeyError, TypeError):
        findings.append(Finding(thing, "It can't be read.", _CURE))


def _checks(store: Store, findings: list[Finding]) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "The database", partial(_database, store)
    yield "The audit trail", partial(_trail, store)
    ids: list[str] = []
    _try(findings, "The list of interviews", lambda: ids.extend(_ids(store)))
    for interview_id in ids:
        yield f"Interview {interview_id}", partial(_interview, store, interview_id)
    rows: list[RecordRow] = []
    _try(findings, "The list of records", lambda: rows.extend(store.all_records()))
    for row in rows:
        yield f"Record {row.id} of interview {row.interview_id}", partial(_record, store, row)


def _database(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    with store.reading() as connection:
        said = connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if said != "ok":
        raise StoreError(f"A page is damaged: {said:.120}", _CURE)


def _ids(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(select(interviews.c.id)).scalars())


def _interview(store: Store, interview_id: str) -> None:
    entries, heads = store.journal(interview_id)
    verify_journal(interview_id, entries, heads)
    for row in store.records_of(interview_id):
        if row.head not in heads:
            raise SealError(
                f"Record {row.id} was made from entries that are no longer in the journal.", _CURE
            )
    store.instrument(*store.about(interview_id).pin.split("@"))


def _record(store: Store, row: RecordRow) -> None:
    store.record_notebook(row.id)


def _trail(store: Store) -> None:
    head = EMPTY_HEAD
    for number, (event, kept) in enumerate(store.kept_events(), start=1):
        head = link_event(head, event)
        if head != kept:
            raise SealError(f"The audit trail does not hold from event {number} on.", _CURE)
