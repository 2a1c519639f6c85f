"""Instruments as they were when they were first used."""

from __future__ import annotations

from sqlalchemy import Row, select

from coprod_widgets.errors import NotFoundError, SealError, StoreError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.store.base import Base
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.tables import instruments


class Instruments(Base):
    """The part of the store that keeps what is asked."""

    def keep_instrument(self, instrument: Instrument, text: str) -> None:
        """Keep an instrument as it is used. A version once used is frozen.

        Raises:
            StoreError: the same id and version was kept with other content.
        """
        with self.writing() as writing:
            known = writing.execute(
                select(instruments.c.hash).where(
                    instruments.c.id == instrument.id, instruments.c.version == instrument.version
                )
            ).scalar()
            if known is None:
                writing.add(
                    instruments,
                    id=instrument.id,
                    version=instrument.version,
                    hash=instrument.hash,
                    text=text,
                )
            elif known != instrument.hash:
                raise StoreError(
                    f"{instrument.pin} is in use with other words than the file has now.",
                    "Give the changed instrument a new version.",
                )

    def instrument(self, id: str, version: str) -> Instrument:  # noqa: A002
        """The instrument as it was when it was first used.

        Raises:
            NotFoundError: there is none.
            SealError: it was changed since.
        """
        return instrument_from(self._kept(id, version))

    def instrument_text(self, id: str, version: str) -> str:  # noqa: A002
        """The file of an instrument as it was when it was first used.

        Raises:
            NotFoundError: there is none.
            SealError: it was changed since.
        """
        row = self._kept(id, version)
        instrument_from(row)
        return str(row.text)

    def _kept(self, id: str, version: str) -> Row[tuple[object, ...]]:  # noqa: A002
        with self.reading() as connection:
            row = self.held(connection, instruments, id=id, version=version)
        if row is None:
            raise NotFoundError(f"There is no instrument {id}@{version}.", "Check id and version.")
        return row


def instrument_from(row: Row[tuple[object, ...]]) -> Instrument:
    """The instrument of a whole row.

    Raises:
        SealError: its words are not those that were used.
    """
    pin = f"{row.id}@{row.version}"
    with in_row(instruments.name, pin):
        found = load_text(row.text, pin)
    if found.hash != row.hash:
        raise SealError(f"{pin} was changed after it was used.", RESTORE)
    return found
