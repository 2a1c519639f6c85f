"""Files for their owner only that are on the disk, whole, when a call returns."""

from __future__ import annotations

import os
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet. No half of it is left.

    Raises:
        OSError: it is there, or it can't be written.
    """
    _written(path, content, os.O_EXCL)


def write_over(path: Path, content: bytes) -> None:
    """Write a file that may be there: whoever reads it finds the old one or the new one.

    Raises:
        OSError: it can't be written; the old one is as it was.
    """
    aside = path.with_suffix(".new")
    _written(aside, content, os.O_TRUNC)
    aside.replace(path)


def sync_folder(folder: Path) -> None:
    """See that what a folder holds by which name is on the disk.

    Raises:
        OSError: it isn't.
    """
    if os.name == "nt":  # a folder can't be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path, content: bytes, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
