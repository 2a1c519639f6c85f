"""The owner's side: starts a fork server when it is first needed, and again when it has ended."""

from __future__ import annotations

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from coprod_widgets.kernels.environment import passed_on
from coprod_widgets.kernels.errors import UnavailableError
from coprod_widgets.kernels.forked import Forked, alive
from coprod_widgets.kernels.packets import LARGEST, Assembly

log = logging.getLogger(__name__)

_END_SECONDS = 5.0

_ONE_THREAD = {
    # Libraries for numbers otherwise start threads when they are imported.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}

Preload = tuple[str, ...]

_servers: dict[Preload, ForkServer] = {}
_lock = threading.RLock()


class ForkServer:
    """A process that has done its imports, and forks others that need them."""

    def __init__(self, preload: Preload) -> None:
        self._me = os.pidfd_open(os.getpid())
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        self._lost = False
        module = "coprod_widgets.kernels.server"
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603  # ourselves, and names of modules
                    [sys.executable, "-P", "-m", module, str(theirs.fileno()), *preload],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    env={**passed_on(None), **_ONE_THREAD},
                    start_new_session=True,
                )
        except OSError:
            self.let_go()
            raise
        self.pid = self._process.pid

    @classmethod
    def of(cls, preload: Preload) -> ForkServer:
        """The fork server that has these modules, started if it is not there.

        Raises:
            UnavailableError: this system cannot have one.
        """
        if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
            raise UnavailableError(f"warm kernels need a recent Linux, and this is {sys.platform}")
        with _lock:
            server = _servers.get(preload)
            if server is None or not server.is_alive():
                if server is not None:
                    server.close()
                try:
                    server = _servers[preload] = cls(preload)
                except OSError as error:
                    raise UnavailableError(f"the fork server cannot be started: {error}") from error
            return server

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return not self._lost and self._process.poll() is None

    def ask(self, request: dict[str, Any], output: int, error: int) -> Forked:
        """Ask for a process that does a piece of work.

        Raises:
            UnavailableError: it cannot be asked.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs, os.fdopen(os.memfd_create("request"), "wb") as body:
                body.write(json.dumps(request).encode())
                body.flush()
                body.seek(0)
                descriptors = [theirs.fileno(), body.fileno(), self._me, output, error]
                socket.send_fds(self._control, [b"fork"], descriptors)
        except (BrokenPipeError, ConnectionResetError):
            self._lost = True  # it will be seen by who waits for an answer
        except OSError as failure:
            ours.close()
            raise UnavailableError(f"the fork server cannot be asked: {failure}") from failure
        return Forked(ours, self.is_alive)

    def hear(self) -> None:
        """Pass on what it says of itself, once it has preloaded."""
        with suppress(OSError):
            note = Assembly().add(self._control.recv(LARGEST) or b"N{}")
            if isinstance(note, dict) and note.get("missing"):
                log.warning("Kernels could not be warmed with: %s", "; ".join(note["missing"]))

    def let_go(self) -> None:
        """Close one's end of it."""
        self._control.close()
        os.close(self._me)

    def close(self) -> None:
        """End it, and what it forked."""
        self.let_go()
        self._lost = True
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def close_all() -> None:
    """End every fork server of this process, and every kernel that is left."""
    with _lock:
        for forked in list(alive):
            forked.close()
        while _servers:
            _servers.popitem()[1].close()


def _forget() -> None:
    """In a fork of the owner: these servers and kernels are its parent's, not its own."""
    for forked in list(alive):
        forked.close()
    for server in _servers.values():
        server.let_go()
    _servers.clear()


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
