"""A data folder is made whole or not at all, and what is missing is said and not made anew."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.errors import SettingsError, StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store, folder
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.verifying import verify
from tests.store.ward import database, flush


def test_a_new_folder_holds(store: Store) -> None:
    assert verify(store) == []


def empty_it(path: Path) -> None:
    path.write_bytes(b"")


def without_check(path: Path) -> None:
    with database(Settings.load(path.parent)) as connection:
        connection.execute("DELETE FROM coprod_meta")


def without_tables(path: Path) -> None:
    import sqlite3

    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()


@pytest.mark.parametrize("harm", [Path.unlink, empty_it, without_check, without_tables])
def test_a_database_that_is_missing_or_empty_is_not_made_anew(
    settings: Settings, store: Store, harm: Callable[[Path], None]
) -> None:
    store.close()
    flush(settings)
    path = settings.data / "coprod.db"
    harm(path)
    was = path.exists()
    with pytest.raises(StoreError, match="missing or empty") as told:
        Store.open(settings)
    assert str(path) in told.value.problem
    assert "Restore" in told.value.cure
    assert path.exists() is was


@pytest.mark.parametrize("revision", ["", "0000", "abc", "00010"])
def test_an_unknown_revision_is_refused(settings: Settings, store: Store, revision: str) -> None:
    store.close()
    with database(settings) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(StoreError, match=r"never made|newer version"):
        Store.open(settings)


def test_a_key_ring_that_is_gone_is_missed_by_all_and_never_made_anew(
    settings: Settings, store: Store
) -> None:
    store.close()
    settings.key_ring.unlink()
    for attempt in (Store.open, Store.create):
        with pytest.raises(StoreError, match=r"key ring .* is missing") as told:
            attempt(settings)
        assert "safe" in told.value.cure
    settings.recipient.unlink()
    settings.tombstones.unlink()
    settings.key_ring.parent.rmdir()
    with pytest.raises(StoreError, match=r"key ring .* is missing"):
        Store.open(settings)


def test_keys_that_cannot_be_looked_into_are_told_plainly(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def refusing(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
        if "keys" in str(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", refusing)
    for attempt in (Store.open, Store.create):
        with pytest.raises(StoreError, match=r"keys can't be looked into: Permission denied"):
            attempt(settings)


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    for attempt in (Store.create, Store.open):
        with pytest.raises(StoreError, match=str(path)):
            attempt(Settings.load(path))
    with pytest.raises(StoreError, match=str(path)):
        Store.create(Settings.load(path / "below"))
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), StoreError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
@pytest.mark.parametrize("where", ["migrate", "save"])
@pytest.mark.parametrize("before", ["nothing", "folder", "settings"])
def test_what_cannot_be_made_whole_leaves_things_as_they_were(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    told: type[BaseException],
    where: str,
    before: str,
) -> None:
    def fail(*_: object) -> None:
        raise error

    data = tmp_path / "new" / "data"
    if before != "nothing":
        data.mkdir(parents=True)
    if before == "settings":
        (data / "coprod.toml").write_text("port = 9000\n")
    there = sorted(tmp_path.rglob("*"))
    with monkeypatch.context() as patched:
        if where == "migrate":
            patched.setattr(folder, "migrate", fail)
        else:
            patched.setattr(KeyRing, "save", fail)
        with pytest.raises(told):
            Store.create(Settings.load(data))
    assert sorted(tmp_path.rglob("*")) == there
    made, _ = Store.create(Settings.load(data))
    with made:
        assert verify(made) == []


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("garbage", "garbage"),
        ("mysql+pymysql://nora:PLANTED@host/name", "mysql"),
        ("nothing://nora:PLANTED@host/name", "nothing"),
        ("postgresql+asyncpg://nora:PLANTED@host/name", "asyncpg"),
        ("postgresql://nora:PLANTED@host:port/name", "postgresql"),
    ],
)
def test_a_database_url_that_cannot_be_used_is_named_without_its_password(
    tmp_path: Path, url: str, named: str
) -> None:
    settings = Settings(data=tmp_path / "data", database_url=url)
    with pytest.raises(SettingsError, match="database_url") as told:
        Store.create(settings)
    assert named in told.value.problem
    assert "postgresql+psycopg://" in told.value.cure
    assert "PLANTED" not in str(told.value)
    assert not settings.data.exists()
