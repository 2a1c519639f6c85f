"""The store: one data folder with its database and its keys."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import OrderedDict
from threading import Lock
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, insert, select, update

from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store.database import check_revision, migrate, open_engine, plain_faults
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.people import People
from coprod_widgets.store.records import Records
from coprod_widgets.store.screens import Screens
from coprod_widgets.store.tables import meta, metadata
from coprod_widgets.store.trail import Trail


class Store(Screens, People, Records, Trail):
    """Everything that is kept. Safe to use from several threads."""

    def __init__(self, settings: Settings, engine: Engine, keys: KeyRing) -> None:
        super().__init__(settings, engine, keys)
        self._cache = OrderedDict()
        self._cache_lock = Lock()

    @classmethod
    def exists(cls, settings: Settings) -> bool:
        """Whether the data folder was made."""
        return settings.key_ring.exists()

    @classmethod
    def create(cls, settings: Settings) -> tuple[Store, str]:
        """Make the data folder, its keys and its tables.

        Returns:
            The store, and the private half of the sealing key, which is kept nowhere here.

        Raises:
            StoreError: there is one already, or the folder can't be made.
        """
        import pyrage

        if cls.exists(settings):
            raise StoreError(
                f"{settings.data} is a data folder already.", "Name another folder, or use it."
            )
        if settings.data.exists() and any(p.name != "coprod.toml" for p in settings.data.iterdir()):
            raise StoreError(f"{settings.data} is not empty.", "Name an empty or a new folder.")
        try:
            settings.data.mkdir(parents=True, exist_ok=True)
            settings.key_ring.parent.mkdir()
            if os.name == "posix":
                settings.data.chmod(0o700)
                settings.key_ring.parent.chmod(0o700)
            identity = pyrage.x25519.Identity.generate()
            settings.recipient.write_text(f"{identity.to_public()}\n", encoding="ascii")
            engine = open_engine(settings)
            migrate(engine)
            # Last, because it is what says that the folder is whole.
            keys = KeyRing.new()
            keys.save(settings.key_ring)
        except OSError as error:
            raise StoreError(
                f"The data folder {settings.data} can't be made: {error.strerror}.",
                "Check the path, its owner and the room on its disk.",
            ) from error
        store = cls(settings, engine, keys)
        store._set("key_check", keys.look_up("check", "coprod"))
        return store, str(identity)

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """Open a data folder.

        Raises:
            StoreError: it is missing, damaged, of a newer version, or of another key ring.
        """
        if not settings.data.exists() or not settings.key_ring.exists():
            raise StoreError(
                f"There is no data folder at {settings.data}.",
                f"Make one: coprod init --data {settings.data}",
            )
        keys = KeyRing.read(settings.key_ring)
        engine = open_engine(settings)
        with plain_faults():
            check_revision(engine)
        store = cls(settings, engine, keys)
        kept = store._get("key_check")
        if kept is not None and not hmac.compare_digest(kept, keys.look_up("check", "coprod")):
            raise StoreError(
                f"The key ring {settings.key_ring} belongs to another data folder.",
                "Put the key ring of this folder back.",
            )
        return store

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
        self.keys = self.keys.rotated()
        self.keys.save(self.settings.key_ring)

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
            self._set("invented", str(seed))

    def try_out(self) -> None:
        """Read every table and write something.

        Raises:
            StoreError: one of both does not work.
        """
        with self.writing() as connection:
            for table in metadata.sorted_tables:
                connection.execute(select(table).limit(1)).first()
            connection.execute(update(meta).values(value=meta.c.value))

    def invented(self) -> int | None:
        """The seed that this folder's people were invented from; None where people are real."""
        kept = self._get("invented")
        return None if kept is None else int(kept)

    def pseudonym(self, id: str) -> str:  # noqa: A002
        """A keyed hash of a patient's or an interview's id, for data sets: 16 hex digits.

        Invented people need no protection: theirs come from the seed, so that the same seed gives
        the same data set anywhere.
        """
        seed = self.invented()
        key = self.keys.pseudonym
        if seed is not None:
            key = hashlib.sha256(f"invented people of seed {seed}".encode()).digest()
        return hmac.new(key, f"pseudonym|{id}".encode(), hashlib.sha256).hexdigest()[:16]

    def _get(self, key: str) -> str | None:
        with self.reading() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def _set(self, key: str, value: str) -> None:
        with self.writing() as connection:
            connection.execute(insert(meta).values(key=key, value=value))
