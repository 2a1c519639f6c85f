"""One transaction in which rows of guarded tables are added and changed, the anchor with them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Executable,
    Insert,
    Select,
    Table,
    Update,
    UpdateBase,
    bindparam,
    insert,
    select,
    update,
)

from coprod_widgets.errors import SealError
from coprod_widgets.store.anchors import Anchor, check_row, key_of, mac_of
from coprod_widgets.store.faults import RESTORE
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.tables import anchor


class Writing:
    """A transaction. What is guarded is written with `add` and `change`, all else with `execute`.

    The anchor is read once and written once, however many rows there are.
    """

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        self.connection = connection
        self._keys = keys
        self._anchor: Anchor | None = None

    def execute(self, statement: Executable) -> CursorResult[Any]:
        """Read something, or write what is not guarded."""
        if isinstance(statement, UpdateBase):
            table = statement.entity_description["table"]
            assert "mac" not in table.c, f"{table.name} is guarded: use add or change"
        return self.connection.execute(statement)

    def add(self, table: Table, **values: Any) -> None:
        """Add a row to a guarded table, all its columns but `mac` given."""
        mac = mac_of(self._keys, table, values)
        self.connection.execute(_adding(table), {**values, "mac": mac})
        self._count(table, key_of(table, values), mac)

    def change(self, table: Table, key: str, **values: Any) -> None:
        """Change a row of a guarded table that has one column as its key.

        Raises:
            SealError: it is not there, or not as coprod left it; a change must not hide that.
        """
        (column,) = table.primary_key.columns
        row = self.connection.execute(row_with(table, column.name), {column.name: key}).first()
        if row is None:
            raise SealError(f"Row {key} of table '{table.name}' is missing.", RESTORE)
        check_row(self._keys, table, row)
        mac = mac_of(self._keys, table, {**row._asdict(), **values})
        self.connection.execute(_changing(table), {**values, "mac": mac, "key_": key})
        self._count(table, key, row.mac, times=-1)
        self._count(table, key, mac)

    def _count(self, table: Table, key: str, mac: str, times: int = 1) -> None:
        if self._anchor is None:
            self._anchor = read_anchor(self.connection, self._keys)
        new = self._anchor.of(table).plus(self._keys, table, key, mac, times)
        self._anchor = self._anchor.with_sum(table, new)

    def settle(self) -> None:
        """Write the anchor as it is now, before the transaction is committed."""
        if self._anchor is not None:
            self.connection.execute(
                _changing(anchor), {"key_": 1, "sums": self._anchor.hidden(self._keys)}
            )


def read_anchor(connection: Connection, keys: KeyRing) -> Anchor:
    """The anchor as it is kept.

    Raises:
        SealError: it is missing or was changed.
    """
    row = connection.execute(row_with(anchor, "id"), {"id": 1}).first()
    return Anchor.shown(keys, row.sums if row else None)


# Statements are made once a table: making one takes longer than running it.


@cache
def _adding(table: Table) -> Insert:
    return insert(table)


@cache
def _changing(table: Table) -> Update:
    (column,) = table.primary_key.columns
    return update(table).where(column == bindparam("key_"))


@cache
def row_with(table: Table, *names: str) -> Select[Any]:
    """A query for whole rows by the values of some columns."""
    return select(table).where(*(table.c[name] == bindparam(name) for name in names))
