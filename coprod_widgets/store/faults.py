"""What is said when something kept can't be read, was changed, or the disk gives up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from coprod_widgets.errors import SealError, StoreError

RESTORE = "Keep a copy of the folder as it is, and restore the last backup that verifies."
"""The cure for whatever was damaged or changed: nothing is mended by guessing."""


def changed(table: str, key: str) -> SealError:
    """A row is not as coprod left it."""
    return SealError(f"Row {key} of table '{table}' was changed behind coprod's back.", RESTORE)


@contextmanager
def in_row(table: str, key: str) -> Iterator[None]:
    """Whatever can't be read in a row is told with its table and row, and nothing deeper."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise SealError(f"Row {key} of table '{table}' can't be read.", RESTORE) from error


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


_DAMAGED = "store_damaged"
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
    ("malformed", "A page of the database is damaged.", f"Stop the server. {RESTORE}", _DAMAGED),
    ("not a database", "The database file is not a database.", RESTORE, _DAMAGED),
    (
        "unable to open",
        "The database can't be opened.",
        "Check the data folder's path and owner.",
        _DAMAGED,
    ),
    (
        "disk I/O",
        "The disk can't be read or written.",
        "Check the disk of the data folder.",
        _DAMAGED,
    ),
)


def _in_plain_words(said: str) -> StoreError:
    for sign, problem, cure, plain in _FAULTS:
        if sign in said:
            return StoreError(problem, cure, plain)
    # Only its first line: what follows may repeat a statement and what was to be written.
    first = said.strip().partition("\n")[0]
    return StoreError(f"The database said: {first:.200}.", RESTORE)
