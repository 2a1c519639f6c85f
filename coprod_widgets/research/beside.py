"""What lies beside the tables: codebooks for people and programs, and scripts that load them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib.resources import files

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research import codebook_page, data_package, ddi, threshold_file
from coprod_widgets.research.codebook import codebook
from coprod_widgets.research.writers import Table

CODEBOOK, LOAD_R, LOAD_PY = "codebook.json", "load.R", "load.py"
NAMES = frozenset(
    {
        CODEBOOK,
        codebook_page.NAME,
        ddi.NAME,
        threshold_file.NAME,
        data_package.NAME,
        LOAD_R,
        LOAD_PY,
    }
)


def beside(
    instruments: Sequence[Instrument],
    tables: Sequence[Table],
    formats: Sequence[str],
    without: Collection[str] = (),
) -> dict[str, bytes]:
    """The files by name; a script only where there is what it loads.

    The codebooks tell nothing of the questions and scores that are `without`.
    """
    made = {
        CODEBOOK: codebook(instruments, tables, without),
        codebook_page.NAME: codebook_page.codebook_page(instruments, tables, without),
        ddi.NAME: ddi.ddi(tables),
        threshold_file.NAME: threshold_file.as_file(PROVISIONAL),
    }
    if "csv" in formats:
        made[data_package.NAME] = data_package.data_package(tables)
        made[LOAD_PY] = _script(LOAD_PY)
    if {"csv", "sav", "dta"} & set(formats):
        made[LOAD_R] = _script(LOAD_R)
    return made


def _script(name: str) -> bytes:
    return (files("coprod_widgets.research") / "loading" / name).read_bytes()
