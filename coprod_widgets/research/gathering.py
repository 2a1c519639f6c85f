"""Reading a folder of records, from whichever hospitals: what holds, and why the rest doesn't."""

from __future__ import annotations

import glob
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.file_work import Done, Reader, Wanted, begin, read_files, unsealed
from coprod_widgets.research.folder import plainly
from coprod_widgets.research.making import Source
from coprod_widgets.research.masking import Kept
from coprod_widgets.research.processes import processes
from coprod_widgets.research.recalled import left_out, left_since, newest_lists
from coprod_widgets.research.seals import LIST, SealedFile, Seals, SealsError, read_seals
from coprod_widgets.research.shelf import Shelf
from coprod_widgets.research.spool import Spool
from coprod_widgets.research.values import kept_of

_TOGETHER = 64
_FEW = 256
"""So many files are read before it pays to begin other processes."""
Progress = Callable[[int, int], None]


@dataclass
class Gathered:
    """The records that hold, their instruments by pin, and what is wrong with the others.

    `texts` are the instruments' files by pin, and `lists` says by a hospital's key of when its
    newest list is. `recalled` has the files of people who left after they were handed out, and
    their last word.
    """

    sources: list[Source] = field(default_factory=list)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    left_out: Mapping[str, int] = field(default_factory=dict)
    recalled: dict[str, str] = field(default_factory=dict)
    read_now: int = 0


def find_files(patterns: Iterable[str]) -> list[str]:
    """The notebooks in the folders and under the globs that are named, each once, in order.

    The lists of seals in folders are among them: one may recall records that lie elsewhere.

    Raises:
        CoprodError: there is nothing under one of the names.
    """
    found: set[str] = set()
    whole = cache(os.path.realpath)
    for pattern in patterns:
        there = list(_under(pattern))
        if not there:
            raise CoprodError(
                f"There is no notebook under '{pattern}'.",
                "Name a folder of records, or a pattern such as 'records/*.ipynb'.",
            )
        # A folder is looked up once, not for each of its files.
        found |= {f"{whole(folder)}{os.sep}{name}" for folder, name in there}
    return sorted(found)


def _under(pattern: str) -> Iterator[tuple[str, str]]:
    """Folder and name of each notebook."""
    if Path(pattern).is_dir():
        for folder, _, names in os.walk(pattern):
            yield from ((folder, name) for name in names if name == LIST or name.endswith(".ipynb"))
        return
    # `Path.glob` knows no pattern that begins at the root.
    for path in glob.glob(pattern, recursive=True):  # noqa: PTH207
        if Path(path).is_file():
            yield os.path.split(path)


def gather(
    patterns: Iterable[str],
    trusted: Collection[str],
    shelf: Shelf,
    *,
    progress: Progress,
    workers: int | None = None,
) -> Gathered:
    """Read all records that are new to the shelf, and find the others on it.

    `trusted` are the public keys of the hospitals whose seals count.

    Raises:
        CoprodError: there are no files, or what is read of them can't be put by.
    """
    gathered = Gathered()
    vouched = _Vouched(gathered, trusted)
    sealed = vouched.sealed(find_files(patterns))
    copies = vouched.each_once(sealed)
    shelf.forget(vouched.recalled)
    places = {path: there for path in copies if (there := shelf.known(path, sealed[path].digest))}
    number, total = len(places), len(copies)
    progress(number, total)
    kept = {hash_: kept_of(one) for hash_, one in vouched.by_hash.items()}
    new = [path for path in copies if path not in places]
    gathered.read_now = len(new)
    with plainly(shelf.folder, "what was read"):
        while new:
            wanted = [_wanted(path, sealed[path]) for path in new]
            new = []
            for done in _read_all(wanted, kept, shelf.begins, workers or os.cpu_count() or 1):
                number += 1
                if not done.problem:
                    places[done.path] = shelf.keep(done, sealed[done.path].digest)
                else:
                    gathered.faults.append((done.path, done.problem))
                    if others := copies.pop(done.path):  # maybe a copy of it holds
                        new.append(others[0])
                        copies[others[0]] = others[1:]
                progress(min(number, total), total)
        shelf.save()
    gathered.sources = [
        vouched.source(sealed[path], *places[path], path) for path in sorted(places)
    ]
    for path, others in copies.items():
        for other in others:
            vouched.beside(other, path, "It is a copy of")
    gathered.faults.sort()
    return gathered


def _wanted(path: str, one: SealedFile) -> Wanted:
    return Wanted(path, one.digest, one.begins, one.ends, one.hash)


def _read_all(
    wanted: Sequence[Wanted], kept: Mapping[str, Kept], begins: Path, workers: int
) -> Iterator[Done]:
    """What came of each file, in order. The paths of the files with the records begin so."""
    parts = [wanted[at : at + _TOGETHER] for at in range(0, len(wanted), _TOGETHER)]
    if workers == 1 or len(wanted) <= _FEW:
        reader = Reader(kept, begins)
        for part in parts:
            yield from reader.read(part)
        return
    with processes(workers, partial(begin, kept, begins)) as others:
        for done in others.map(read_files, parts):
            yield from done


