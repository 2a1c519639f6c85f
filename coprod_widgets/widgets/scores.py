"""The scores in a record: each with its formula in words, what went into it, and what was missing.

They stand in the record alone. A number on the screen would change what people say next.
"""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.instrument.definition import Score
from coprod_widgets.instrument.scoring import bounds
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.interview.scored import Reckoned, scores_of
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.rows import about_row
from coprod_widgets.widgets.said import value_words, voice_head
from coprod_widgets.widgets.view import View


def scores_html(view: View) -> Markup | None:
    """All scores of an interview that is over; None where its instrument has none."""
    told = [_score(view, one) for one in scores_of(view.interview)]
    if not told:
        return None
    title = el("h2", view.say("scores"))
    return el("section", title, told, class_="record-section scores", lang=view.language)


def _score(view: View, one: Reckoned) -> Markup:
    declared, scored = one.declared, one.scored
    about = (
        about_row(view, one.block.section.for_each, one.block.row)
        if one.block.row and one.block.section.for_each
        else None
    )
    came_to = (
        view.say("score_not_enough", answered=scored.answered, needed=scored.needed)
        if scored.value is None
        else number_words(scored.value)
    )
    missing = scored.of - scored.answered
    return el(
        "div",
        about,
        el("h3", view.shown(declared.title)),
        el(
            "div",
            voice_head(view, declared.voice),
            el("p", came_to, class_="answer"),
            el("p", formula_words(view, declared)),
            el("ul", [el("li", _input(view, declared, place)) for place in one.places]),
            el("p", view.say("score_missing", count=missing, total=scored.of), class_="when"),
            class_=f"voice voice-{declared.voice.value}",
        ),
        class_="record-question",
    )


def formula_words(view: View, declared: Score) -> str:
    """How the score is worked out, in one or two sentences."""
    method = view.say("score_sum" if declared.method == "sum" else "score_mean")
    key = {
        "all": "score_needs_all",
        "least": "score_needs_least",
        "prorate": "score_scales_up",
    }[declared.missing.rule]
    if declared.method == "mean" and declared.missing.rule == "prorate":
        # A mean is of what was answered; there is nothing to scale up.
        key = "score_needs_least"
    total = len(declared.of)
    needs = view.say(key, least=declared.missing.least or total, total=total)
    return f"{method} {needs}"


def number_words(value: float) -> str:
    """A score with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _input(view: View, declared: Score, place: Place) -> list[Markup | str]:
    instrument = view.interview.instrument
    question = instrument.question(place.question)
    asked = [view.asked(question.ask, place.voice), ": "]
    answer, status = view.interview.answer(place), view.interview.status(place)
    if answer is None or status is not Status.ANSWERED:
        return [*asked, view.say(f"status_{status.value}")]
    if not is_revealed(view.interview, question, place.row):
        return [*asked, view.say("record_both_private")]
    words = value_words(view, question, place.voice, answer.value)
    counts = number_words(answer.value)
    if words != counts:
        words = f"{words} ({counts})"
    ends = bounds(instrument, question)
    if place.question in declared.reverse and ends is not None:
        turned = number_words(ends[0] + ends[1] - answer.value)
        words = view.say("score_turned_round", answer=words, value=turned)
    return [*asked, words]
