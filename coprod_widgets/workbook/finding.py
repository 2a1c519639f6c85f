"""Where workbooks are: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coprod_widgets.errors import NotFoundError

_PACKAGE = Path(__file__).parent.parent
FOLDERS = (_PACKAGE.parent / "workbooks", _PACKAGE / "_workbooks")
_ID = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A folder with one notebook and one instrument of the same name."""

    id: str
    notebook: Path
    instrument: Path


def workbooks() -> list[Workbook]:
    """All workbooks there are, by id."""
    found: dict[str, Workbook] = {}
    for folder in FOLDERS:
        for notebook in sorted(folder.glob("*/*.ipynb")):
            instrument = notebook.with_suffix(".yaml")
            if notebook.stem == notebook.parent.name and instrument.exists():
                found.setdefault(notebook.stem, Workbook(notebook.stem, notebook, instrument))
    return [found[id_] for id_ in sorted(found)]


def find(workbook_id: str) -> Workbook:
    """The workbook with an id.

    Raises:
        NotFoundError: there is none.
    """
    known = {workbook.id: workbook for workbook in workbooks()}
    if not _ID.match(workbook_id) or workbook_id not in known:
        raise NotFoundError(
            f"There is no workbook '{workbook_id:.60}'.", f"There are: {', '.join(known)}."
        )
    return known[workbook_id]