class _Vouched:
    """Which files a hospital vouches for, and with which instruments they were held."""

    def __init__(self, gathered: Gathered, trusted: Collection[str]) -> None:
        self._gathered = gathered
        self._trusted = trusted
        self.by_hash: dict[str, Instrument] = {}
        self.recalled: set[str] = set()
        """The digests of the records of people who left."""
        self._lists: dict[str, Seals] = {}

    def source(self, one: SealedFile, spool: Spool, place: int, path: str) -> Source:
        """A record that was read, by its seal."""
        return Source(
            person=one.person,
            interview=one.interview,
            pin=self.by_hash[one.hash].pin,
            workbook=one.workbook,
            record_version=one.record_version,
            spool=spool,
            place=place,
            named=path,
            fidelity=one.fidelity,
        )

    def sealed(self, paths: Iterable[str]) -> dict[str, SealedFile]:
        """The records that are there and sealed, by their path."""
        by_folder: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            folder, name = os.path.split(path)
            own = by_folder[folder]
            if name != LIST:
                own.append(path)
        found: dict[str, SealedFile] = {}
        for folder, files in sorted(by_folder.items()):
            found |= self._in_folder(folder, files)
        self._gathered.left_out = left_out(self._lists.values())
        newest = newest_lists(self._lists.values())
        self._gathered.lists = {hospital: seals.at for hospital, seals in newest.items()}
        return self._without_recalled(found)

    def each_once(self, sealed: Mapping[str, SealedFile]) -> dict[str, list[str]]:
        """By path the newest version of each record, with the paths of its copies."""
        newest: dict[str, str] = {}
        copies: dict[str, list[str]] = {}
        best = sorted(sealed.items(), key=lambda item: (-item[1].record_version, item[0]))
        for path, one in best:
            first = newest.setdefault(one.interview, path)
            if first == path:
                copies[path] = []
            elif sealed[first].digest == one.digest:
                copies[first].append(path)
            else:
                self.beside(path, first, "An equal or newer record of this talk is in")
        return copies

    def beside(self, path: str, first: str, what: str) -> None:
        """Name a record that has a better one beside it."""
        # A newer hand-out has again what an older one had; that is no fault.
        if self._list_of(first).at == self._list_of(path).at:
            self._gathered.faults.append((path, f"{what} {first}."))

    def _without_recalled(self, found: Mapping[str, SealedFile]) -> dict[str, SealedFile]:
        gone = left_since(self._lists.values())
        for seals in self._lists.values():
            self.recalled |= {
                one.digest for one in seals.records if (seals.hospital, one.person) in gone
            }
        kept = {}
        for path, one in found.items():
            reason = gone.get((self._list_of(path).hospital, one.person))
            if reason is None:
                kept[path] = one
            else:
                self._gathered.recalled[path] = reason
        return kept

    def _list_of(self, path: str) -> Seals:
        return self._lists[os.path.dirname(path)]  # noqa: PTH120  # by the thousand

    def _in_folder(self, folder: str, files: list[str]) -> dict[str, SealedFile]:
        try:
            seals = read_seals(Path(folder), self._trusted)
        except SealsError as error:
            self._gathered.faults += [(path, error.problem) for path in files]
            return {}
        if seals is None:
            self._gathered.faults += [(path, unsealed(Path(path))) for path in files]
            return {}
        self._lists[folder] = seals
        unusable = self._instruments(Path(folder), seals)
        named = {one.file: one for one in seals.records}
        found: dict[str, SealedFile] = {}
        for path in files:
            one = named.get(path[len(folder) + 1 :])
            if one is None:
                self._gathered.faults.append((path, unsealed(Path(path))))
            elif one.hash not in self.by_hash:
                problem = unusable.get(one.hash, "Its instrument is not beside it.")
                self._gathered.faults.append((path, problem))
            else:
                found[path] = one
        return found

    def _instruments(self, folder: Path, seals: Seals) -> dict[str, str]:
        """Load what is not known yet; gives why one can't be used, by its hash."""
        unusable: dict[str, str] = {}
        for kept in seals.instruments:
            if kept.hash in self.by_hash:
                continue
            try:
                text = (folder / Path(kept.file).name).read_text(encoding="utf-8")
                instrument = load_text(text, kept.file)
            except (OSError, ValueError, CoprodError):
                unusable[kept.hash] = f"Its instrument {kept.file} can't be read."
                continue
            other = self._gathered.instruments.get(instrument.pin)
            if instrument.hash != kept.hash:
                unusable[kept.hash] = f"Its instrument {kept.file} was changed."
            elif other is not None:
                unusable[kept.hash] = (
                    f"Another hospital uses other words under the name {instrument.pin}."
                )
            else:
                self.by_hash[kept.hash] = instrument
                self._gathered.instruments[instrument.pin] = instrument
                self._gathered.texts[instrument.pin] = text
        return unusable
