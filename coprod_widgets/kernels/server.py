"""The fork server: imports once, then forks a process for each request of its owner.

Started as `python -m coprod_widgets.kernels.server DESCRIPTOR MODULE…`, with one end of a socket
pair as DESCRIPTOR; its owner holds the other end, and when that closes the server ends. Nobody
else can reach it. It never reads what a request is about: it hands the descriptors that came with
it to a fork of itself, which reads them. So nothing of anybody's ever stays here for the next.

It has one thread, no event loop and no ZeroMQ context, and looks before each fork that this is so:
a lock that another thread holds at the moment of a fork is never released in the child.
"""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import socket
import sys
import time
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from coprod_widgets.kernels import child
from coprod_widgets.kernels.packets import Note, note_packet
from coprod_widgets.kernels.preloading import preload

DESCRIPTORS = 5
"""That come with a request: its line, its body, its owner's pidfd, standard output and error."""

_TASKS = Path("/proc/self/task")
_LAST_SECONDS = 2.0


class Server:
    """The forks of one owner, each with its pidfd and the line to its owner."""

    def __init__(self, control: socket.socket, limit: tuple[int, int]) -> None:
        self._control = control
        self._limit = limit
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._forks: dict[int, tuple[int, socket.socket]] = {}

    def run(self) -> None:
        """Fork and reap until the owner is gone, then see to it that nothing of it is left."""
        owned = True
        while owned:
            for descriptor, _ in self._poll.poll():
                if descriptor == self._control.fileno():
                    owned = self._serve()
                else:
                    self._reap(descriptor)
        self._poll.unregister(self._control)
        # The forks see for themselves that their owner is gone. One that is stuck needs help.
        until = time.monotonic() + _LAST_SECONDS
        while self._forks and (left := until - time.monotonic()) > 0:
            for descriptor, _ in self._poll.poll(left * 1000):
                self._reap(descriptor)
        for pidfd, (pid, _) in list(self._forks.items()):
            _end_group(pid)
            self._reap(pidfd)

    def _serve(self) -> bool:
        """Take one request. False if the owner's end is closed."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, 64, DESCRIPTORS)
        except OSError:
            return False
        if not data:
            return False
        if len(descriptors) != DESCRIPTORS:
            for descriptor in descriptors:
                os.close(descriptor)
            return True
        line = socket.socket(fileno=descriptors[0])
        try:
            self._fork(line, descriptors[1:])
        finally:
            for descriptor in descriptors[1:]:
                os.close(descriptor)
        return True

    def _fork(self, line: socket.socket, descriptors: Sequence[int]) -> None:
        threads = len(list(_TASKS.iterdir()))
        if threads != 1:
            _tell(line, {"refused": f"the fork server has {threads} threads, and forks as one"})
            line.close()
            return
        try:
            pid = os.fork()
        except OSError as error:
            _tell(line, {"refused": f"the fork server cannot fork: {error}"})
            line.close()
            return
        if pid == 0:
            self._become_a_child(line, descriptors)
        try:
            pidfd = os.pidfd_open(pid)
        except OSError as error:
            _tell(line, {"refused": f"the fork server cannot watch its fork: {error}"})
            _end_group(pid)
            os.waitpid(pid, 0)
            line.close()
            return
        self._forks[pidfd] = (pid, line)
        self._poll.register(pidfd, select.POLLIN)
        _tell(line, {"pid": pid}, pidfd)

    def _become_a_child(self, line: socket.socket, descriptors: Sequence[int]) -> NoReturn:
        # Through their objects: a number closed behind an object's back is closed again by it
        # later, and may be somebody else's by then.
        self._control.close()
        for pidfd, (_, other) in self._forks.items():
            os.close(pidfd)
            other.close()
        body, owner, output, error = descriptors
        child.live(line, body=body, owner=owner, output=output, error=error, limit=self._limit)

    def _reap(self, pidfd: int) -> None:
        pid, line = self._forks.pop(pidfd)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        # While it is a zombie its number is its own, and so is its group's.
        _end_group(pid)
        _, status = os.waitpid(pid, 0)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        _tell(line, {"exit": os.waitstatus_to_exitcode(status)})
        line.close()


def _tell(line: socket.socket, note: Note, *descriptors: int) -> None:
    """Send a note, if the owner still listens. It never waits for an owner that does not read."""
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors))
    with suppress(OSError):
        line.sendmsg([note_packet(note)], [rights] if descriptors else [], socket.MSG_DONTWAIT)


def _end_group(pid: int) -> None:
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def main(arguments: Sequence[str]) -> int:
    """Preload, say so, and serve."""
    control = socket.socket(fileno=int(arguments[0]))
    control.set_inheritable(False)
    # Ctrl-C in a terminal is for the owner.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))
    missing = preload(arguments[1:])
    # What is here now stays for good: kernels need not look through it, nor copy its pages.
    gc.collect()
    gc.freeze()
    gc.disable()
    _tell(control, {"ready": True, "missing": missing})
    Server(control, limit).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
