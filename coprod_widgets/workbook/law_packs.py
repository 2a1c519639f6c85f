"""Where law packs are: ours beside the workbooks, a hospital's own in its data folder.

A pack of the hospital's own goes before ours of the same id, so that what its legal office wrote is
what people are told; if it has faults, that is refused, and never ours shown in its stead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coprod_widgets.durable import write_over
from coprod_widgets.errors import LawError, NotFoundError
from coprod_widgets.instrument.beside import FOLDERS
from coprod_widgets.law import approvals
from coprod_widgets.law.approvals import Approvals, Approved
from coprod_widgets.law.loading import load, load_approvals
from coprod_widgets.law.pack import LawPack

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PackFile:
    """The file of a law pack, and whether it is the hospital's own."""

    id: str
    path: Path
    is_own: bool


def pack_files(own: Path | None) -> list[PackFile]:
    """The law packs there are, by id; `own` is the folder of the hospital's, if there is one."""
    found: dict[str, PackFile] = {}
    for folder in (*([own] if own else ()), *(folder / "law" for folder in FOLDERS)):
        for path in sorted(folder.glob("*.yaml")):
            if path.name != approvals.FILE:
                found.setdefault(path.stem, PackFile(path.stem, path, folder == own))
    return [found[id_] for id_ in sorted(found)]


def find_pack(pack_id: str, own: Path | None) -> PackFile:
    """The file of the law pack with an id.

    Raises:
        NotFoundError: there is none.
    """
    known = {file.id: file for file in pack_files(own)}
    if pack_id not in known:
        raise NotFoundError(
            f"There is no law pack '{pack_id:.60}'.", f"There are: {', '.join(known)}."
        )
    return known[pack_id]


def law_pack(pack_id: str, own: Path) -> LawPack:
    """The law pack with an id, with its approval if the hospital gave one.

    Raises:
        NotFoundError: there is none.
        LawError: it has faults, or what was approved can't be read.
    """
    pack = load(find_pack(pack_id, own).path)
    return pack.model_copy(update={"approved": approved_in(own).of(pack)})


def approved_in(own: Path) -> Approvals:
    """What the hospital approved.

    Raises:
        LawError: that can't be read.
    """
    return load_approvals(own / approvals.FILE)


def copy_pack(pack_id: str, own: Path) -> Path:
    """Copy one of our packs into the hospital's folder, to be edited there; gives its path.

    Raises:
        NotFoundError: there is no such pack.
        LawError: the hospital has it already.
    """
    file = find_pack(pack_id, own)
    if file.is_own:
        raise LawError(
            f"The hospital has its own '{file.id}' already: {file.path}",
            "Edit that one, or move it away first.",
        )
    copy = own / file.path.name
    _write(copy, file.path.read_bytes())
    return copy


def approve_pack(pack_id: str, own: Path, *, by: str, on: date) -> LawPack:
    """Write down that somebody approved what the hospital's own pack says; gives the pack.

    Raises:
        NotFoundError: there is no such pack.
        LawError: it isn't the hospital's own, has faults, or is past its review.
    """
    file = find_pack(pack_id, own)
    name = by.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise LawError(
            f"{by!r:.60} can't be the name of who approves.",
            f"Write a name of at most {_LONGEST_NAME} characters.",
        )
    if not file.is_own:
        raise LawError(
            f"'{file.id}' is coprod's own law pack, not the hospital's.",
            f"Copy it, read it and change it first: coprod law copy {file.id}",
        )
    pack = load(file.path)
    if pack.review_by < on:
        raise LawError(
            f"'{file.id}' was to be reviewed by {pack.review_by}.",
            "Check it against its sources, and set a new 'checked' and 'review_by'.",
        )
    approved = Approved(pack=pack.id, version=pack.version, by=name, date=on, hash=pack.hash)
    every = Approvals(approvals=(*approved_in(own).approvals, approved))
    _write(own / approvals.FILE, approvals.written(every).encode("utf-8"))
    return pack.model_copy(update={"approved": every.of(pack)})


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_over(path, content)
