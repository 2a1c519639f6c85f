"""Has the cohort's notebook executed by papermill, and keeps it as a notebook or as a page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.durable import write_new
from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.beside import FOLDERS
from coprod_widgets.research.folder import plainly
from coprod_widgets.workbook.cohort.opening import DATASET, MODE, VIEWS
from coprod_widgets.workbook.executing import executed

if TYPE_CHECKING:
    from coprod_widgets.research.dataset import Progress
    from coprod_widgets.settings import Settings

_NAME = Path("cohort") / "cohort.ipynb"
_KINDS = (".ipynb", ".html")
_CELL_SECONDS = 1800


def make_cohort(
    settings: Settings,
    view: str,
    out: Path,
    *,
    dataset: Path | None,
    at: datetime,
    progress: Progress,
) -> None:
    """Write the cohort's notebook, executed, to `out`: a notebook or a page by its ending.

    Without a `dataset` the research view makes one of its own, which is kept account of in the
    store like any other.

    Raises:
        CoprodError: `out` is there or is neither, or the notebook did not run to its end.
    """
    _check(view, out, dataset)
    if view == "research":
        from coprod_widgets.research.statistics.told import check_installed

        check_installed()
    with _tables(settings, view, dataset, at, progress) as folder:
        notebook = _executed(settings, view, folder)
    if out.suffix == ".html":
        from coprod_widgets.workbook.cohort.page import as_page

        notebook = as_page(notebook).encode()
    with plainly(out, f"the {view} view"):
        # What is there is never written over.
        write_new(out, notebook)


def _check(view: str, out: Path, dataset: Path | None) -> None:
    if view not in VIEWS:
        raise CoprodError(f"There is no view '{view:.40}'.", f"There are: {', '.join(VIEWS)}.")
    if out.suffix not in _KINDS:
        raise CoprodError(
            f"{out} is neither a notebook nor a page.", "Name a file that ends in .ipynb or .html."
        )
    if os.path.lexists(out):
        raise CoprodError(f"{out} is there already.", "Name a new file.")
    if not out.parent.is_dir():
        raise CoprodError(f"There is no folder {out.parent}.", "Make it, or name another.")
    if dataset is not None and view == "team":
        raise CoprodError(
            "A team's picture is made of the talks themselves, not of a data set.",
            "Leave --dataset out, or ask for --view research.",
        )


@contextmanager
def _tables(
    settings: Settings, view: str, dataset: Path | None, at: datetime, progress: Progress
) -> Iterator[Path | None]:
    """The folder of the data set; None where none is needed."""
    if view == "team" or dataset is not None:
        if dataset is not None:
            from coprod_widgets.research.statistics.tables import read_tables

            read_tables(dataset)  # what doesn't hold is refused here, in plain words
        yield dataset.absolute() if dataset else None
        return
    from coprod_widgets.research.dataset import make_dataset
    from coprod_widgets.store import Store

    with tempfile.TemporaryDirectory(prefix="coprod-cohort-") as folder:
        out = Path(folder) / "tables"
        with Store.open(settings) as store:
            make_dataset(store, out, at=at, progress=progress)
        yield out


def _executed(settings: Settings, view: str, dataset: Path | None) -> bytes:
    return executed(
        _notebook().read_bytes(),
        MODE,
        settings.data,
        cell_seconds=_CELL_SECONDS,
        parameters={"view": view},
        variables={DATASET: str(dataset)} if dataset else {},
        source="cohort/source.ipynb",
        target="cohort/cohort.ipynb",
        failed="The cohort could not be worked out",
        kept="Nothing was written",
        again="coprod --debug cohort, with the same options",
    )


def _notebook() -> Path:
    for folder in FOLDERS:
        if (folder / _NAME).exists():
            return folder / _NAME
    raise CoprodError("The cohort's notebook is missing.", "Install coprod again.")
