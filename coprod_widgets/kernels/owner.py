"""The owner's side: starts a fork server when it is first needed, and again when it has ended."""

from __future__ import annotations

import asyncio
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
from coprod_widgets.kernels.errors import StartError, UnavailableError
from coprod_widgets.kernels.forked import UNKNOWN, Forked, alive
from coprod_widgets.kernels.gate import starting
from coprod_widgets.kernels.packets import LARGEST, Assembly

log = logging.getLogger(__name__)

START_SECONDS = 60.0
_LOOK_SECONDS = 0.5
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
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            module = "coprod_widgets.kernels.server"
            self._process = subprocess.Popen(  # noqa: S603  # ourselves, and names of modules
                [sys.executable, "-P", "-m", module, str(theirs.fileno()), *preload],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**passed_on(None), **_ONE_THREAD},
                start_new_session=True,
            )
        ours.setblocking(False)
        self._control = ours
        self._lost = False
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


async def launch(
    kind: str,
    arguments: list[str],
    *,
    environment: dict[str, str],
    cwd: str,
    preload: Preload = (),
    output: int = 1,
    error: int = 2,
    timeout: float = START_SECONDS,
) -> Forked:
    """Fork a process that does a kind of work, and wait until it is ready for it.

    Raises:
        UnavailableError: no process was forked.
        StartError: one was, and it ended or took too long.
    """
    request = {"kind": kind, "arguments": arguments, "environment": environment, "cwd": cwd}
    async with starting.passing():
        for last_try in (False, True):
            server = ForkServer.of(preload)
            forked = server.ask(request, output, error)
            try:
                async with asyncio.timeout(timeout):
                    if await _is_ready(forked, server):
                        server.hear()
                        return forked
            except TimeoutError:
                forked.close()
                raise StartError(
                    f"The kernel was not ready after {timeout:g} seconds. Give it more time, or "
                    "the machine less to do."
                ) from None
            except BaseException:
                forked.close()
                raise
            forked.close()
            if last_try:
                break
            log.warning("The fork server (process %s) ended; starting another.", server.pid)
    raise UnavailableError("the fork server ended twice while it was asked for a kernel")


async def _is_ready(forked: Forked, server: ForkServer) -> bool:
    """Wait for a process to start. False if the fork server ended instead of forking it."""
    while not forked.started:
        if forked.refusal:
            raise UnavailableError(forked.refusal)
        if forked.fault or forked.returncode is not None:
            raise StartError(
                f"The kernel ended before it could be used: {forked.fault or _ending(forked)}."
            )
        if forked.lost or not (forked.pid or server.is_alive()):
            return False
        with suppress(TimeoutError):
            await forked.changed(_LOOK_SECONDS)
        forked.poll()
    return True


def _ending(forked: Forked) -> str:
    code = forked.returncode or 0
    if code == UNKNOWN:
        return "nobody saw how"
    return f"signal {-code}" if code < 0 else f"exit code {code}"


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
