"""A data folder that is filled with invented people, or left as it was found."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.faults import plain_faults
from coprod_widgets.store.sealing import handed_out, keep


def check_empty(store: Store) -> None:
    """See that nobody is in a folder yet.

    Raises:
        StoreError: somebody is.
    """
    if store.patients():
        raise StoreError(
            f"{store.settings.data} holds people already.", "Simulate into an empty folder."
        )


@contextmanager
def whole_or_nothing(settings: Settings, private_key: Path | None = None) -> Iterator[Store]:
    """A store to fill; if that is stopped or fails, the folder is as it was before.

    So that whoever pressed Ctrl-C can run the same command again. A database elsewhere, by its
    own URL, is left as it is. The private half of a new folder's sealing key goes into the file
    `private_key`, or away.

    Raises:
        StoreError: somebody is in it already; it is not touched then. Or the private half can't be
            kept where it was to be.
    """
    if not Store.exists(settings):
        with (
            handed_out(private_key, settings.data) if private_key else nullcontext(),
            taken_away_unless_made(settings),
        ):
            store, made = Store.create(settings)
            if private_key:
                keep(made, private_key)
            with store:
                yield store
        return
    if private_key:
        raise StoreError(
            f"{settings.data} is there, and its private half was handed out when it was made.",
            "Leave out --private-key.",
        )
    with Store.open(settings) as store:
        # Before anything is kept to be written back: a folder of real people must never be.
        check_empty(store)
    with _restored(settings), Store.open(settings) as store:
        yield store


@contextmanager
def taken_away_unless_made(settings: Settings) -> Iterator[None]:
    """Leaves nothing of a new data folder behind if making it is stopped or fails.

    A folder that is there already is not touched.
    """
    if Store.exists(settings):
        yield
        return
    was_there = settings.data.exists()
    before = set(settings.data.iterdir()) if was_there and settings.data.is_dir() else set()
    try:
        yield
    except BaseException:
        if not settings.database_url:
            _take_away(settings.data, before, was_there=was_there)
        raise


def _take_away(folder: Path, before: set[Path], *, was_there: bool) -> None:
    with suppress(OSError):
        for path in set(folder.iterdir()) - before:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        if not was_there:
            folder.rmdir()


@contextmanager
def _restored(settings: Settings) -> Iterator[None]:
    """Keeps the small database of an empty folder in memory, to write it back.

    Its tombstones go back as well: those of invented people would rule over the next ones.
    """
    if settings.database_url:
        yield
        return
    tombstones = settings.tombstones.read_bytes()
    path = settings.data / "coprod.db"
    with closing(sqlite3.connect(":memory:")) as kept:
        with plain_faults(), closing(sqlite3.connect(path)) as database:
            database.backup(kept)
        try:
            yield
        except BaseException:
            with closing(sqlite3.connect(path)) as database:
                kept.backup(database)
            settings.tombstones.write_bytes(tombstones)
            raise
