"""Things put by in a file, one after the other, so that memory does not grow with the records."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

_LENGTH = 4


class Spool:
    """A file of plain values that grows at its end and can be read from any of their places.

    `held` is how many bytes are held back before they are written; where much is written and
    nothing read, many together take half the time.
    """

    def __init__(self, path: Path, *, held: int = io.DEFAULT_BUFFER_SIZE) -> None:
        self._file: BinaryIO = path.open("a+b", buffering=held)
        self._file.seek(0, 2)
        self._end = self._file.tell()
        self._encoder = msgspec.msgpack.Encoder()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def add(self, value: Any) -> int:
        """Put something by; gives its place."""
        return self.add_encoded(self._encoder.encode(value))

    def add_encoded(self, frame: bytes) -> int:
        """Put by what is encoded already; gives its place."""
        place = self._end
        self._file.write(len(frame).to_bytes(_LENGTH, "big") + frame)
        self._end += _LENGTH + len(frame)
        return place

    def at(self, place: int) -> bytes:
        """What was put by at a place, encoded.

        Raises:
            EOFError: it isn't there, or not to its end.
        """
        self._file.seek(place)
        length = int.from_bytes(self._file.read(_LENGTH), "big")
        frame = self._file.read(length)
        if not length or len(frame) != length:
            raise EOFError
        return frame

    def __iter__(self) -> Iterator[Any]:
        """Everything, in the order it was put by."""
        self._file.seek(0)
        while head := self._file.read(_LENGTH):
            yield msgspec.msgpack.decode(self._file.read(int.from_bytes(head, "big")))


def close_all(spools: Iterable[Spool]) -> None:
    """Close all of them, though one can't be closed because its disk is full."""
    with ExitStack() as closing:
        for spool in spools:
            closing.callback(spool.close)
