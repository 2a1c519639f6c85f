"""What is done with one file: its seal checked, its record decoded, people's words left out.

It runs in processes of its own, so it imports little.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from coprod_widgets.research.masking import Kept, without_words
from coprod_widgets.research.reading import MIME, RecordError, record_in
from coprod_widgets.research.spool import Spool

PACK = ".pack"
"""What the name of a file ends with in which records are put by."""
_HELD = 1 << 18
# A pipe in place of a file is not waited for.
_AS_IT_IS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class Wanted(NamedTuple):
    """A file to read, and what its seal says: the digest, where the output is, the instrument."""

    path: str
    digest: str
    begins: int
    ends: int
    hash: str


class Done(NamedTuple):
    """What came of a file: where its record was put by, or why it does not hold."""

    path: str
    problem: str
    pack: str = ""
    place: int = 0
    size: int = 0
    changed: int = 0


class Reader:
    """Reads files, and puts their records by in a new file, without anybody's words.

    `kept` says by instrument which values are no words; the new file's path begins with `begins`.
    """

    def __init__(self, kept: Mapping[str, Kept], begins: Path) -> None:
        self._kept = kept
        # Always a new file, so that no two processes write into one another's.
        self._pack = begins.with_name(f"{begins.name}{secrets.token_hex(4)}{PACK}")
        self._encoder = msgspec.msgpack.Encoder()

    def read(self, wanted: Sequence[Wanted]) -> list[Done]:
        """Read some files. One that doesn't hold stops no other.

        Raises:
            OSError: the records can't be put by.
        """
        done: list[Done] = []
        with Spool(self._pack, held=_HELD) as spool:
            for one in wanted:
                try:
                    content, size, changed = _content(one.path)
                    place = spool.add_encoded(self._frame(one, content))
                except RecordError as error:
                    done.append(Done(one.path, error.problem))
                else:
                    done.append(Done(one.path, "", self._pack.name, place, size, changed))
        return done

    def _frame(self, wanted: Wanted, content: bytes) -> bytes:
        if hashlib.sha256(content).hexdigest() != wanted.digest:
            raise RecordError(_what_is_wrong(content))
        record = record_in(memoryview(content)[wanted.begins : wanted.ends])
        if record.hash != wanted.hash:
            raise RecordError("It was held with another instrument than its seal says.")
        return self._encoder.encode(without_words(record, self._kept[wanted.hash]))


class _Own:
    reader: Reader


def begin(kept: Mapping[str, Kept], begins: Path) -> None:
    """Let this process read, and put by in a file of its own."""
    _Own.reader = Reader(kept, begins)


def read_files(wanted: Sequence[Wanted]) -> list[Done]:
    """Read some files in a process that was begun."""
    return _Own.reader.read(wanted)


def _content(path: str) -> tuple[bytes, int, int]:
    """The bytes of a file, its size and when it was changed."""
    try:
        file = os.open(path, _AS_IT_IS)
        try:
            about = os.fstat(file)
            content = os.read(file, about.st_size)
        finally:
            os.close(file)
    except OSError as error:
        raise RecordError(f"It can't be read: {error.strerror}.") from None
    return content, about.st_size, about.st_mtime_ns


def _what_is_wrong(content: bytes) -> str:
    try:
        msgspec.json.decode(content)
    except (ValueError, RecursionError):
        return "It was cut short, or it is damaged: it does not match its seal."
    return "It was changed after it was sealed."


def unsealed(path: Path) -> str:
    """What is to be said of a notebook that no list of seals names."""
    try:
        content, _, _ = _content(str(path))
    except RecordError as error:
        return error.problem
    if MIME.encode() in content:
        return "It has no seal: no list of seals beside it names it."
    return "It is no record of coprod."
