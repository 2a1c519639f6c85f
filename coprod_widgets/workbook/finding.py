"""Where workbooks are: ours beside the package or inside it, a ward's own in its data folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coprod_widgets.errors import NotFoundError
from coprod_widgets.instrument.beside import FOLDERS

_ID = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A folder with one notebook and one instrument of the same name."""

    id: str
    notebook: Path
    instrument: Path


def workbooks(*own: Path) -> list[Workbook]:
    """All workbooks there are, by id; ours, and those in the folders named."""
    found: dict[str, Workbook] = {}
    for folder in (*FOLDERS, *own):
        for notebook in sorted(folder.glob("*/*.ipynb")):
            instrument = notebook.with_suffix(".yaml")
            if notebook.stem == notebook.parent.name and instrument.exists():
                found.setdefault(notebook.stem, Workbook(notebook.stem, notebook, instrument))
    return [found[id_] for id_ in sorted(found)]


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
