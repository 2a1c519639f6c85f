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

PRELOAD = (
    "coprod_widgets.research.reading",
    "coprod_widgets.settings",
    "coprod_widgets.store",
    "coprod_widgets.widgets.record",
    "coprod_widgets.widgets.screen",
    "coprod_widgets.workbook.live",
    "coprod_widgets.workbook.preview",
    "coprod_widgets.workbook.record_format",
    "cryptography.hazmat.primitives.ciphers.aead",
    "platformdirs",
    "sqlalchemy.dialects.sqlite",
)
"""What a workbook imports, for kernels that are forked from a process that has done so already.

The kernel spec `templates/kernels/coprod` has the same list.
"""

ARGUMENTS = ["--HistoryManager.enabled=False", "--IPKernelApp.log_level=50"]
"""No history, which IPython keeps in plain text, and no word on standard error for being stopped.

What goes wrong in a cell comes back as its output all the same.
"""


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
