"""Executing the tiny notebooks under tests/notebooks, and what came out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import papermill

FOLDER = Path(__file__).parent.parent / "notebooks"
_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_CELL_FILE = re.compile(r"ipykernel_\d+/\d+\.py")
_WIDGET = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


def notebook(folder: Path, *cells: str) -> Path:
    """A new notebook of these cells."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path = folder / "tiny.ipynb"
    nbformat.write(made, path)
    return path


def executed(path: Path, folder: Path, engine: str | None, **options: Any) -> Any:
    """The notebook after papermill executed it, whether or not it stopped at an error."""
    target = folder / f"{engine or 'stock'}-{path.name}"
    options = {"progress_bar": False, "kernel_name": "python3", "cwd": str(folder), **options}
    try:
        papermill.execute_notebook(str(path), str(target), engine_name=engine, **options)
    except papermill.PapermillExecutionError as error:
        written = nbformat.read(target, as_version=4)
        written.metadata["raised"] = [error.ename, error.evalue, error.exec_count]
        return written
    return nbformat.read(target, as_version=4)


def comparable(notebook: Any) -> Any:
    """A notebook without what differs from one run to the next: moments, addresses, file names."""
    papermill_part = notebook.metadata["papermill"]
    for key in ("start_time", "end_time", "duration", "output_path"):
        papermill_part.pop(key)
    widgets = notebook.metadata.get("widgets", {}).get(_WIDGET_STATE)
    if widgets:
        widgets["state"] = sorted(json.dumps(_plain(state)) for state in widgets["state"].values())
    cells = []
    for cell in notebook.cells:
        cell = dict(cell)
        cell.pop("id")
        cell["metadata"]["papermill"] = {
            key: value
            for key, value in cell["metadata"].get("papermill", {}).items()
            if key in ("exception", "status")
        }
        if "execution" in cell["metadata"]:
            cell["metadata"]["execution"] = sorted(cell["metadata"]["execution"])
        if "outputs" in cell:
            cell["outputs"] = _joined(cell["outputs"])
        cells.append(_plain(cell))
    return {"metadata": _plain(dict(notebook.metadata)), "cells": cells}


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs with pieces of one stream put together: where they part is a matter of moments."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" and output["name"] == last.get("name"):
            last["text"] += output["text"]
        else:
            joined.append(dict(output))
    return joined


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        value = _WIDGET.sub("WIDGET", value)
        value = _WHEN.sub("WHEN", _CELL_FILE.sub("CELL.py", _ADDRESS.sub("ADDRESS", value)))
    return value
