"""What every part of the store stands on: an engine, a key ring, and encrypted fields."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table

from coprod_widgets.errors import CoprodError
from coprod_widgets.settings import Settings
from coprod_widgets.store.anchors import check_row
from coprod_widgets.store.database import reading, writing
from coprod_widgets.store.guarded import Writing, row_with
from coprod_widgets.store.keys import KeyRing

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_id(kind: str) -> str:
    """A fresh id that tells its kind and nothing else, such as `i_3k9…`."""
    return f"{kind}_" + "".join(secrets.choice(_ALPHABET) for _ in range(16))


def stamp(at: datetime) -> str:
    """A moment as it is kept: UTC, to the microsecond, sortable as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Base:
    """An engine, a key ring, the settings; short transactions and encrypted fields."""

    def __init__(self, settings: Settings, engine: Engine, keys: KeyRing) -> None:
        self.settings = settings
        self.engine = engine
        self.keys = keys

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with."""
        return reading(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction: all of it is kept or nothing, and the anchor with it."""
        with writing(self.engine) as connection:
            transaction = Writing(connection, self.keys)
            yield transaction
            transaction.settle()

    def held(
        self, connection: Connection, table: Table, **known: str
    ) -> Row[tuple[Any, ...]] | None:
        """The one row of a guarded table that has these values, or None.

        What is acted on is read through here. Lists are not checked row by row: `coprod verify`
        does that, and one bad row should not keep a whole ward from its work.

        Raises:
            SealError: the row is not as coprod left it.
        """
        row = connection.execute(row_with(table, *known), known).first()
        if row is not None:
            check_row(self.keys, table, row)
        return row

    def hide(self, text: str, place: str) -> bytes:
        """Encrypt text for one place."""
        return self.keys.encrypt(text.encode(), place)

    def show(self, hidden: bytes, place: str) -> str:
        """Decrypt the text of one place."""
        return self.keys.decrypt(hidden, place).decode()

    def show_or_none(self, hidden: bytes, place: str) -> str | None:
        """Decrypt the text of one place; None where it is damaged."""
        try:
            return self.show(hidden, place)
        except CoprodError:
            return None
