"""Law packs and approvals from files."""

from __future__ import annotations

from pathlib import Path

from coprod_widgets.errors import InstrumentError, LawError
from coprod_widgets.instrument.faults import Fault
from coprod_widgets.instrument.source import read, text_of
from coprod_widgets.law.approvals import Approvals, approvals_in
from coprod_widgets.law.checks import check
from coprod_widgets.law.pack import LawPack


def load(path: Path) -> LawPack:
    """The pack in a file, without any approval.

    Raises:
        LawError: it has faults.
    """
    pack, faults = check(path)
    if pack is None or faults:
        raise LawError(_told(path, faults), f"See every fault: coprod law check {path}")
    return pack


def load_approvals(path: Path) -> Approvals:
    """What a hospital approved; nothing, where there is no such file.

    Raises:
        LawError: the file can't be used.
    """
    if not path.exists():
        return Approvals()
    try:
        text = text_of(path)
    except InstrumentError as error:
        raise LawError(error.problem, error.cure) from None
    found = approvals_in(read(text, str(path)))
    if found.faults:
        cure = "Put it right, or take it away and approve the packs again."
        raise LawError(_told(path, found.faults), cure)
    return found.approvals


def _told(path: Path, faults: list[Fault]) -> str:
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return f"{path} has {many}, the first on line {faults[0].line}: {faults[0].problem}"
