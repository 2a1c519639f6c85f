"""Pictures that print well: static SVG without a script, in shapes and dashes, colour aside.

Every picture has its numbers in a table beside it, and says in `aria-label` what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from coprod_widgets.widgets.html import Child, el

_WIDTH = 680
_LETTER = 8.5
"""About how wide a letter is, with some room."""
TWIN = "The table below has the same numbers."
_INK, _QUIET = "#1a1a1a", "#bbb"
_FONT = "Atkinson Hyperlegible, Segoe UI, Noto Sans, DejaVu Sans, Verdana, sans-serif"
# One look a line, each of them told apart in grey: what is drawn at its points, and how it runs.
_LOOKS = (
    ("square", "#1a4f8a", None),
    ("circle", "#8a3b12", None),
    ("square", "#1a4f8a", "5 4"),
    ("circle", "#8a3b12", "5 4"),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval, on a line of its own; without a value, why there is none."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a scale, and the places on it that are named."""

    least: float
    most: float
    marks: Mapping[float, str]

    def at(self, value: float, start: float, length: float) -> float:
        """Where a value stands on a line that starts somewhere and has a length."""
        share = (min(max(value, self.least), self.most) - self.least) / (self.most - self.least)
        return round(start + share * length, 1)


def dots(title: str, rows: Sequence[Dot], scale: Scale, *, nought: float | None = None) -> Markup:
    """Values with their intervals, one below the other."""
    left, right, top, step = 250.0, 30.0, 14.0, 26.0
    length, bottom = _WIDTH - left - right, top + step * len(rows)
    drawn: list[Child] = []
    for mark, words in scale.marks.items():
        x = scale.at(mark, left, length)
        drawn += [_line(x, top, x, bottom, _QUIET), _text(x, bottom + 18, words, "middle")]
    if nought is not None:
        x = scale.at(nought, left, length)
        drawn.append(_line(x, top, x, bottom, _INK))
    for number, row in enumerate(rows):
        y = top + step * (number + 0.5)
        drawn.append(_text(left - 12, y + 5, row.name, "end"))
        if row.value is None:
            drawn.append(_text(left + 6, y + 5, row.reason or "not told", "start"))
            continue
        if row.low is not None and row.high is not None:
            ends = (scale.at(row.low, left, length), scale.at(row.high, left, length))
            drawn.append(_line(ends[0], y, ends[1], y, _INK, width=2))
            drawn += [_line(x, y - 4, x, y + 4, _INK, width=2) for x in ends]
        drawn.append(_point("circle", scale.at(row.value, left, length), y, _INK))
    return _picture(title, bottom + 28, drawn, TWIN)


def lines(
    title: str,
    periods: Sequence[str],
    values: Mapping[str, Sequence[float]],
    scale: Scale,
    *,
    twin: str = TWIN,
) -> Markup:
    """Lines over periods, named in a legend with their shapes. `twin` says where it is told."""
    left, right, top, height = 60.0, 20.0, 14.0, 200.0
    length = _WIDTH - left - right
    drawn: list[Child] = []
    for mark, words in scale.marks.items():
        y = top + height - scale.at(mark, 0, height)
        drawn += [_line(left, y, left + length, y, _QUIET), _text(left - 8, y + 5, words, "end")]
    step = length / max(len(periods), 1)
    places = [round(left + step * (number + 0.5), 1) for number in range(len(periods))]
    # Names that stand too close would run into each other.
    widest = _LETTER * max((len(words) for words in periods), default=0)
    every = max(1, ceil(widest / step))
    drawn += [
        _text(x, top + height + 20, words, "middle")
        for number, (x, words) in enumerate(zip(places, periods, strict=True))
        if number % every == 0
    ]
    legend = top + height + 46
    for number, (name, own) in enumerate(values.items()):
        shape, colour, dashes = _LOOKS[number % len(_LOOKS)]
        points = [
            (x, round(top + height - scale.at(value, 0, height), 1))
            for x, value in zip(places, own, strict=True)
        ]
        path = " ".join(f"{x},{y}" for x, y in points)
        drawn.append(
            el(
                "polyline",
                points=path,
                fill="none",
                stroke=colour,
                stroke_width="2",
                stroke_dasharray=dashes,
            )
        )
        hollow = dashes is not None
        drawn += [_point(shape, x, y, colour, hollow=hollow) for x, y in points]
        x = left + (number % 2) * length / 2
        y = legend + (number // 2) * 22
        drawn.append(_line(x, y - 5, x + 30, y - 5, colour, width=2, dashes=dashes))
        drawn.append(_point(shape, x + 15, y - 5, colour, hollow=hollow))
        drawn.append(_text(x + 38, y, name, "start"))
    return _picture(title, legend + 22 * ((len(values) + 1) // 2), drawn, twin)


def _picture(title: str, height: float, drawn: Sequence[Child], twin: str) -> Markup:
    return el(
        "svg",
        el("title", title),
        drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {height:g}",
        width=f"{_WIDTH:g}",
        role="img",
        aria_label=f"{title}. {twin}",
        font_family=_FONT,
        font_size="14",
        fill=_INK,
    )


def _line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    *,
    width: float = 1,
    dashes: str | None = None,
) -> Markup:
    return el(
        "line",
        x1=f"{x1:g}",
        y1=f"{y1:g}",
        x2=f"{x2:g}",
        y2=f"{y2:g}",
        stroke=colour,
        stroke_width=f"{width:g}",
        stroke_dasharray=dashes,
    )


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return el("text", words, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor)


def _point(shape: str, x: float, y: float, colour: str, *, hollow: bool = False) -> Markup:
    look: dict[str, str] = {"fill": "#fff" if hollow else colour, "stroke": colour}
    if shape == "circle":
        return el("circle", cx=f"{x:g}", cy=f"{y:g}", r="5", stroke_width="2", **look)
    place = {"x": f"{x - 5:g}", "y": f"{y - 5:g}", "width": "10", "height": "10"}
    return el("rect", **place, stroke_width="2", **look)
