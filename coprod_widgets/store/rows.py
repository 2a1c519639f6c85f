"""Checks of guarded tables: each row by its mac and by opening it, all together by the anchor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, Table, and_, select

from coprod_widgets.errors import SealError
from coprod_widgets.store.anchors import Anchor, check_row, key_of, sum_of
from coprod_widgets.store.consents import Consent
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.guarded import read_anchor
from coprod_widgets.store.instruments import instrument_from
from coprod_widgets.store.store import Store
from coprod_widgets.store.tables import GUARDED
from coprod_widgets.store.talks import interview_from
from coprod_widgets.store.walk import Walk


def check_rows(walk: Walk, there: set[str]) -> None:
    """Check every row of the guarded tables that are there."""
    read: list[Anchor] = []
    walk.attempt("The anchor", lambda: read.append(read_anchor(walk.connection, walk.store.keys)))
    for table in GUARDED:
        if table.name in there:
            _check_table(walk, table, read[0] if read else None)


def _check_table(walk: Walk, table: Table, anchor: Anchor | None) -> None:
    thing = f"Table '{table.name}'"
    columns = list(table.primary_key.columns)
    kept: list[Row[Any]] = []
    query = select(*columns).order_by(*columns)
    if not walk.attempt(thing, lambda: kept.extend(walk.connection.execute(query))):
        return
    found: list[tuple[str, object]] = []
    for key in kept:
        name = key_of(table, key._asdict())
        walk.attempt(f"{thing}, row {name}", partial(_check_row, walk, table, key, found))
    if anchor is None:
        return
    expected = anchor.of(table)
    if len(found) < len(kept):
        # Rows that can't be read were named; what is missing besides can still be counted.
        if len(kept) != expected.count:
            walk.find(thing, f"It had {expected.count} rows, and {len(kept)} are there.")
        return
    fault = expected.fault(table.name, sum_of(walk.store.keys, table, found))
    if fault:
        walk.find(thing, fault)


def _check_row(walk: Walk, table: Table, key: Row[Any], found: list[tuple[str, object]]) -> None:
    columns = table.primary_key.columns
    is_it = and_(*(column == value for column, value in zip(columns, key, strict=True)))
    row = walk.connection.execute(select(table).where(is_it)).first()
    name = key_of(table, key._asdict())
    if row is None:
        raise SealError(f"Row {name} of table '{table.name}' can't be found by its key.", RESTORE)
    found.append((name, row.mac))
    check_row(walk.store.keys, table, row)
    opened = _OPENED.get(table.name)
    if opened:
        with in_row(table.name, name):
            opened(walk.store, row)


def _open_interview(store: Store, row: Row[Any]) -> None:
    interview_from(row, {})
    store.opened_notebook(row)


def _open_consent(_: Store, row: Row[Any]) -> None:
    Consent(row.decision)
    datetime.fromisoformat(row.at)


def _open_record(store: Store, row: Row[Any]) -> None:
    store.opened(row)
    store.opened_gist(row)


_OPENED: dict[str, Callable[[Store, Row[Any]], object]] = {
    "accounts": lambda store, row: store.account_from(row),
    "patients": lambda store, row: store.patient_from(row),
    "consents": _open_consent,
    "instruments": lambda _, row: instrument_from(row),
    "interviews": _open_interview,
    "records": _open_record,
    "reviews": lambda store, row: store.review_from(row),
    "ratings": lambda store, row: store.rating_from(row),
    "datasets": lambda store, row: (store.dataset_from(row), store.dataset_body(row)),
}
"""What is opened besides, so that a key that is missing shows as well as a change."""
