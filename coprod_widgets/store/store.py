"""The store: one data folder with its database and its keys."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from threading import Lock
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, select, update

from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import folder
from coprod_widgets.store.copies import Copies
from coprod_widgets.store.database import check_revision, file_of, missing, open_engine, reading
from coprod_widgets.store.datasets import Datasets
from coprod_widgets.store.devices import Devices
from coprod_widgets.store.faults import in_row, plain_faults
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.people import People
from coprod_widgets.store.queue import Queue
from coprod_widgets.store.tables import anchor, meta, metadata
from coprod_widgets.store.tombstones import Tombstones


class Store(Devices, People, Queue, Copies, Datasets):
    """Everything that is kept. Safe to use from several threads."""

    def __init__(self, settings: Settings, engine: Engine, keys: KeyRing) -> None:
        super().__init__(settings, engine, keys)
        self._cache = OrderedDict()
        self._cache_lock = Lock()
        self.tombstones = Tombstones(settings.tombstones, keys)

    @classmethod
    def exists(cls, settings: Settings) -> bool:
        """Whether the data folder was made."""
        return folder.is_made(settings)

    @classmethod
    def create(cls, settings: Settings) -> tuple[Store, str]:
        """Make the data folder, its keys and its tables, or leave things as they were.

        Returns:
            The store, and the private half of the sealing key, which is kept nowhere here.

        Raises:
            StoreError: there is one already, or the folder can't be made.
        """
        engine, keys, private_key = folder.make(settings)
        return cls(settings, engine, keys), private_key

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open a data folder. Nothing is made that is missing.

        Raises:
            StoreError: it is missing, damaged, of a newer version, or of another key ring.
        """
        folder.check_made(settings)
        keys = KeyRing.read(settings.key_ring)
        engine = open_engine(settings)
        try:
            _check_database(settings, engine, keys)
        except BaseException:
            engine.dispose()
            raise
        return cls(settings, engine, keys)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def rotate_key(self) -> None:
        """Encrypt with a new key from now on; what was written before stays readable."""
        rotated = self.keys.rotated()
        rotated.save(self.settings.key_ring)
        self.keys = rotated

    # Invented people

    def mark_invented(self, seed: int) -> None:
        """Say that everybody in this folder is invented, from this seed.

        Raises:
            StoreError: there are people in it, or it was made from another seed.
        """
        known = self.invented()
        if known is not None and known != seed:
            raise StoreError(
                f"{self.settings.data} was invented from seed {known}.", "Use an empty folder."
            )
        if known is None and self.patients():
            raise StoreError(
                f"{self.settings.data} holds people already.",
                "Invented people need a folder of their own.",
            )
        if known is None:
            with self.writing() as writing:
                writing.add(meta, key="invented", value=str(seed))

    def try_out(self) -> None:
        """Read every table and write something.

        Raises:
            StoreError: one of both does not work.
        """
        with self.writing() as writing:
            for table in metadata.sorted_tables:
                writing.execute(select(table).limit(1)).first()
            writing.connection.execute(update(anchor).values(sums=anchor.c.sums))

    def invented(self) -> int | None:
        """The seed that this folder's people were invented from; None where people are real."""
        with self.reading() as connection:
            row = self.held(connection, meta, key="invented")
        if row is None:
            return None
        with in_row(meta.name, "invented"):
            return int(row.value)

    def pseudonym(self, id: str) -> str:  # noqa: A002
        """A keyed hash of a patient's or an interview's id, for data sets: 16 hex digits.

        Invented people need no protection: theirs come from the seed, so that the same seed gives
        the same data set anywhere.
        """
        made = hmac.digest(self._pseudonym_key(), f"pseudonym|{id}".encode(), "sha256")
        return made.hex()[:16]

    def study_key(self, study: str) -> bytes:
        """A key of 32 bytes for the pseudonyms of one study; that of another study is another.

        For invented people it comes from the seed too.
        """
        return hmac.digest(self._pseudonym_key(), f"study|{study}".encode(), "sha256")

    def _pseudonym_key(self) -> bytes:
        seed = self.invented()
        if seed is None:
            return self.keys.pseudonym
        return hashlib.sha256(f"invented people of seed {seed}".encode()).digest()


def _check_database(settings: Settings, engine: Engine, keys: KeyRing) -> None:
    path = file_of(engine)
    # Looked at first, because SQLite makes what is missing.
    if path is not None and not (path.is_file() and path.stat().st_size):
        raise missing(engine)
    with plain_faults():
        check_revision(engine)
    with reading(engine) as connection:
        kept = connection.execute(select(meta.c.value).where(meta.c.key == "key_check")).scalar()
    if kept is None:
        raise missing(engine)
    if not hmac.compare_digest(str(kept).encode(), folder.key_check(keys).encode()):
        raise StoreError(
            f"The key ring {settings.key_ring} belongs to another data folder.",
            "Put the key ring of this folder back.",
        )
