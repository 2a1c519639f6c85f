"""What a workbook's kernel is given: an allow-listed environment, no history, no open port."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from traitlets.config import Config

from coprod_widgets.errors import CoprodError

_PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONDONTWRITEBYTECODE",
    "JUPYTER_RUNTIME_DIR",
)

PRELOAD = ("coprod_widgets.workbook.warm",)
"""What a workbook needs, for kernels that are forked from a process that has it already.

The kernel spec `templates/kernels/coprod` has the same list.
"""

ARGUMENTS = ["--HistoryManager.enabled=False", "--IPKernelApp.log_level=50"]
"""No history, which IPython keeps in plain text, and no word on standard error for being stopped.

What goes wrong in a cell comes back as its output all the same.
"""


_LONGEST = 60
"""Of a temporary folder: the path of a socket in it has at most 103 bytes on every system."""


def _short_folder() -> str | None:
    """A temporary folder whose path leaves room for a socket's; None where the usual one does."""
    usual = tempfile.gettempdir()
    if os.name != "posix" or len(os.fsencode(usual)) <= _LONGEST:
        return None
    for other in ("/tmp", "/var/tmp"):  # noqa: S108  # mkdtemp makes a private folder in it
        if os.access(other, os.W_OK | os.X_OK):
            return other
    raise CoprodError(
        f"The path of the temporary folder {usual} is too long for a kernel's sockets.",
        f"Set TMPDIR to one of at most {_LONGEST} characters.",
    )


@contextmanager
def kernel_environment(mode: str, data: Path, voice: str = "") -> Iterator[dict[str, str]]:
    """The whole environment of a kernel that runs a workbook; nothing else reaches it.

    `voice` is whose screen a talk is shown on.
    """
    folder = tempfile.mkdtemp(prefix="coprod-kernel-", dir=_short_folder())
    try:
        yield {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "HOME": folder,
            "IPYTHONDIR": folder,
            "COPROD_MODE": mode,
            "COPROD_DATA": str(data),
            **({"COPROD_VOICE": str(voice)} if voice else {}),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kernel_config(folder: str | None = None) -> Config:
    """Sockets in the file system, closed to other users of the machine, where there are such.

    They lie in `folder`. Without one they lie beside the connection file, which must then have a
    name of its own: two kernels that share their sockets get each other's messages.
    """
    config = Config()
    if os.name == "posix":
        config.KernelManager.transport = "ipc"
        if folder:
            config.KernelManager.ip = str(Path(folder) / "kernel")
    return config
