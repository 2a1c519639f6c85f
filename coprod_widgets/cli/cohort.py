"""Many talks seen as a whole: a team's picture, and the statistics of a data set."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coprod_widgets.cli.terminal import Data, app, now, progress, settings_of


class View(StrEnum):
    """For whom."""

    TEAM = "team"
    RESEARCH = "research"


@app.command()
def cohort(
    out: Annotated[Path, typer.Option(metavar="FILE", help="A new file: .ipynb or .html.")],
    view: Annotated[
        View, typer.Option(help="For supervisors, or the statistics of a data set.")
    ] = View.TEAM,
    dataset: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For research: what 'coprod dataset' wrote."),
    ] = None,
    data: Data = None,
) -> None:
    """Show many talks as a whole, as an executed notebook or a page to print."""
    from coprod_widgets.workbook.cohort.making import make_cohort

    with progress("Reading records") as tell:
        make_cohort(settings_of(data), view.value, out, dataset=dataset, at=now(), progress=tell)
    print(f"The {view.value} view is in {out}")
