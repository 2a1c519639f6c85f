"""An executed cohort notebook as one HTML file: no script, and nothing from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from coprod_widgets.widgets.html import el, join

_STYLE = Path(__file__).parent.parent.parent / "widgets" / "static" / "cohort.css"
_ALLOWED = "default-src 'none'; style-src 'unsafe-inline'"


def as_page(notebook: bytes) -> str:
    """The words of a notebook that we had executed, and what its cells showed, in their order."""
    page = el(
        "html",
        el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", http_equiv="Content-Security-Policy", content=_ALLOWED),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("title", "Many talks, seen as a whole"),
            el("style", Markup(_STYLE.read_text(encoding="utf-8"))),  # noqa: S704  # our own file
        ),
        el("body", el("main", shown_html(notebook))),
        lang="en",
    )
    return f"<!doctype html>\n{page}\n"


def shown_html(notebook: bytes) -> Markup:
    """What stands in the page: the words and what was shown, without head and style."""
    return join(_shown(json.loads(notebook)["cells"]))


def _shown(cells: list[dict[str, Any]]) -> Iterator[Markup]:
    from nbconvert.filters import markdown2html

    for cell in cells:
        if cell["cell_type"] == "markdown":
            yield Markup(markdown2html("".join(cell["source"])))  # noqa: S704  # of our notebook
        for output in cell.get("outputs", ()):
            html = output.get("data", {}).get("text/html")
            if html:
                yield Markup("".join(html))  # noqa: S704  # made by us in this very run
