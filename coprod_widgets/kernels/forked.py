"""A forked process as its owner sees it: like a `subprocess.Popen`, plus the line to it."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from coprod_widgets.kernels.packets import LARGEST, Assembly, Note, message_packets

UNKNOWN = 255
"""The exit code of a process that ended after its fork server: only that one could have known."""

_LOOK_SECONDS = 0.1
_SIGNAL_GROUP = 4
"""PIDFD_SIGNAL_PROCESS_GROUP of Linux 6.9."""

alive: set[Forked] = set()
"""Those that were not seen to end. They stay here, for a kernel may outlive its manager."""


class Forked:
    """A process that was asked for: maybe not forked yet, maybe ended long ago."""

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket, is_served: Callable[[], bool]) -> None:
        line.setblocking(False)
        self._line = line
        self._is_served = is_served
        self._assembly = Assembly()
        self._waiting: list[asyncio.Future[None]] = []
        self._pidfd = -1
        self.pid = 0
        self.started = False
        self.refusal = ""
        self.fault = ""
        self.returncode: int | None = None
        self.lost = False
        self.messages: dict[bytes, deque[list[bytes]]] = {}
        alive.add(self)

    # What it says

    def receive(self) -> None:
        """Take in all that has arrived, without waiting, and wake those who wait for it."""
        while not self.lost:
            try:
                packet, descriptors, _, _ = socket.recv_fds(self._line, LARGEST, 1)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                packet, descriptors = b"", []
            if not packet:
                self.lost = True
                self._end_unseen()
            else:
                self._take(packet, descriptors)
            # It may be another who waits: for them the line will not get readable any more.
            self._wake_all()

    def _take(self, packet: bytes, descriptors: Sequence[int]) -> None:
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
            self._pidfd = descriptor
        arrived = self._assembly.add(packet)
        if isinstance(arrived, tuple):
            channel, frames = arrived
            self.messages.setdefault(channel, deque()).append(frames)
        elif arrived:
            self._note(arrived)

    def _note(self, note: Note) -> None:
        self.pid = note.get("pid", self.pid)
        self.started = note.get("started", self.started)
        self.refusal = note.get("refused", self.refusal)
        self.fault = note.get("fault", self.fault)
        if "exit" in note:
            self.returncode = note["exit"]

    def _end_unseen(self) -> None:
        """Its line closed without a word of its end: its fork server ended before it did."""
        if self.pid and self.returncode is None and self._has_ended():
            self.returncode = UNKNOWN

    def _has_ended(self) -> bool:
        return self._pidfd < 0 or bool(select.select([self._pidfd], [], [], 0)[0])

    async def changed(self, timeout: float | None = None) -> None:
        """Wait until something arrives, and take it in, or until nothing more can arrive.

        Several may wait at the same time.

        Raises:
            TimeoutError: nothing arrived in time.
        """
        if self.lost:
            return
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        if not self._waiting:
            loop.add_reader(self._line, self.receive)
        self._waiting.append(future)
        try:
            await asyncio.wait_for(future, timeout)
        finally:
            if future in self._waiting:
                self._waiting.remove(future)
                if not self._waiting:
                    loop.remove_reader(self._line)

    def _wake_all(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            loop = future.get_loop()
            if not loop.is_closed():
                loop.remove_reader(self._line)
                if not future.done():
                    future.set_result(None)

    # What it is told

    def send(self, channel: bytes, frames: Sequence[Any]) -> None:
        """Send it a message, and take in what arrives meanwhile: it may be waiting for that."""
        poll = select.poll()
        poll.register(self._line, select.POLLIN | select.POLLOUT)
        for packet in message_packets(channel, frames):
            while not self.lost:
                try:
                    self._line.send(packet)
                    break
                except (BlockingIOError, InterruptedError):
                    poll.poll()
                    self.receive()
                except OSError:
                    return

    def send_signal(self, signum: int) -> None:
        """Signal the process and those it started, by its pidfd: never somebody with its number."""
        if self.poll() is not None:
            return
        with suppress(ProcessLookupError):
            try:
                signal.pidfd_send_signal(self._pidfd, signum, None, _SIGNAL_GROUP)
            except OSError:
                # An older Linux. Its number is its own as long as its pidfd says that it lives.
                signal.pidfd_send_signal(self._pidfd, 0)
                os.killpg(self.pid, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    # How it ends

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it lives."""
        if self.returncode is None:
            self.receive()
        if self.returncode is None and self.pid and (self.lost or not self._is_served()):
            self._end_unseen()
        if self.returncode is not None:
            self.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: it lives on.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = 1.0 if until is None else min(1.0, until - time.monotonic())
            if left <= 0:
                raise subprocess.TimeoutExpired(f"forked process {self.pid}", timeout or 0)
            select.select([self._line if not self.lost else self._pidfd], [], [], left)
        return code

    async def ended(self, seconds: float) -> bool:
        """Wait for its end for a while, with no ear for what it says."""
        until = time.monotonic() + seconds
        while self.poll() is None:
            self.messages.clear()
            left = until - time.monotonic()
            if left <= 0:
                return False
            if self.lost:
                await asyncio.sleep(_LOOK_SECONDS)
            else:
                with suppress(TimeoutError):
                    await self.changed(min(left, _LOOK_SECONDS))
        return True

    def close(self) -> None:
        """Let go of it. If it still lives, it ends now, for it has lost its owner."""
        alive.discard(self)
        self.lost = True
        self._wake_all()
        self._line.close()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
