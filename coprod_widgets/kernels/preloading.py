"""What a fork server imports once, so that no kernel has to."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType

KERNEL = (
    "asyncio",
    "atexit",
    "bdb",
    "code",
    "comm",
    "concurrent.futures.thread",
    "faulthandler",
    "ipykernel.comm",
    "ipykernel.debugger",
    "ipykernel.displayhook",
    "ipykernel.heartbeat",
    "ipykernel.iostream",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.shellchannel",
    "ipykernel.zmqshell",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.core.ultratb",
    "IPython.display",
    "IPython.extensions.storemagic",
    "jupyter_client.session",
    "pdb",
    "psutil",
    "pygments.formatters.terminal256",
    "pygments.lexers.python",
    "stack_data",
    "tornado.platform.asyncio",
    "traitlets.config.loader",
    "unicodedata",
    "zmq.eventloop.zmqstream",
    "coprod_widgets.kernels.kernel_work",
    "coprod_widgets.kernels.notebook_work",
)
"""What every kernel imports while it starts, or at its first output or error."""

_BLOCKED = (
    "debugpy",  # 9 MiB and threads; ipykernel does without
    "rfc3987_syntax",  # jsonschema only tries it, and it takes a second to compile its grammars
)


@contextmanager
def _blocked(names: Sequence[str]) -> Iterator[None]:
    """While preloading, these cannot be imported; a kernel's own code can import them later."""
    blocked = [name for name in names if name not in sys.modules]
    hidden: dict[str, ModuleType | None] = dict.fromkeys(blocked)
    sys.modules.update(hidden)  # type: ignore[arg-type]  # None is how Python spells "not there"
    try:
        yield
    finally:
        for name in blocked:
            if sys.modules.get(name, name) is None:
                del sys.modules[name]


def preload(modules: Sequence[str]) -> list[str]:
    """Import what kernels need, then the given modules. Gives what could not be imported, and why.

    A module that is missing costs its kernels time, not their start, so it stops nothing.
    """
    missing = []
    with _blocked(_BLOCKED):
        for name in KERNEL:
            with suppress(ImportError):  # not every version of IPython has every one
                importlib.import_module(name)
        for name in modules:
            try:
                importlib.import_module(name)
            except Exception as error:
                missing.append(f"{name} ({type(error).__name__}: {error})")
    return missing
