"""What is done with one file: its seal checked, its record decoded, people's words left out.

It runs in processes of its own, so it imports little.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from coprod_widgets.research.masking import Kept, without_words
from coprod_widgets.research.reading import MIME, RecordError, read_record


class Wanted(NamedTuple):
    """A file to read, the digest that its seal names, and the instrument that it was held with."""

    path: str
    digest: str
    hash: str


class Done(NamedTuple):
    """What came of a file: its record encoded, or why it does not hold."""

    path: str
    frame: bytes
    problem: str
    size: int = 0
    changed: int = 0


_encoder = msgspec.msgpack.Encoder()


def read_files(wanted: Sequence[Wanted], kept: Mapping[str, Kept]) -> list[Done]:
    """Read some files. One that doesn't hold stops no other.

    `kept` says by instrument which values are no words.
    """
    return [_read(one, kept) for one in wanted]


def _read(wanted: Wanted, kept: Mapping[str, Kept]) -> Done:
    try:
        with open(wanted.path, "rb", buffering=0) as file:  # noqa: PTH123  # a third faster
            about = os.fstat(file.fileno())
            content = file.read()
    except OSError as error:
        return Done(wanted.path, b"", f"It can't be read: {error.strerror}.")
    try:
        if hashlib.sha256(content).hexdigest() != wanted.digest:
            raise RecordError(_what_is_wrong(content))
        record = read_record(content, holds=True)
        if record.hash != wanted.hash:
            raise RecordError("It was held with another instrument than its seal says.")
        frame = _encoder.encode(without_words(record, kept[wanted.hash]))
    except RecordError as error:
        return Done(wanted.path, b"", error.problem)
    return Done(wanted.path, frame, "", about.st_size, about.st_mtime_ns)


def _what_is_wrong(content: bytes) -> str:
    try:
        msgspec.json.decode(content)
    except (ValueError, RecursionError):
        return "It was cut short, or it is damaged: it does not match its seal."
    return "It was changed after it was sealed."


def unsealed(path: Path) -> str:
    """What is to be said of a notebook that no list of seals names."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return f"It can't be read: {error.strerror}."
    if MIME.encode() in content:
        return "It has no seal: no list of seals beside it names it."
    return "It is no record of coprod."
