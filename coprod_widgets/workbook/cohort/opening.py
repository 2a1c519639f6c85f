"""What the cohort's notebook calls."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from coprod_widgets.errors import CoprodError
from coprod_widgets.workbook.cohort.showing import show

if TYPE_CHECKING:
    from coprod_widgets.workbook.cohort.team import Team

VIEWS = ("team", "research")
MODE = "cohort"
DATASET = "COPROD_DATASET"
"""Names the folder of the data set to the kernel, so that no path stands in the notebook."""


class View(Protocol):
    """One of the two views."""

    def html(self, which: str) -> Markup | None:
        """A part by its id; None if this view has none of it."""

    def about(self) -> Markup:
        """What has to be known of all of it."""


class Cohort:
    """Many talks, seen as a whole."""

    def __init__(self, view: View | None, words: str = "") -> None:
        self._view = view
        if view is None:
            show(Markup("<p>{}</p>").format(words), words)

    def about(self) -> None:
        """Show how to read it."""
        if self._view is not None:
            show(self._view.about(), "How to read this")

    def part(self, which: str) -> None:
        """Show a part; one that is not in this view shows nothing."""
        html = self._view.html(which) if self._view is not None else None
        if html is not None:
            show(html, f"Part '{which}'")


def open_cohort(*, view: str = "team", dataset: str = "") -> Cohort:
    """Open the talks that this run of the cohort's notebook is about.

    Args:
        view: `team` for supervisors, or `research`.
        dataset: For `research`: the folder that `coprod dataset` wrote. `coprod cohort` names it
            to the notebook in another way, so that no path stands in it.

    Raises:
        CoprodError: there is no such view, or the folder is no data set.
    """
    if view not in VIEWS:
        raise CoprodError(f"There is no view '{view:.40}'.", f"There are: {', '.join(VIEWS)}.")
    if view == "team":
        if os.environ.get("COPROD_MODE") != MODE:
            return Cohort(None, "A team's picture is made by: coprod cohort --view team")
        return Cohort(_team())
    folder = dataset or os.environ.get(DATASET, "")
    if not folder:
        words = 'Name a data set, open_cohort(view="research", dataset="FOLDER"), or run: '
        return Cohort(None, f"{words}coprod cohort --view research")
    from coprod_widgets.research.statistics.tables import read_tables
    from coprod_widgets.research.statistics.told import check_installed

    check_installed()
    tables = read_tables(Path(folder))
    from coprod_widgets.workbook.cohort.research import Study

    return Cohort(Study(tables))


def _team() -> Team:
    from coprod_widgets.settings import Settings
    from coprod_widgets.store import Store
    from coprod_widgets.workbook.cohort.team import team_of

    with Store.open(Settings.load()) as store:
        return team_of(store, datetime.now(UTC))
