"""The engine: how it is opened, what is durable, and of which version its tables are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from coprod_widgets.errors import SettingsError, StoreError
from coprod_widgets.settings import FILE, Settings
from coprod_widgets.store.faults import RESTORE, plain_faults
from coprod_widgets.store.tables import REVISION

if TYPE_CHECKING:
    from alembic.config import Config


def open_engine(settings: Settings) -> Engine:
    """An engine for the settings' database. On SQLite a commit is on disk when it returns.

    Raises:
        SettingsError: `database_url` is no address of a database that coprod can use.
    """
    try:
        url = make_url(settings.database)
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError("not SQLite, not PostgreSQL")
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"database_url in {settings.data / FILE} needs the package '{error.name}', which is "
            "not installed.",
            "Install it: pip install 'coprod[postgresql]', and write postgresql+psycopg://…",
        ) from None
    except (SQLAlchemyError, ValueError) as error:
        # What stands behind the colon may hold a password.
        shown = settings.database.partition(":")[0]
        raise SettingsError(
            f"database_url in {settings.data / FILE} begins with {shown!r:.40} and is not the "
            "address of an SQLite or PostgreSQL database.",
            "Write it as postgresql+psycopg://USER:PASSWORD@HOST/NAME, or leave it out.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_durable)
    return engine


def file_of(engine: Engine) -> Path | None:
    """The file of an SQLite database; None for one on a server."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


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
    """A connection to read with. All that is read through it is of one moment."""
    with plain_faults(), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
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


def migrate(connection: Connection) -> None:
    """Bring the tables of an empty or older database to the newest revision."""
    from alembic import command

    config = _scripts()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _scripts() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def revision_of(connection: Connection) -> str | None:
    """The revision that a database says it is of; None if it has no tables of coprod's."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check_revision(engine: Engine) -> None:
    """See that the database is of this version; an older one is brought up to it.

    Raises:
        StoreError: it is empty, or was made by a newer coprod or by none.
    """
    with reading(engine) as connection:
        found = revision_of(connection)
    if found == REVISION:
        return
    if found is None:
        raise missing(engine)
    if found.isdecimal() and int(found) > int(REVISION):
        raise StoreError(
            f"The data folder is of a newer version ({found}) than this coprod ({REVISION}).",
            "Install the newer coprod; an older one must not write here.",
        )
    if found not in _known_revisions():
        raise StoreError(
            f"The database says that it is of revision {found!r:.40}, which coprod never made.",
            RESTORE,
        )
    with writing(engine) as connection:
        migrate(connection)


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_scripts())
    return {script.revision for script in scripts.walk_revisions()}


def missing(engine: Engine) -> StoreError:
    """The key ring is there and the database is not."""
    path = file_of(engine)
    shown = path or engine.url.render_as_string(hide_password=True)
    return StoreError(
        f"The database {shown} is missing or empty.",
        "Restore it from the last backup that verifies. Nothing was made in its place.",
    )
