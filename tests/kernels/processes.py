"""What of the kernels' processes is still there."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

SECONDS = 60.0


def descendants() -> list[psutil.Process]:
    """The processes that this one, or a fork server of it, started and that are alive."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.status() != psutil.STATUS_ZOMBIE
    ]


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has reaped has ended too."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold; a test must not hang when it does not."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return holds()
