"""`coprod verify` and its neighbours, as a person at a terminal meets them on a damaged folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.cli.running import assert_refused, coprod
from tests.store.conftest import AT
from tests.store.test_tombstones import backup, restore
from tests.store.ward import database


def test_a_folder_that_holds_is_told_with_the_number_of_interviews(full: Settings) -> None:
    done = coprod("verify", "--data", str(full.data))
    assert (done.returncode, done.stderr) == (0, "")
    assert "All 2 interviews hold" in done.stdout


def test_a_restored_database_is_told_in_words_and_holds(full: Settings, tmp_path: Path) -> None:
    kept = backup(full, tmp_path)
    with Store.open(full) as store:
        store.add_consent("p_anna", "withdrawn", AT + timedelta(days=1))
    restore(full, kept)
    done = coprod("verify", "--data", str(full.data))
    assert (done.returncode, done.stderr) == (0, "")
    assert "The database is older than the tombstones" in done.stdout
    assert "All 2 interviews hold" in done.stdout


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE interviews SET created = 'garbage'",
        "UPDATE entries SET body = 'text' WHERE number = 3",
        "DROP TABLE entries",
        "DROP TABLE interviews",
    ],
)
def test_findings_are_printed_whatever_is_damaged(full: Settings, change: str) -> None:
    with database(full) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE accounts SET role = 'administrator' WHERE id = 'a_sara'")
        connection.execute(change)
    done = coprod("verify", "--data", str(full.data))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) > 1
    assert "Traceback" not in done.stderr
    for words in ("'accounts', row a_sara", "restore the last backup"):
        assert words in done.stderr
    assert done.stdout == ""
    assert "coprod verify" not in done.stderr


def test_a_folder_without_its_database_is_neither_verified_nor_served(full: Settings) -> None:
    (full.data / "coprod.db").unlink()
    for command in (["verify"], ["serve", "--port", "0"], ["record"]):
        assert_refused(coprod(*command, "--data", str(full.data)), "missing or empty", "Restore")
    assert not (full.data / "coprod.db").exists()


def test_a_folder_without_its_key_ring_is_not_made_over(full: Settings) -> None:
    full.key_ring.unlink()
    for command in ("verify", "init", "simulate"):
        done = coprod(command, "--data", str(full.data))
        assert_refused(done, str(full.key_ring), "missing", "safe")
