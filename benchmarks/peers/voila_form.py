"""The sixty questions in ipywidgets, as a notebook for stock Voila."""

from __future__ import annotations

from typing import Any

from benchmarks.sixty import FIVE, LEAST, MOST, QUESTIONS, Asked, as_notebook


def notebook() -> dict[str, Any]:
    """A cell for the imports, and a cell for each ten questions."""
    cells = ["import ipywidgets as w\nfrom IPython.display import display"]
    for first in range(0, len(QUESTIONS), 10):
        shown = ",\n    ".join(_control(asked) for asked in QUESTIONS[first : first + 10])
        cells.append(f"display(\n    {shown},\n)")
    return as_notebook(cells)


def _control(asked: Asked) -> str:
    words = f"description={asked.words!r}"
    return {
        "scale": f"w.RadioButtons(options={FIVE!r}, value=None, {words})",
        "text": f"w.Textarea({words})",
        "number": f"w.BoundedIntText(min={LEAST}, max={MOST}, {words})",
        "slider": f"w.IntSlider(min={LEAST}, max={MOST}, {words})",
    }[asked.kind]
