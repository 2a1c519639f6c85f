"""What became of the promises of each side, as two bars of equal size with the counts in words.

Each promise is one part of its side's bar. What was done is filled, what was done in part is half
filled, what was not done is empty, and what nobody said of yet has a dashed edge: it reads without
colour. What was dropped together was no longer promised, and is told in words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from markupsafe import Markup

from coprod_widgets.instrument.definition import Choice, ListQuestion, Question
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.said import voice_head
from coprod_widgets.widgets.view import View

_WHO, _SIDES = "who", {Voice.PATIENT: "me", Voice.CLINICIAN: "staff"}
_DRAWN = ("done", "part", "not_done")
_UNSAID = ""
_WIDTH, _HEIGHT, _LINE = 320, 28, 2.5


def kept_html(view: View) -> Markup | None:
    """The picture of a talk that is over; None where no promise was looked at in it."""
    promised = _promised(view)
    if promised is None:
        return None
    promises, outcome = promised
    counts = {voice: _counts(view, promises, outcome, side) for voice, side in _SIDES.items()}
    if not any(counts.values()):
        return None
    choices = view.interview.instrument.choices(outcome)
    return el(
        "section",
        el("h2", view.say("outcomes_title")),
        el("p", view.say("outcomes_how"), class_="hint", aria_hidden="true"),
        [_side(view, voice, counts[voice], choices) for voice in view.interview.order],
        class_="record-section kept",
        lang=view.language,
    )


def _promised(view: View) -> tuple[ListQuestion, Question] | None:
    """The list of promises, and the question that says what became of each."""
    for question in view.interview.instrument.questions:
        if not isinstance(question, ListQuestion) or not question.open_until:
            continue
        if any(field.id == _WHO for field in question.fields):
            return question, view.interview.instrument.question(question.open_until)
    return None


def _counts(view: View, promises: ListQuestion, outcome: Question, side: str) -> Counter[object]:
    """How many promises of a side came to what, by the code of the outcome."""
    found: Counter[object] = Counter()
    for row in view.interview.rows(promises.id):
        if row.fields.get(_WHO) != side:
            continue
        place = Place(outcome.id, row.id, outcome.voices[0])
        answer = view.interview.answer(place)
        tells = view.interview.status(place) is Status.ANSWERED and is_revealed(
            view.interview, outcome, row.id
        )
        found[answer.value if answer and tells else _UNSAID] += 1
    return found


def _side(view: View, voice: Voice, counts: Counter[object], choices: tuple[Choice, ...]) -> Markup:
    words = [f"{view.text(one.text)}: {counts[one.code]}" for one in choices if counts[one.code]]
    if counts[_UNSAID]:
        words.append(view.say("outcomes_unsaid", count=counts[_UNSAID]))
    return el(
        "div",
        voice_head(view, voice),
        _bar(counts),
        el("p", " · ".join(words) or view.say("outcomes_none"), class_="ladder-rated"),
        class_=f"kept-side voice-{voice.value}",
    )


def _bar(counts: Counter[object]) -> Markup | None:
    kinds = [kind for kind in (*_DRAWN, _UNSAID) for _ in range(counts[kind])]
    if not kinds:
        return None
    wide = _WIDTH / len(kinds)
    return el(
        "svg",
        [_part(kind, wide * number, wide) for number, kind in enumerate(kinds)],
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        # Where the page's own style sheet is missing, as in a notebook, it has this size.
        width=_WIDTH,
        height=_HEIGHT,
        class_="bar",
        aria_hidden="true",
    )


def _part(kind: str, left: float, wide: float) -> Markup:
    gap = min(3, wide / 4)
    box = {"x": left + gap, "y": gap, "width": wide - 2 * gap, "height": _HEIGHT - 2 * gap}
    share = {"done": 1.0, "part": 0.5}.get(kind, 0)
    full = _rect({**box, "width": box["width"] * share}, fill="currentColor") if share else None
    edge = {"fill": "none", "stroke": "currentColor", "stroke_width": f"{_LINE}"}
    if kind == _UNSAID:
        edge["stroke_dasharray"] = "5 4"
    return join(full, _rect(box, **edge))


def _rect(box: Mapping[str, float], **paint: str) -> Markup:
    return el("rect", **{name: f"{number:g}" for name, number in box.items()}, **paint)
