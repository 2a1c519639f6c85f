"""What a workbook's kernel is given: an allow-listed environment, no history, no open port."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from traitlets.config import Config

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

ARGUMENTS = ["--HistoryManager.enabled=False"]
"""IPython would write every cell into a history file in plain text."""


@contextmanager
def kernel_environment(mode: str, data: Path) -> Iterator[dict[str, str]]:
    """The whole environment of a kernel that runs a workbook; nothing else reaches it."""
    folder = tempfile.mkdtemp(prefix="coprod-kernel-")
    try:
        yield {
            **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            "HOME": folder,
            "IPYTHONDIR": folder,
            "COPROD_MODE": mode,
            "COPROD_DATA": str(data),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kernel_config() -> Config:
    """Sockets in the file system, closed to other users of the machine, where there are such."""
    config = Config()
    if os.name == "posix":
        config.KernelManager.transport = "ipc"
    return config
