"""Whatever is changed behind coprod's back is found and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.verifying import verify
from tests.store.conftest import AT
from tests.store.test_talks import say


@pytest.fixture
def full(store: Store, talk: str) -> Store:
    for number in range(4):
        say(store, talk, f"words {number}", f"key-{number:08}", number)
    store.add_record(talk, b'{"cells": []}', store.head(talk), AT)
    for deed in (Deed.SIGNED_IN, Deed.CLOSED, Deed.SIGNED_OUT):
        store.note(Event(AT, deed, "a_1", talk))
    return store


def test_a_folder_that_nobody_touched_holds(full: Store) -> None:
    assert verify(full) == []


@pytest.mark.parametrize(
    ("change", "thing"),
    [
        ("UPDATE entries SET status = 'declined' WHERE number = 2", "Interview"),
        ("UPDATE entries SET at = '2020-01-01' WHERE number = 2", "Interview"),
        ("UPDATE entries SET head = 'f' WHERE number = 3", "Interview"),
        ("DELETE FROM entries WHERE number = 2", "Interview"),
        ("DELETE FROM entries WHERE number = 4", "Interview"),
        ("UPDATE entries SET body = zeroblob(80) WHERE number = 1", "Interview"),
        ("UPDATE entries SET body = (SELECT body FROM entries WHERE number = 3)", "Interview"),
        ("UPDATE records SET digest = 'f'", "Record"),
        ("UPDATE records SET notebook = zeroblob(99)", "Record"),
        ("UPDATE instruments SET text = replace(text, 'e', 'a')", "Interview"),
        ("UPDATE audit SET deed = 'denied' WHERE number = 2", "The audit trail"),
        ("DELETE FROM audit WHERE number = 2", "The audit trail"),
    ],
)
def test_what_was_changed_by_hand_is_named(
    settings: Settings, full: Store, change: str, thing: str
) -> None:
    with closing(sqlite3.connect(settings.data / "coprod.db")) as database, database:
        database.execute(change)
    with Store.open(settings) as fresh:
        findings = verify(fresh)
    assert any(finding.thing.startswith(thing) for finding in findings)
    assert all(finding.cure for finding in findings)


def test_a_damaged_page_is_a_finding_and_no_traceback(settings: Settings, full: Store) -> None:
    full.close()
    path = settings.data / "coprod.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'entries'"
        ).fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with Store.open(settings) as fresh:
        findings = verify(fresh)
    assert findings
    assert all(finding.problem and finding.cure for finding in findings)
