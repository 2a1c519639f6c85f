"""Everything that a data set says of its talks, worked out again from its tables alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from coprod_widgets.cli.terminal import app
from coprod_widgets.durable import write_new
from coprod_widgets.errors import CoprodError


@app.command()
def measures(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A data set, or a part that was released.")
    ],
    thresholds: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Other thresholds than the folder's thresholds.json."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A new CSV file for every number with its formula."),
    ] = None,
) -> None:
    """Work out every measure, level and score again from tables, and compare them."""
    from coprod_widgets.research.reproducing.folder import read_folder
    from coprod_widgets.research.reproducing.results import reproduce
    from coprod_widgets.research.reproducing.telling import as_table, how, what_came, what_differs
    from coprod_widgets.research.threshold_file import read_thresholds

    if out is not None and os.path.lexists(out):
        raise CoprodError(f"{out} is there already.", "Name a new file.")
    read = read_folder(folder)
    again = reproduce(read, read_thresholds(thresholds) if thresholds else None)
    for line in how(again, read.asked):
        print(line)
    if out is not None:
        write_new(out, as_table(again))
        print(f"Every number is in {out}")
    for line in what_came(again):
        print(line)
    for line in what_differs(again):
        print(line, file=sys.stderr)
    if not again.holds:
        raise SystemExit(1)
