"""What travels between an owner, its fork server and the forked processes.

The sockets are Unix sockets that keep packets apart (SOCK_SEQPACKET), so a packet arrives whole
whoever else writes to the same socket: the fork server, the child, its threads, and processes that
the child forks in its turn. Packets are notes (small JSON objects) or pieces of a Jupyter message,
which can be of any size.
"""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Iterator, Sequence
from typing import Any

PIECE = 65536
LARGEST = PIECE + 64
_NOTE, _MORE, _LAST = b"N", b"M", b"L"
_LENGTH = struct.Struct("=I")

Note = dict[str, Any]


def note_packet(note: Note) -> bytes:
    """A note as a packet."""
    return _NOTE + json.dumps(note).encode()


def message_packets(channel: bytes, frames: Sequence[Any]) -> Iterator[bytes]:
    """A message of a channel (one byte), made of frames, as packets."""
    joined = channel + b"".join(
        part for frame in frames for part in (_LENGTH.pack(memoryview(frame).nbytes), frame)
    )
    sender = _LENGTH.pack(threading.get_native_id())
    last = len(joined) - PIECE
    for start in range(0, len(joined), PIECE):
        mark = _LAST if start >= last else _MORE
        yield mark + sender + joined[start : start + PIECE]


class Assembly:
    """Puts packets together again: `notes` and `messages`, in the order they were completed."""

    def __init__(self) -> None:
        self._pieces: dict[bytes, list[bytes]] = {}

    def add(self, packet: bytes) -> Note | tuple[bytes, list[bytes]] | None:
        """Take a packet; give the note, or the channel and frames of a message, or nothing yet."""
        mark = packet[:1]
        if mark == _NOTE:
            note: Note = json.loads(packet[1:])
            return note
        sender, piece = packet[1:5], packet[5:]
        if mark == _MORE:
            self._pieces.setdefault(sender, []).append(piece)
            return None
        before = self._pieces.pop(sender, None)
        joined = b"".join([*before, piece]) if before else piece
        return joined[:1], _frames(joined)


def _frames(joined: bytes) -> list[bytes]:
    frames, at = [], 1
    while at < len(joined):
        (length,) = _LENGTH.unpack_from(joined, at)
        at += _LENGTH.size
        frames.append(joined[at : at + length])
        at += length
    return frames
