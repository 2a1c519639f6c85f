"""What the database must hold, so that nothing changes, vanishes or comes back unseen.

Each row of a guarded table carries a `mac`: a keyed hash over its table and all its columns. The
anchor is one small field with a sum over the rows of every guarded table. It is encrypted, so that
nobody can look for other rows that add up to the same, and one field for all tables, so that no
table can be put back to an older state without the others. Adding or changing a row changes the
sum by that row alone: no table is ever read through for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Table

from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.interview.journal import as_json
from coprod_widgets.store.faults import RESTORE, changed
from coprod_widgets.store.keys import KeyRing

_PLACE = "anchor|sums|1"
# Above every keyed hash, and room for ids of 64 bytes.
_PRIME = 2**521 - 1


def key_of(table: Table, values: Mapping[str, Any]) -> str:
    """The key of a row as text, such as `p_1` or `reasons@1.0.0`."""
    return "@".join(str(values[column.name]) for column in table.primary_key.columns)


def mac_of(keys: KeyRing, table: Table, values: Mapping[str, Any]) -> str:
    """The keyed hash over a row. What is empty is left out, so that tables can get columns."""
    told = {
        column.name: _plain(values[column.name])
        for column in table.columns
        if column.name != "mac" and values[column.name] is not None
    }
    return keys.anchors.look_up("row", as_json([table.name, told]))


def _plain(value: Any) -> Any:
    return {"sha256": sha256(value).hexdigest()} if isinstance(value, bytes) else value


def check_row(keys: KeyRing, table: Table, row: Row[Any]) -> None:
    """See that a row is as coprod left it.

    Raises:
        SealError: names the table and the row.
    """
    values = row._asdict()
    if mac_of(keys, table, values) != values["mac"]:
        raise changed(table.name, key_of(table, values))


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over the rows of one table.

    `located` is the sum in which each row counts as often as its key says, read as a number. Where
    one row is missing or another, both sums are off by that row, and dividing gives its key.
    """

    count: int = 0
    total: int = 0
    located: int = 0

    def plus(self, keys: KeyRing, table: Table, key: str, mac: object, times: int = 1) -> Sum:
        """The sum with a row more, or with one less where `times` is -1."""
        share = times * int(keys.anchors.look_up("sum", f"{table.name}|{mac}"), 16)
        return Sum(
            self.count + times,
            (self.total + share) % _PRIME,
            (self.located + share * int.from_bytes(key.encode())) % _PRIME,
        )

    def row_apart(self, other: Sum) -> str | None:
        """The key of the one row in which the sums differ; None where it is not just one."""
        apart = (self.total - other.total) % _PRIME
        if not apart:
            return None
        number = (self.located - other.located) * pow(apart, -1, _PRIME) % _PRIME
        text = number.to_bytes(66).lstrip(b"\0").decode(errors="replace")
        return text if text and text.isascii() and text.isprintable() else None

    def fault(self, name: str, found: Sum) -> str | None:
        """What is wrong with the rows that were found in a table, in words; None if nothing is."""
        if found == self:
            return None
        row = self.row_apart(found)
        which = f" ({row})" if row else ""
        gone = self.count - found.count
        if gone > 0:
            return f"Table '{name}' lacks {gone} of its {self.count} rows{which}."
        if gone < 0:
            return f"Table '{name}' has {-gone} rows that were taken out or never made{which}."
        return f"Table '{name}' has rows of an older state, put back{which}."


@dataclass(frozen=True, slots=True)
class Anchor:
    """The sums of all guarded tables by name."""

    sums: Mapping[str, Sum]

    def of(self, table: Table) -> Sum:
        """The sum of a table."""
        return self.sums.get(table.name, Sum())

    def with_sum(self, table: Table, new: Sum) -> Anchor:
        """The anchor after a table changed."""
        return Anchor({**self.sums, table.name: new})

    def hidden(self, keys: KeyRing) -> bytes:
        """As it is kept."""
        told = {name: [s.count, s.total, s.located] for name, s in self.sums.items()}
        return keys.anchors.encrypt(json.dumps(told).encode(), _PLACE)

    @classmethod
    def shown(cls, keys: KeyRing, kept: bytes | None) -> Anchor:
        """Read what is kept.

        Raises:
            SealError: it is missing or damaged; then nobody can tell what is missing.
        """
        try:
            if kept is None:
                raise ValueError("missing")
            told = json.loads(keys.anchors.decrypt(kept, _PLACE))
            return cls({name: Sum(*numbers) for name, numbers in told.items()})
        except (StoreError, ValueError) as error:
            raise SealError(
                "The anchor in table 'anchor' is missing or was changed.", RESTORE
            ) from error


def sum_of(keys: KeyRing, table: Table, rows: Iterable[tuple[str, object]]) -> Sum:
    """The sum over rows given by their key and mac."""
    found = Sum()
    for key, mac in rows:
        found = found.plus(keys, table, key, mac)
    return found
