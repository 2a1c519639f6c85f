"""What was read of files before, so that the next time only what is new is read.

It holds what tables are made of, without anybody's own words, in a folder of its owner's only.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

import coprod_widgets
from coprod_widgets.research.file_work import Done
from coprod_widgets.research.reading import NEWEST_FORMAT
from coprod_widgets.research.spool import Spool

_INDEX = "index.msgpack"
_LAYOUT = 1
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
    """The records that were read before, by the path of their file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = self._read_index()
        self._now: dict[str, Known] = {}
        # Always a new file, so that two who read at the same time don't write into one another's.
        self._pack = f"{secrets.token_hex(8)}.pack"
        self._spools: dict[str, Spool] = {}
        self._dropped: set[str] = set()

    def _read_index(self) -> dict[str, Known]:
        try:
            index = msgspec.msgpack.decode((self._folder / _INDEX).read_bytes(), type=_Index)
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
        """Put the record of a file by; gives where it is."""
        spool = self._spool(self._pack, new=True)
        place = spool.add_encoded(done.frame)
        self._now[done.path] = Known(done.size, done.changed, digest, self._pack, place)
        return spool, place

    def _spool(self, pack: str, *, new: bool = False) -> Spool:
        if pack not in self._spools:
            path = self._folder / pack
            if not new and not path.exists():
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
        for spool in self._spools.values():
            spool.flush()
        aside = self._folder / f"{self._pack}.index"
        there = {**self._before, **self._now}
        gone = {known.pack for path, known in there.items() if self._is_dropped(path, known)}
        files = {path: known for path, known in there.items() if known.pack not in gone}
        aside.write_bytes(msgspec.msgpack.encode(_Index(MADE_WITH, files)))
        aside.replace(self._folder / _INDEX)
        used = {known.pack for known in files.values()}
        for path in self._folder.glob("*.pack"):
            if path.name not in used:
                with suppress(OSError):
                    path.unlink()

    def close(self) -> None:
        """Close the files."""
        for spool in self._spools.values():
            spool.close()


@contextmanager
def opened_shelf(folder: Path) -> Iterator[Shelf]:
    """The shelf in a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shelf = Shelf(folder)
    try:
        yield shelf
    finally:
        shelf.close()
