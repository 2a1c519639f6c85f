"""Putting a whole folder of files on disk at once: either all of them are there, or none is."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from coprod_widgets.durable import sync_folder, write_new
from coprod_widgets.errors import CoprodError

_DATASET = "the data set"


def check_free(out: Path, names: Container[str]) -> None:
    """Make sure that `out` can become the data set's folder, before any work is done.

    An earlier data set in it may be replaced; anything else may not.

    Raises:
        CoprodError: it is a file, or a folder with other things in it.
    """
    if not os.path.lexists(out):
        return
    if out.is_symlink() or not out.is_dir():
        raise CoprodError(f"{out} is not a folder.", "Name a new folder for the data set.")
    there = {path.name for path in out.iterdir()}
    others = [name for name in there if name not in names]
    if there and (others or "dataset.json" not in there):
        strange = min(others, default=min(there))
        raise CoprodError(
            f"The folder {out} has other things in it, such as '{strange}'.",
            "Name a new or an empty folder for the data set.",
        )


@contextmanager
def working_beside(out: Path, what: str = _DATASET) -> Iterator[Path]:
    """A folder beside `out`, its owner's only, for what is put by on the way. It goes in the end.

    Raises:
        CoprodError: the disk is full, or the place can't be written to.
    """
    aside = _aside(out.absolute(), what)
    try:
        with plainly(out, what):
            yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def whole_folder(
    out: Path,
    files: Mapping[str, bytes | Path],
    names: Container[str] | None = None,
    *,
    what: str = _DATASET,
) -> Iterator[None]:
    """Write the files aside; after the `with` block they appear together under the name `out`.

    A file that was written already is moved. An earlier data set of which all files have one of the
    `names` is replaced.

    What has to be kept about the data set is kept inside the block: if that fails, no folder
    appears, so that there is none which nobody knows of.

    Raises:
        CoprodError: the disk is full, or the place can't be written to. Nothing is left behind.
    """
    out = out.absolute()
    check_free(out, frozenset(files) if names is None else names)
    aside = _aside(out, what)
    try:
        with plainly(out, what):
            _write_all(aside / "new", files)
        yield
        with plainly(out, what):
            _appear(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _aside(out: Path, what: str) -> Path:
    with plainly(out, what):
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside it, so that it is on the same disk; readable by its owner only.
        return Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))


def _appear(aside: Path, out: Path) -> None:
    old, new = aside / "old", aside / "new"
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
        sync_folder(out.parent)
    except OSError:
        if not new.exists():
            out.rename(new)
        if old.exists():
            old.rename(out)
        raise


def _write_all(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        if isinstance(content, bytes):
            write_new(folder / name, content)
        else:
            _move(content, folder / name)
    sync_folder(folder)


def _move(made: Path, path: Path) -> None:
    made.chmod(0o600)
    descriptor = os.open(made, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    made.rename(path)


@contextmanager
def plainly(place: Path, what: str = _DATASET) -> Iterator[None]:
    """Tell plainly that `what` can't be written to a place.

    Raises:
        CoprodError: the disk is full, or the place can't be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CoprodError(
                f"The disk is full: {what} was not written to {place}.",
                "Make room, or name a folder on another disk, and run the command again.",
            ) from None
        why = error.strerror or "the disk refused"
        raise CoprodError(
            f"{what[0].upper()}{what[1:]} can't be written to {place}: {why}.",
            "Name a folder that you may write to.",
        ) from None
