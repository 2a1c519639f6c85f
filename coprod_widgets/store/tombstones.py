"""Words on research other than yes, kept apart from the database: no old backup undoes them.

Beside the key ring lies a file that is only ever added to. Each line says of one person (a keyed
hash of the hospital number, so that it holds for somebody who is entered anew as well) what was
said and when. A keyed hash over the line and the one before it makes a chain that nobody can
forge without the ring. The database keeps how far the chain goes (its mark), so that a file that
was cut short or put back is missed; a file that goes further than the database is as it should be
after a restore.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.interview.journal import as_json
from coprod_widgets.store.base import stamp
from coprod_widgets.store.keys import KeyRing

_HEAD = "coprod tombstones 1"
PUT_BACK = (
    "Put the newest copy of this file back; until then nothing is noted about research and nothing "
    "is given out. If it is lost for good: coprod new-tombstones"
)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One word other than yes. `person` is a keyed hash, `mac` ties it to the line before."""

    number: int
    person: str
    decision: str
    at: datetime
    mac: str

    @property
    def mark(self) -> str:
        """How far the chain goes with this line."""
        return f"{self.number} {self.mac}"


class Tombstones:
    """The file of tombstones. Lines are added inside a transaction that nobody writes beside."""

    def __init__(self, path: Path, keys: KeyRing) -> None:
        self.path = path
        # Worked out from the key that no rotation changes.
        self._keys = keys.anchors
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._whole = bytearray()
        self._marks: list[str] = []
        self._stones: list[Tombstone] = []
        self._of: dict[str, list[Tombstone]] = {}

    def begin(self) -> str:
        """Make the file, for its owner only; gives the mark of one without lines."""
        mark = _begun(self._keys)
        _write_new(self.path, _first_line(mark))
        return mark

    def person(self, number_key: str) -> str:
        """By what the file knows somebody, from the look-up key of the hospital number."""
        return self._keys.look_up("tombstone of", number_key)

    def of(self, number_key: str, mark: str) -> list[Tombstone]:
        """What is kept of one person, in the order in which it was written.

        Raises:
            SealError: the file is missing, or not as coprod left it up to the mark.
        """
        with self._lock:
            self._check(mark)
            return list(self._of.get(self.person(number_key), ()))

    def all(self, mark: str) -> list[Tombstone]:
        """Everything that is kept.

        Raises:
            SealError: the file is missing, or not as coprod left it up to the mark.
        """
        with self._lock:
            self._check(mark)
            return list(self._stones)

    def add(self, number_key: str, decision: str, at: datetime, mark: str) -> str:
        """Add a line, which is on the disk when this returns; gives the new mark.

        What is there already is not written again.

        Raises:
            SealError: the file is missing, or not as coprod left it up to the mark.
            StoreError: it can't be written.
        """
        person = self.person(number_key)
        with self._lock:
            self._check(mark)
            known = {(one.decision, one.at) for one in self._of.get(person, ())}
            if (decision, at) not in known:
                number = len(self._stones) + 1
                mac = self._mac(self._marks[-1], number, person, decision, stamp(at))
                self._write(Tombstone(number, person, decision, at, mac))
                self._read()
            return self._marks[-1]

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
            sound = [(one.person, one.decision, one.at) for one in self._stones]
            chain = [_begun(self._keys)]
            lines = [_first_line(chain[0])]
            for number, (person, decision, when) in enumerate(dict.fromkeys([*sound, *words]), 1):
                mac = self._mac(chain[-1], number, person, decision, stamp(when))
                stone = Tombstone(number, person, decision, when, mac)
                chain.append(stone.mark)
                lines.append(_as_written(stone))
            old = self.path.with_name(f"tombstones.replaced-{at:%Y%m%dT%H%M%S}.jsonl")
            aside = self.path.with_suffix(".new")
            try:
                aside.unlink(missing_ok=True)
                _write_new(aside, b"".join(lines))
                there = self.path.exists()
                if there:
                    self.path.replace(old)
                aside.replace(self.path)
            except OSError as error:
                raise _not_written(self.path, error) from error
            self._forget()
            return chain[-1], old if there else None

    def _check(self, mark: str) -> None:
        self._read()
        number = int(mark.partition(" ")[0])
        if number >= len(self._marks):
            raise SealError(
                f"The tombstones in {self.path} end after line {len(self._stones)}, and there were "
                f"{number}.",
                PUT_BACK,
            )
        if self._marks[number] != mark:
            raise SealError(
                f"The tombstones in {self.path} are others than the database knows.", PUT_BACK
            )

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
        if content[: len(self._whole)] != self._whole:
            self._forget()
        # What has no end yet was never acknowledged: whoever wrote it was stopped.
        for line in content[len(self._whole) :].split(b"\n")[:-1]:
            self._take(line + b"\n")
        if not self._marks:
            raise self._changed(0)
        self._seen = seen

    def _forget(self) -> None:
        self._seen, self._whole = None, bytearray()
        self._marks, self._stones, self._of = [], [], {}

    def _take(self, line: bytes) -> None:
        if not self._marks:
            mark = _begun(self._keys)
            if line != _first_line(mark):
                raise SealError(
                    f"The tombstones in {self.path} belong to another key ring, or their first "
                    "line was changed.",
                    PUT_BACK,
                )
            self._marks.append(mark)
        else:
            stone = self._stone(line)
            self._marks.append(stone.mark)
            self._stones.append(stone)
            self._of.setdefault(stone.person, []).append(stone)
        self._whole += line

    def _stone(self, line: bytes) -> Tombstone:
        number = len(self._stones) + 1
        try:
            said = json.loads(line)
            person, decision, at = said["person"], said["decision"], said["at"]
            mac = self._mac(self._marks[-1], number, person, decision, at)
            stone = Tombstone(number, person, decision, datetime.fromisoformat(at), mac)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise self._changed(number) from None
        if _as_written(stone) != line:
            raise self._changed(number)
        return stone

    def _mac(self, before: str, number: int, person: str, decision: str, at: str) -> str:
        return self._keys.look_up("tombstone", as_json([before, number, person, decision, at]))

    def _changed(self, number: int) -> SealError:
        return SealError(
            f"The tombstones in {self.path} were changed behind coprod's back at line {number}.",
            PUT_BACK,
        )

    def _write(self, stone: Tombstone) -> None:
        size = len(self._whole)
        try:
            with self.path.open("r+b") as file:
                try:
                    file.truncate(size)
                    file.seek(size)
                    file.write(_as_written(stone))
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(size)
                    raise
        except OSError as error:
            raise _not_written(self.path, error) from error


def _begun(keys: KeyRing) -> str:
    """The mark of a file without lines."""
    return f"0 {keys.look_up('tombstones', _HEAD)}"


def _first_line(mark: str) -> bytes:
    return f"{_HEAD} {mark.partition(' ')[2]}\n".encode()


def _write_new(path: Path, content: bytes) -> None:
    """Write a new file for its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _not_written(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The tombstones in {path} can't be written: {error.strerror}. Nothing was noted.",
        "Make room on its disk, and let the account that runs coprod write to it.",
        "store_full",
    )


def _as_written(stone: Tombstone) -> bytes:
    told = {
        "number": stone.number,
        "person": stone.person,
        "decision": stone.decision,
        "at": stamp(stone.at),
        "mac": stone.mac,
    }
    return json.dumps(told).encode() + b"\n"
