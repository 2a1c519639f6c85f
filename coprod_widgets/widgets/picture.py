"""A picture beside its word: the shapes of a drawing, written anew as markup.

It says nothing that the word beside it doesn't say, so a screen reader passes over it. It stands in
the page itself: nothing is fetched, and no address tells what somebody was shown.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from coprod_widgets.instrument.drawing import DrawingError, Shape, drawing
from coprod_widgets.widgets.html import el

# Where the page's own style sheet is missing, as in a notebook, it has this size.
_SIDE = 64


@lru_cache(maxsize=256)
def picture_html(svg: str) -> Markup:
    """The drawing; nothing where the SVG holds more than shapes, whoever let it through."""
    try:
        root = drawing(svg)
    except DrawingError:
        return Markup()
    return el(
        "svg",
        [_shape(one) for one in root.inside],
        **dict(root.attributes),
        width=_SIDE,
        height=_SIDE,
        class_="picture",
        aria_hidden="true",
    )


def _shape(shape: Shape) -> Markup:
    return el(shape.name, [_shape(one) for one in shape.inside], **dict(shape.attributes))
