"""What a fork does first: it becomes a process of its own, and only then looks at its work."""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import random
import resource
import select
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from coprod_widgets.kernels.packets import note_packet

Work = Callable[[socket.socket, list[str]], None]

WORKS = {
    "kernel": "coprod_widgets.kernels.kernel_work",
    "notebook": "coprod_widgets.kernels.notebook_work",
}
"""The module that does a kind of work: its `run` takes the line to the owner and arguments."""

_PYTHONPATH = os.environ.get("PYTHONPATH", "")


def live(
    line: socket.socket, *, body: int, owner: int, output: int, error: int, limit: tuple[int, int]
) -> NoReturn:
    """Live and end as a process of one's own; nothing ever goes back to the fork server's loop."""
    code = 1
    try:
        os.setsid()
        _own_only(line.fileno(), body, owner, output, error)
        _default_signals()
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
        gc.enable()
        with os.fdopen(body, encoding="utf-8") as file:
            request = json.load(file)
        _take_over(request)
        _reseed()
        threading.Thread(target=_watch, args=(line.fileno(), owner), daemon=True).start()
        work: Work = importlib.import_module(WORKS[request["kind"]]).run
        work(line, request["arguments"])
        code = 0
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException as failure:
        traceback.print_exc(file=sys.__stderr__)
        with suppress(OSError):
            line.send(note_packet({"fault": f"{type(failure).__name__}: {failure}"[:2000]}))
    finally:
        try:
            _leave()
        finally:
            os._exit(code)


def _own_only(line: int, body: int, owner: int, output: int, error: int) -> None:
    """Keep one's own descriptors and close all others; standard input is empty already."""
    os.dup2(output, 1)
    os.dup2(error, 2)
    own = {0, 1, 2, line, body, owner}
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # its own descriptor is among them
        if int(name) not in own:
            with suppress(OSError):
                os.close(int(name))
    for descriptor in (line, body, owner):
        os.set_inheritable(descriptor, False)


def _default_signals() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _take_over(request: dict[str, Any]) -> None:
    """The environment, folder and import path that a fresh Python would have got."""
    environment = request["environment"]
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(request["cwd"])
    before = [entry for entry in _PYTHONPATH.split(os.pathsep) if entry]
    after = [entry for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    if before != after:
        sys.path[:] = after + [entry for entry in sys.path if entry not in before]


def _reseed() -> None:
    """No two kernels draw the same numbers, or choose the same names for temporary files."""
    random.seed()
    numbers = sys.modules.get("numpy.random")
    if numbers is not None:
        numbers.seed()
    tempfile.tempdir = None
    tempfile._name_sequence = None  # type: ignore[attr-defined]  # has no public way


def _watch(line: int, owner: int) -> None:
    """End with one's owner, whatever becomes of the fork server.

    The owner's pidfd is watched beside its end of the line, for processes that the owner forked
    may have that end too.
    """
    poll = select.poll()
    poll.register(line, 0)
    poll.register(owner, select.POLLIN)
    poll.poll()
    os.killpg(0, signal.SIGKILL)


def _leave() -> None:
    """What Python does at its end, but for taking apart what was made by the fork server."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as Python does
    atexit._run_exitfuncs()
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
