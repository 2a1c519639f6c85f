"""Words on research other than yes, kept apart from the database: no old backup undoes them.

Beside the key ring lies a file that is only ever added to. Each line says of one person (a keyed
hash of the hospital number, so that it holds for somebody who is entered anew as well) what was
said and when. A keyed hash over the line and the one before it makes a chain that nobody can
forge without the ring. The database keeps how far the chain goes (its mark), so that a file that
was cut short or put back is missed; a file that goes further than the database is as it should be
after a restore.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

from coprod_widgets.durable import sync_folder, write_new
from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.tombstone_chain import PUT_BACK, Chain, Tombstone


class Tombstones:
    """The file of tombstones. Lines are added inside a transaction that nobody writes beside."""

    def __init__(self, path: Path, keys: KeyRing) -> None:
        self.path = path
        # Worked out from the key that no rotation changes.
        self._keys = keys.anchors
        self._lock = Lock()
        self._chain = Chain(self._keys, path)
        self._seen: tuple[int, int, int] | None = None

    def begin(self) -> str:
        """Make the file, for its owner only; gives the mark of one without lines."""
        chain = Chain(self._keys, self.path)
        write_new(self.path, chain.first_line)
        sync_folder(self.path.parent)
        return chain.mark

    def person(self, number_key: str) -> str:
        """By what the file knows somebody, from the look-up key of the hospital number."""
        return self._keys.look_up("tombstone of", number_key)

    def of(self, number_key: str, mark: str) -> list[Tombstone]:
        """What is kept of one person, in the order in which it was written.

        Raises:
            SealError: the file is missing, or not as coprod left it up to the mark.
        """
        with self._lock:
            return list(self._checked(mark).of(self.person(number_key)))

    def all(self, mark: str) -> list[Tombstone]:
        """Everything that is kept.

        Raises:
            SealError: the file is missing, or not as coprod left it up to the mark.
        """
        with self._lock:
            return list(self._checked(mark).stones)

    def add(self, number_key: str, decision: str, at: datetime, mark: str) -> str:
        """Add a line, which is on the disk when this returns; gives the new mark.

        What is there already is not written again.

        Raises:
            SealError: the file is missing, or not as coprod left it up to the mark.
            StoreError: it can't be written.
        """
        person = self.person(number_key)
        with self._lock:
            chain = self._checked(mark)
            if (decision, at) not in {(one.decision, one.at) for one in chain.of(person)}:
                self._write(chain.next(person, decision, at).line)
                self._read()
            return self._chain.mark

    def renew(
        self, words: Iterable[tuple[str, str, datetime]], at: datetime
    ) -> tuple[str, Path | None]:
        """Put a new file in the place of one that doesn't hold, the old one aside.

        In it are the lines up to the first that does not hold, and the `words`: person, decision,
        moment.

        Returns:
            The new mark, and where the old file lies now; None if there was none.

        Raises:
            StoreError: it can't be written.
        """
        with self._lock:
            with suppress(SealError):
                self._read()
            sound = [(one.person, one.decision, one.at) for one in self._chain.stones]
            new = Chain(self._keys, self.path)
            new.take(new.first_line)
            for said in dict.fromkeys([*sound, *words]):
                new.take(new.next(*said).line)
            old = self.path.with_name(f"tombstones.replaced-{at:%Y%m%dT%H%M%S%f}.jsonl")
            aside = self.path.with_suffix(".new")
            try:
                aside.unlink(missing_ok=True)
                write_new(aside, bytes(new.content))
                there = self.path.exists()
                if there:
                    # A copy: whoever is stopped here must find in its place what still holds.
                    write_new(old, self.path.read_bytes())
                aside.replace(self.path)
                sync_folder(self.path.parent)
            except OSError as error:
                raise _not_written(self.path, error) from error
            self._forget()
            return new.mark, old if there else None

    def _checked(self, mark: str) -> Chain:
        self._read()
        self._chain.check(mark)
        return self._chain

    def _read(self) -> None:
        """Read what is new since the last time, and see that it holds."""
        try:
            now = self.path.stat()
            seen = (now.st_ino, now.st_size, now.st_mtime_ns)
            if seen == self._seen:
                return
            self._seen = None
            content = self.path.read_bytes()
        except FileNotFoundError:
            self._forget()
            raise SealError(f"The tombstones in {self.path} are missing.", PUT_BACK) from None
        except OSError as error:
            raise StoreError(
                f"The tombstones in {self.path} can't be read: {error.strerror}.",
                "Run coprod as the account that owns the data folder.",
            ) from error
        known = self._chain.content
        if content[: len(known)] != known:
            self._forget()
        # What has no end yet was never acknowledged: whoever wrote it was stopped.
        for line in content[len(self._chain.content) :].split(b"\n")[:-1]:
            self._chain.take(line + b"\n")
        self._seen = seen

    def _forget(self) -> None:
        self._chain, self._seen = Chain(self._keys, self.path), None

    def _write(self, line: bytes) -> None:
        size = len(self._chain.content)
        try:
            with self.path.open("r+b") as file:
                try:
                    file.truncate(size)
                    file.seek(size)
                    file.write(line)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(size)
                    raise
        except OSError as error:
            raise _not_written(self.path, error) from error


def _not_written(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The tombstones in {path} can't be written: {error.strerror}. Nothing was noted.",
        "Make room on its disk, and let the account that runs coprod write to it.",
        "store_full",
    )
