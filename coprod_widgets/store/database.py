"""The engine: how it is opened, what is durable, and which faults of a disk get plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store.tables import REVISION


def open_engine(settings: Settings) -> Engine:
    """An engine for the settings' database. On SQLite a commit is on disk when it returns."""
    engine = create_engine(settings.database, pool_pre_ping=not _is_sqlite(settings))
    if _is_sqlite(settings):
        event.listen(engine, "connect", _make_durable)
    return engine


def _is_sqlite(settings: Settings) -> bool:
    return settings.database.startswith("sqlite")


def _make_durable(connection: sqlite3.Connection, _: Any) -> None:
    # pysqlite must not begin transactions by itself: `writing` begins them so that they lock.
    connection.isolation_level = None
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode not in ("wal", "memory"):
        raise StoreError(
            f"The data folder's disk does not allow SQLite's write-ahead log (it gave '{mode}').",
            "Put the data folder on a local disk, not on a network share.",
        )
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=5000")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with."""
    with plain_faults(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else writes beside; all of it is kept or nothing."""
    with plain_faults(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(747711)")
        yield connection
        connection.commit()


@contextmanager
def plain_faults() -> Iterator[None]:
    """Turns what a database says about its disk into a problem and a cure."""
    try:
        yield
    except DatabaseError as error:
        raise _in_plain_words(str(error.orig)) from error
    except sqlite3.DatabaseError as error:
        raise _in_plain_words(str(error)) from error
    except SQLAlchemyError as error:
        raise _in_plain_words(str(error)) from error


_FAULTS = (
    (
        "full",
        "The disk is full, so nothing could be saved.",
        "Make room on the data folder's disk.",
        "store_full",
    ),
    (
        "readonly",
        "The data folder can't be written to.",
        "Give the account that runs coprod write permission on it.",
        "store_full",
    ),
    ("locked", "The database was busy for too long.", "Try again in a moment.", "store_busy"),
    (
        "malformed",
        "A page of the database is damaged.",
        "Stop the server, keep a copy of the folder, and restore the last backup that verifies.",
        "store_damaged",
    ),
    (
        "not a database",
        "The database file is not a database.",
        "Keep a copy of the folder, and restore the last backup that verifies.",
        "store_damaged",
    ),
    (
        "unable to open",
        "The database can't be opened.",
        "Check the data folder's path and owner.",
        "store_damaged",
    ),
    (
        "disk I/O",
        "The disk can't be read or written.",
        "Check the disk of the data folder.",
        "store_damaged",
    ),
)


def _in_plain_words(said: str) -> StoreError:
    for sign, problem, cure, plain in _FAULTS:
        if sign in said:
            return StoreError(problem, cure, plain)
    return StoreError(f"The database said: {said:.200}", "Run 'coprod verify'.")


def migrate(engine: Engine) -> None:
    """Bring the tables of an empty or older database to the newest revision."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with plain_faults(), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_revision(engine: Engine) -> None:
    """See that the database is of this version; an older one is brought up to it.

    Raises:
        StoreError: the database was made by a newer coprod.
    """
    with reading(engine) as connection:
        found = None
        if inspect(connection).has_table("alembic_version"):
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == REVISION:
        return
    if found is not None and str(found) > REVISION:
        raise StoreError(
            f"The data folder is of a newer version ({found}) than this coprod ({REVISION}).",
            "Install the newer coprod; an older one must not write here.",
        )
    migrate(engine)
