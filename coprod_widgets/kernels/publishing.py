"""How a notebook's cells speak to their owner: ipykernel's messages on the line, without ZeroMQ.

ipykernel sends all its messages from one thread with an event loop, for ZeroMQ's sockets can be
used by one thread only. The line can be used by all, so what is printed or shown goes out at once
and in order from wherever it was said; a process that a cell forked can speak too.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

from coprod_widgets.kernels.packets import message_packets

SHELL, IOPUB, QUIT = b"S", b"I", b"Q"
"""The channels: requests and replies, what everybody may hear, and the word to stop."""


class Channel:
    """One channel of the line, which ipykernel takes for a socket."""

    def __init__(self, line: socket.socket, name: bytes) -> None:
        self._line = line
        self._name = name

    def send_multipart(self, frames: Sequence[Any], **_: Any) -> None:
        """Send a message's frames."""
        for packet in message_packets(self._name, frames):
            self._line.send(packet)


class Later:
    """Calls things a little later from one thread, which starts when it is first needed."""

    def __init__(self) -> None:
        self._due: deque[tuple[float, Callable[[], None]]] = deque()
        self._some = threading.Semaphore(0)
        self._thread: threading.Thread | None = None

    def call_later(self, delay: float, call: Callable[[], None]) -> None:
        """Call it after a delay, which is the same for all calls."""
        self._due.append((time.monotonic() + delay, call))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="Flush", daemon=True)
            self._thread.start()
        self._some.release()

    def _run(self) -> None:
        while True:
            self._some.acquire()
            at, call = self._due.popleft()
            time.sleep(max(0.0, at - time.monotonic()))
            call()


class Publisher(IOPubThread):
    """What ipykernel's streams take for the thread that sends; it is none, and sends at once."""

    def __init__(self, line: socket.socket) -> None:
        # Without super: that makes ZeroMQ's sockets.
        self._channel = Channel(line, IOPUB)
        self.background_socket = self._channel  # type: ignore[assignment]
        self.thread = threading.Thread(name="IOPub")  # never started, so streams send themselves
        self.io_loop = Later()  # type: ignore[assignment]
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        # A fork may find the lock held by a thread that it does not have.
        self.order = threading.RLock()

    def schedule(self, f: Callable[[], Any]) -> None:
        """Do it now."""
        f()

    def send_multipart(self, frames: Sequence[Any], **_: Any) -> None:
        """Send it now."""
        self._channel.send_multipart(frames)


class Stream(OutStream):
    """Standard output or error: whoever flushes waits until what was printed before is out."""

    def _flush(self) -> None:
        with self.pub_thread.order:
            super()._flush()  # type: ignore[no-untyped-call]
