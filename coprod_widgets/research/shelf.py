"""What was read of files before, so that the next time only what is new is read.

It holds what tables are made of, without anybody's own words, in a folder of its owner's only.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

import coprod_widgets
from coprod_widgets.research.file_work import PACK, Done
from coprod_widgets.research.folder import plainly
from coprod_widgets.research.reading import NEWEST_FORMAT
from coprod_widgets.research.spool import Spool, close_all

_INDEX = "index.msgpack"
_ASIDE = ".aside"
_LAYOUT = 2
_MOST_PACKS = 100
"""After so many times that something was new, all is read anew, into few files again."""
_ABANDONED_S = 24 * 3600.0
MADE_WITH = f"coprod {coprod_widgets.__version__}, records {NEWEST_FORMAT}, shelf {_LAYOUT}"


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when it was read, and where its record was put by."""

    size: int
    changed: int
    digest: str
    pack: str
    place: int


class _Index(msgspec.Struct):
    made_with: str
    files: dict[str, Known]


class Shelf:
    """The records that were read before, by the path of their file.

    What is read now is put by in files whose paths begin with `begins`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = self._read_index()
        self._packs = {known.pack for known in self._before.values()}
        if len(self._packs) > _MOST_PACKS:
            self._before = {}
        self._now: dict[str, Known] = {}
        self.begins = folder / secrets.token_hex(8)
        self._saved = False
        self._spools: dict[str, Spool] = {}
        self._dropped: set[str] = set()

    def _read_index(self) -> dict[str, Known]:
        try:
            index = msgspec.msgpack.decode((self.folder / _INDEX).read_bytes(), type=_Index)
        except (OSError, ValueError):
            return {}
        return index.files if index.made_with == MADE_WITH else {}

    def known(self, path: str, digest: str) -> tuple[Spool, int] | None:
        """Where the record of a file is, if the file is still as it was when it was read."""
        before = self._before.get(path)
        if before is None or before.digest != digest:
            return None
        try:
            now = Path(path).stat()
            spool = self._spool(before.pack)
            if (now.st_size, now.st_mtime_ns) != (before.size, before.changed):
                return None
            spool.at(before.place)
        except (OSError, EOFError):
            return None
        self._now[path] = before
        return spool, before.place

    def keep(self, done: Done, digest: str) -> tuple[Spool, int]:
        """Know where the record of a file was put by; gives it."""
        self._now[done.path] = Known(done.size, done.changed, digest, done.pack, done.place)
        return self._spool(done.pack), done.place

    def _spool(self, pack: str) -> Spool:
        if pack not in self._spools:
            path = self.folder / pack
            if not path.exists():
                raise EOFError
            self._spools[pack] = Spool(path)
        return self._spools[pack]

    def forget(self, digests: Collection[str]) -> None:
        """Drop the records of files with these digests, wherever they lie or lay."""
        self._dropped |= set(digests)

    def _is_dropped(self, path: str, known: Known) -> bool:
        return known.digest in self._dropped or not (path in self._now or Path(path).exists())

    def save(self) -> None:
        """Make what was read known to the next time, and forget what is of no more use.

        A pack with a record that was dropped goes as a whole; its others are read again next time.
        """
        aside = self.begins.with_suffix(_ASIDE)
        there = {**self._before, **self._now}
        gone = {known.pack for path, known in there.items() if self._is_dropped(path, known)}
        files = {path: known for path, known in there.items() if known.pack not in gone}
        aside.write_bytes(msgspec.msgpack.encode(_Index(MADE_WITH, files)))
        aside.replace(self.folder / _INDEX)
        self._saved = True
        used = {known.pack for known in files.values()}
        for path in self.folder.iterdir():
            if path.name not in used and path.suffix in (PACK, _ASIDE) and self._is_left(path):
                with suppress(OSError):
                    path.unlink()

    def _is_left(self, path: Path) -> bool:
        """Whether nobody needs a file any more: another who reads now may have just begun it."""
        with suppress(OSError):
            return path.name in self._packs or time.time() - path.stat().st_mtime > _ABANDONED_S
        return False

    def close(self) -> None:
        """Close the files. What was put by goes if it was not made known."""
        close_all(self._spools.values())
        if not self._saved:
            for path in self.folder.glob(f"{self.begins.name}*"):
                path.unlink(missing_ok=True)


@contextmanager
def opened_shelf(folder: Path) -> Iterator[Shelf]:
    """The shelf in a folder, which is made if need be.

    Raises:
        CoprodError: the disk is full, or the folder can't be written to.
    """
    with plainly(folder, "what was read"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shelf = Shelf(folder)
    try:
        yield shelf
    finally:
        shelf.close()
