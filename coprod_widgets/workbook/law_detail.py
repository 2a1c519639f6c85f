"""The parts of the hospital's law pack that a talk uses, as its journal keeps them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from coprod_widgets.instrument.definition import Instrument, ListQuestion
from coprod_widgets.law.loading import load
from coprod_widgets.law.pack import LawPack
from coprod_widgets.law.plain import as_plain
from coprod_widgets.settings import DEFAULT_LAW, Settings
from coprod_widgets.workbook.law_packs import PackFile, approved_in, find_pack


def law_detail(settings: Settings, instrument: Instrument, today: date) -> dict[str, Any]:
    """The hospital's own texts, and the topics and rights where the instrument asks about them.

    Raises:
        NotFoundError: the settings name a pack that isn't there.
        LawError: the pack has faults, or what was approved can't be read.
    """
    return _detail(_pack(settings), instrument, today)


def example_law_detail(instrument: Instrument, today: date) -> dict[str, Any]:
    """The same out of the pack that comes with coprod, whatever hospital this may be."""
    return _detail(_read(find_pack(DEFAULT_LAW, None)), instrument, today)


def _detail(pack: LawPack, instrument: Instrument, today: date) -> dict[str, Any]:
    plain = as_plain(pack)
    used = {
        source
        for question in instrument.questions
        if isinstance(question, ListQuestion)
        for source in question.filled_from
    }
    return {
        "id": pack.id,
        "version": pack.version,
        "hash": pack.hash,
        "notes": list(pack.notes(today)),
        "texts": {name: text["text"] for name, text in plain["texts"].items()},
        "to_confirm": [name for name, text in plain["texts"].items() if not text["confirmed"]],
        "topics": plain["topics"] if "law.topics" in used else [],
        "rights": plain["rights"] if "law.rights" in used else [],
    }


def _pack(settings: Settings) -> LawPack:
    pack = _read(find_pack(settings.law, settings.law_packs))
    return pack.model_copy(update={"approved": approved_in(settings.law_packs).of(pack)})


def _read(file: PackFile) -> LawPack:
    stat = file.path.stat()
    return _loaded(file.path, stat.st_mtime_ns, stat.st_size)


def check_law(settings: Settings) -> None:
    """Look whether talks can begin on the law pack of the settings, before anybody sits down.

    Raises:
        NotFoundError: the settings name a pack that isn't there.
        LawError: the pack has faults, or what was approved can't be read.
    """
    _pack(settings)


@lru_cache(maxsize=8)
def _loaded(path: Path, _changed: int, _size: int) -> LawPack:
    # Some 700 lines take a moment to check; a file that was written since is read anew.
    return load(path)
