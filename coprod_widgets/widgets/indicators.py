"""What a talk or a round shows: each measure with its formula, and the answers behind it.

They stand in the record, never on a screen while the two talk: a number would change what people
say next. Indicators and ratings stand side by side and are never put into one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from coprod_widgets.interview.answer import Happening
from coprod_widgets.measures.catalogue import INDICATORS
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.measures.result import Measure
from coprod_widgets.measures.telling import of_a_talk
from coprod_widgets.widgets.behind import Told, behind_html
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.measured import measure_formula, measure_name, none_when, why_none
from coprod_widgets.widgets.scores import number_words
from coprod_widgets.widgets.view import View

_WRITTEN = frozenset(declared.code for declared in INDICATORS)


def indicators_html(view: View, workbook: str) -> Markup | None:
    """What one talk shows; None where it was not begun, or asks nothing that is measured."""
    if not any(m.happening is Happening.OPENED for m in view.interview.moments):
        return None
    talk = talk_of(view.interview, workbook)
    measures = of_a_talk(talk)
    if not measures:
        return None
    return el(
        "section",
        el("h2", view.say("shows_title")),
        el("p", view.say("shows_hint")),
        el("p", view.say("shows_label"), class_="hint"),
        measures_html(view, measures, {talk.interview: Told(view, talk)}),
        class_="record-section measures",
        lang=view.language,
    )


def measures_html(view: View, measures: Iterable[Measure], told: Mapping[str, Told]) -> Markup:
    """Measures one under the other: first what was written down, then how each of the two rated."""
    found = list(measures)
    groups = (
        ("shows_written", [one for one in found if one.code in _WRITTEN]),
        ("shows_rated", [one for one in found if one.code not in _WRITTEN]),
    )
    return join(
        [el("h3", view.say(key)), [_measure(view, one, told) for one in measures]]
        for key, measures in groups
        if measures
    )


def _measure(view: View, one: Measure, told: Mapping[str, Told]) -> Markup:
    return el(
        "div",
        el("h4", f"{measure_name(one.code, view.language)} ({one.code})"),
        el("p", came_to(view, one), class_="answer"),
        el("p", measure_formula(one.code, view.language)),
        el("p", _counts(view, one), class_="when"),
        behind_html(view, one.sources, told),
        class_="measure",
    )


def came_to(view: View, one: Measure) -> Markup:
    """The value with the ends of its range, or why there is none."""
    if one.value is None:
        reason = why_none(one.reason, view.language) if one.reason else None
        return join(view.say("shows_not_enough"), " ", reason)
    low, high = (signed(end) for end in one.range)
    value = el("strong", signed(one.value))
    return join(value, " ", view.say("shows_range", low=low, high=high))


def signed(number: float) -> str:
    """A number with two decimals at most, and a real minus."""
    return number_words(number).replace("-", "\N{MINUS SIGN}")


def _counts(view: View, one: Measure) -> Markup:
    counted = None
    if one.numerator is not None and one.denominator:
        numbers = {"numerator": signed(one.numerator), "denominator": signed(one.denominator)}
        counted = view.say("shows_counted", **numbers)
    return join(
        [counted, " "] if counted else None,
        view.say("shows_missing", count=one.missing),
        " ",
        view.say("shows_none_when"),
        " ",
        f"{none_when(one.code, view.language)}.",
    )
