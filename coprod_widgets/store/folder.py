"""The data folder: whether it is there, and how it is made whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from coprod_widgets.errors import StoreError
from coprod_widgets.interview.journal import EMPTY_HEAD
from coprod_widgets.settings import FILE, Settings
from coprod_widgets.store.anchors import Anchor
from coprod_widgets.store.consents import MARK
from coprod_widgets.store.database import file_of, migrate, open_engine, revision_of, writing
from coprod_widgets.store.faults import plain_faults
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.reviews import SEED
from coprod_widgets.store.tables import AUDIT, anchor, journals, meta
from coprod_widgets.store.tombstones import Tombstones


def is_made(settings: Settings) -> bool:
    """Whether the data folder was made: its key ring is there.

    Raises:
        StoreError: nobody can tell, because the folder or its keys can't be looked into.
    """
    try:
        return settings.key_ring.exists()
    except OSError as error:
        raise StoreError(
            f"{settings.key_ring.parent} can't be looked into: {error.strerror}.",
            "Run coprod as the account that owns the data folder.",
        ) from error


def check_made(settings: Settings) -> None:
    """See that there is a data folder.

    Raises:
        StoreError: there is none, or its key ring is gone.
    """
    if is_made(settings):
        return
    check_not_orphaned(settings)
    raise StoreError(
        f"There is no data folder at {settings.data}.",
        f"Make one: coprod init --data {settings.data}",
    )


def check_not_orphaned(settings: Settings) -> None:
    """See that there is no database without its key ring.

    Raises:
        StoreError: there is; without its key ring nothing in it can be opened.
    """
    try:
        left = settings.recipient.exists() or (settings.data / "coprod.db").exists()
    except OSError:
        left = False
    if left and not is_made(settings):
        raise StoreError(
            f"The key ring {settings.key_ring} is missing, and the rest of the folder is there.",
            "Bring it back from the copy in the safe; without it nothing can be opened. If nothing "
            "was ever kept here, delete the folder and make it again.",
        )


def make(settings: Settings) -> tuple[Engine, KeyRing, str]:
    """Make the folder, its keys and its tables, or leave things as they were.

    Returns:
        The engine, the key ring, and the private half of the sealing key.

    Raises:
        StoreError: there is a folder already, or it can't be made.
    """
    import pyrage

    _check_free(settings)
    engine = open_engine(settings)
    identity = pyrage.x25519.Identity.generate()
    keys = KeyRing.new()
    with _whole(settings, engine):
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.key_ring.parent.mkdir()
        if os.name == "posix":
            settings.data.chmod(0o700)
            settings.key_ring.parent.chmod(0o700)
        settings.recipient.write_text(f"{identity.to_public()}\n", encoding="ascii")
        with writing(engine) as connection:
            _make_tables(connection, keys, Tombstones(settings.tombstones, keys).begin())
            # Last, because it is what says that the folder is whole.
            keys.save(settings.key_ring)
    return engine, keys, str(identity)


def _check_free(settings: Settings) -> None:
    if is_made(settings):
        raise StoreError(
            f"{settings.data} is a data folder already.", "Name another folder, or use it."
        )
    check_not_orphaned(settings)
    try:
        taken = settings.data.exists() and any(p.name != FILE for p in settings.data.iterdir())
    except OSError as error:
        raise StoreError(
            f"{settings.data} can't be a data folder: {error.strerror}.",
            "Name an empty or a new folder.",
        ) from error
    if taken:
        raise StoreError(f"{settings.data} is not empty.", "Name an empty or a new folder.")


def _make_tables(connection: Connection, keys: KeyRing, mark: str) -> None:
    if revision_of(connection) is not None:
        raise StoreError(
            "The database that database_url names is another data folder's already.",
            "Name an empty database, or bring that folder's key ring back.",
        )
    migrate(connection)
    connection.execute(insert(anchor).values(id=1, sums=Anchor({}).hidden(keys)))
    first = Writing(connection, keys)
    first.add(meta, key="key_check", value=key_check(keys))
    first.add(meta, key=MARK, value=mark)
    first.add(meta, key=SEED, value=secrets.token_hex(16))
    first.add(journals, id=AUDIT, entries=0, head=EMPTY_HEAD)
    first.settle()


def key_check(keys: KeyRing) -> str:
    """By what a database knows its key ring."""
    return keys.look_up("check", "coprod")


@contextmanager
def _whole(settings: Settings, engine: Engine) -> Iterator[None]:
    """Takes back what was made when the making fails or is interrupted."""
    was_there = settings.data.exists()
    above = [p for p in settings.data.parents if not p.exists()]
    try:
        with plain_faults():
            yield
    except BaseException as error:
        engine.dispose()
        shutil.rmtree(settings.key_ring.parent, ignore_errors=True)
        path = file_of(engine)
        if path is not None:
            for made in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}-journal")):
                with suppress(OSError):
                    made.unlink()
        for folder in [] if was_there else [settings.data, *above]:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise StoreError(
                f"The data folder {settings.data} can't be made: {error.strerror}.",
                "Check the path, its owner and the room on its disk.",
            ) from error
        raise
