"""The lines of a file of tombstones, each tied to the one before by a keyed hash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coprod_widgets.errors import SealError
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
    def line(self) -> bytes:
        """As it stands in the file."""
        told = {
            "number": self.number,
            "person": self.person,
            "decision": self.decision,
            "at": stamp(self.at),
            "mac": self.mac,
        }
        return json.dumps(told).encode() + b"\n"


class Chain:
    """A chain as far as it was read; a line that doesn't go on from the last is refused.

    A mark is how far a chain goes: the number of a line and its hash.
    """

    def __init__(self, keys: KeyRing, path: Path) -> None:
        self._keys = keys
        self._path = path
        mac = keys.look_up("tombstones", _HEAD)
        self.first_line = f"{_HEAD} {mac}\n".encode()
        self._marks = [f"0 {mac}"]
        self._stones: list[Tombstone] = []
        self._of: dict[str, list[Tombstone]] = {}
        self.content = bytearray()

    @property
    def mark(self) -> str:
        """How far it goes."""
        return self._marks[-1]

    @property
    def stones(self) -> Sequence[Tombstone]:
        """All of it, in the order in which it was written."""
        return self._stones

    def of(self, person: str) -> Sequence[Tombstone]:
        """What is said of one person."""
        return self._of.get(person, ())

    def next(self, person: str, decision: str, at: datetime) -> Tombstone:
        """What would go on from here."""
        number = len(self._stones) + 1
        said = as_json([self.mark, number, person, decision, stamp(at)])
        return Tombstone(number, person, decision, at, self._keys.look_up("tombstone", said))

    def take(self, line: bytes) -> None:
        """Go on by a line that was read.

        Raises:
            SealError: it is not the next one.
        """
        if not self.content:
            if line != self.first_line:
                raise SealError(
                    f"The tombstones in {self._path} belong to another key ring, or their first "
                    "line was changed.",
                    PUT_BACK,
                )
        else:
            stone = self._read(line)
            self._marks.append(f"{stone.number} {stone.mac}")
            self._stones.append(stone)
            self._of.setdefault(stone.person, []).append(stone)
        self.content += line

    def _read(self, line: bytes) -> Tombstone:
        try:
            said = json.loads(line)
            at = datetime.fromisoformat(said["at"])
            stone = self.next(said["person"], said["decision"], at)
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            stone = None
        if stone is None or stone.line != line:
            raise SealError(
                f"The tombstones in {self._path} were changed behind coprod's back at line "
                f"{len(self._stones) + 1}.",
                PUT_BACK,
            )
        return stone

    def check(self, mark: str) -> None:
        """See that the chain goes as far as a mark, and through it.

        Raises:
            SealError: it does not.
        """
        number = int(mark.partition(" ")[0])
        if not self.content:
            raise SealError(f"The tombstones in {self._path} are empty.", PUT_BACK)
        if number > len(self._stones):
            raise SealError(
                f"The tombstones in {self._path} end after line {len(self._stones)}, and there "
                f"were {number}.",
                PUT_BACK,
            )
        if self._marks[number] != mark:
            raise SealError(
                f"The tombstones in {self._path} are others than the database knows.", PUT_BACK
            )
