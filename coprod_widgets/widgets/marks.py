"""The small drawings in pictures of ratings: a scale with two marks, and their key.

A voice is told by its shape (circle or square), and which of its two ratings it is by filled and
outlined (now and fair, or now and last time), so that it reads in black and white. An outlined mark
is larger: both show where they stand on one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.translation import direction
from coprod_widgets.widgets.decided import Rating
from coprod_widgets.widgets.html import Child, el
from coprod_widgets.widgets.view import View

_STEP, _HEIGHT, _LINE = 32, 28, 2.5
_FILLED, _OUTLINED = 6.5, 11
"""How far a mark reaches from its middle."""


def scale_html(
    view: View, voice: Voice, filled: Rating | None, outlined: Rating | None, count: int
) -> Markup | None:
    """A voice's scale of `count` steps with what may be shown on it; None where nothing may."""
    steps = {
        "filled": filled.step if filled else None,
        "outlined": outlined.step if outlined else None,
    }
    if all(step is None for step in steps.values()):
        return None
    turned = direction(view.language) == "rtl"
    at = {
        name: _STEP * ((count - 1 - step if turned else step) + 0.5)
        for name, step in steps.items()
        if step is not None
    }
    middles = (_STEP * (index + 0.5) for index in range(count))
    # No tick under a mark, nor under the line from one mark to the other.
    ticks = [_tick(x) for x in middles if not min(at.values()) <= x <= max(at.values())]
    return _svg(
        _STEP * count,
        ticks,
        _way(at["filled"], at["outlined"]) if len(set(at.values())) == 2 else None,
        _mark(voice, at["outlined"], filled=False) if "outlined" in at else None,
        _mark(voice, at["filled"], filled=True) if "filled" in at else None,
    )


def key_html(view: View, filled: str, outlined: str, scales: Iterable[Sequence[str]]) -> Markup:
    """What the marks mean, and the ends of each scale that is drawn."""
    lines = [
        el("li", *(_alone(voice, filled=full) for voice in view.interview.order), words)
        for words, full in ((filled, True), (outlined, False))
        if words
    ]
    turned = direction(view.language) == "rtl"
    key = "ladder_ends_rtl" if turned else "ladder_ends"
    ends = dict.fromkeys((scale[0], scale[-1]) for scale in scales)
    told = [el("li", view.say(key, least=least, most=most)) for least, most in ends]
    return el("ul", lines, told, class_="ladder-key")


def scale_of(view: View, question_id: str) -> list[str]:
    """The steps of a question's scale, in words."""
    instrument = view.interview.instrument
    choices = instrument.choices(instrument.question(question_id))
    return [view.text(choice.text) for choice in choices]


def _svg(width: int, *inside: Child) -> Markup:
    return el(
        "svg",
        *inside,
        viewBox=f"0 0 {width} {_HEIGHT}",
        # Where the page's own style sheet is missing, as in a notebook, it has this size.
        width=width,
        height=_HEIGHT,
        class_="scale",
        aria_hidden="true",
    )


def _alone(voice: Voice, *, filled: bool) -> Markup:
    return _svg(_STEP - 4, _mark(voice, (_STEP - 4) / 2, filled=filled))


def _tick(x: float) -> Markup:
    return el("circle", cx=f"{x:g}", cy=_HEIGHT // 2, r=2, fill="currentColor")


def _way(filled: float, outlined: float) -> Markup:
    """The line between the two, from the edge of one to the edge of the other."""
    towards = 1 if outlined > filled else -1
    start, end = filled + towards * _FILLED, outlined - towards * _OUTLINED
    y = _HEIGHT // 2
    ends = {"x1": f"{start:g}", "y1": f"{y}", "x2": f"{end:g}", "y2": f"{y}"}
    return el("line", **ends, stroke="currentColor", stroke_width=f"{_LINE}")


def _mark(voice: Voice, x: float, *, filled: bool) -> Markup:
    reach = _FILLED if filled else _OUTLINED
    paint: dict[str, str] = (
        {"fill": "currentColor"}
        if filled
        else {"fill": "none", "stroke": "currentColor", "stroke_width": f"{_LINE}"}
    )
    y = _HEIGHT / 2
    if voice is Voice.PATIENT:
        return el("circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{reach:g}", **paint)
    side = 2 * reach
    corner = {"x": f"{x - reach:g}", "y": f"{y - reach:g}"}
    return el("rect", **corner, width=f"{side:g}", height=f"{side:g}", **paint)
