"""Other processes that take a share of much work."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from pathlib import Path

from coprod_widgets.errors import CoprodError

_THREADS = Path("/proc/self/task")


@contextmanager
def processes(count: int, begin: Callable[[], None]) -> Iterator[ProcessPoolExecutor]:
    """So many processes, each of which calls `begin` first. They end with the block.

    Raises:
        CoprodError: one of them was ended from outside.
    """
    executor = ProcessPoolExecutor(
        count, mp_context=_context(), initializer=_begin, initargs=(begin,)
    )
    try:
        yield executor
    except BrokenProcessPool:
        raise CoprodError(
            "A process that took a share of the work was ended from outside.",
            "Look whether the machine has memory left, and run the command again.",
        ) from None
    finally:
        executor.shutdown(cancel_futures=True)


def _begin(begin: Callable[[], None]) -> None:
    # Who presses Ctrl-C stops the process that shares the work out, and that one stops these.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin()
    # What was there before is not looked through again and again for what is of no more use.
    gc.freeze()


def _context() -> BaseContext:
    """By a fork where nothing else runs in this process, which takes a tenth of the time.

    A fork takes only the thread along that asks for it: a lock that another one holds would never
    open again. So in a notebook's kernel, and away from Linux, they begin anew.
    """
    return multiprocessing.get_context("fork" if _is_alone() else "spawn")


def _is_alone() -> bool:
    # Counted by the system, since Python doesn't know of the threads of libraries.
    return sys.platform == "linux" and len(list(_THREADS.iterdir())) == 1
