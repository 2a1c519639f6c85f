"""Where workbooks are: ours beside the package or inside it, a ward's own in its data folder."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coprod_widgets.errors import InstrumentError, NotFoundError
from coprod_widgets.instrument.beside import FOLDERS
from coprod_widgets.instrument.shaping import shaped
from coprod_widgets.instrument.source import text_of

_ID = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A folder with one notebook and one instrument of the same name."""

    id: str
    notebook: Path
    instrument: Path


EPISODE = ("getting_ready", "reasons", "signs", "decisions", "actions", "power")
"""The six conversations of one episode, in the order in which they follow each other."""


NO_TALKS = frozenset(("review", "cohort"))
"""Workbooks that nobody is asked anything with: what supervisors and researchers look at."""


def workbooks(*own: Path) -> list[Workbook]:
    """All conversations there are: the six of an episode in order, then a ward's own by id."""
    found: dict[str, Workbook] = {}
    for folder in (*FOLDERS, *own):
        for notebook in sorted(folder.glob("*/*.ipynb")):
            instrument = notebook.with_suffix(".yaml")
            is_book = notebook.stem == notebook.parent.name and instrument.exists()
            if is_book and notebook.stem not in NO_TALKS:
                found.setdefault(notebook.stem, Workbook(notebook.stem, notebook, instrument))
    order = [id_ for id_ in EPISODE if id_ in found]
    return [found[id_] for id_ in (*order, *sorted(set(found) - set(order)))]


@dataclass(frozen=True, slots=True)
class WorkbookTitle:
    """A workbook as people are told of it: what it is called, and about how long it takes."""

    id: str
    title: str
    minutes: int


def titled(language: str, *own: Path) -> list[WorkbookTitle]:
    """All workbooks whose instrument can be read, as people are told of them."""
    told = []
    for book in workbooks(*own):
        with suppress(InstrumentError):
            instrument = shaped(text_of(book.instrument), book.instrument.name)
            if instrument is not None:
                title = instrument.title.say(language)
                told.append(WorkbookTitle(book.id, title, instrument.minutes))
    return told


def find(workbook_id: str, *own: Path) -> Workbook:
    """The workbook with an id.

    Raises:
        NotFoundError: there is none.
    """
    known = {workbook.id: workbook for workbook in workbooks(*own)}
    if not _ID.match(workbook_id) or workbook_id not in known:
        raise NotFoundError(
            f"There is no workbook '{workbook_id:.60}'.", f"There are: {', '.join(known)}."
        )
    return known[workbook_id]
