"""Both voices' ratings of the same thing as a picture: side by side, and beside those of last time.

What is now is filled, last time is outlined, and a line shows the way between. The words beside
each scale say the same, so that a screen reader passes the drawings over and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from coprod_widgets.instrument.definition import Question
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.interview.answer import Place
from coprod_widgets.interview.interview import Block
from coprod_widgets.widgets.decided import Rating, rating_of
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.marks import key_html, scale_html, scale_of
from coprod_widgets.widgets.rows import about_words
from coprod_widgets.widgets.said import last_time_words, voice_head
from coprod_widgets.widgets.view import View


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing that both voices were to rate: what each said now, and the last time."""

    question: Question
    row: str | None
    about: str
    now: dict[Voice, Rating]
    before: dict[Voice, Rating]


def ratings_html(view: View) -> Markup | None:
    """The picture of a talk that is over; None where nothing was rated by both side by side."""
    pairs = list(pairs_of(view))
    if not pairs:
        return None
    outlined = view.say("ratings_before") if any(pair.before for pair in pairs) else ""
    scales = [scale_of(view, pair.question.id) for pair in pairs]
    return el(
        "section",
        el("h2", view.say("ratings_title")),
        el("div", key_html(view, view.say("ratings_now"), outlined, scales), aria_hidden="true"),
        el("ul", [_pair(view, pair) for pair in pairs], class_="ratings-list"),
        class_="record-section ratings",
        lang=view.language,
    )


def pairs_of(view: View) -> Iterator[Pair]:
    """What both were to rate, in the order of the talk; what nobody's rating shows of is left out.

    What stands in the picture of who decides what is not drawn a second time.
    """
    ladder = view.interview.instrument.ladder
    drawn = {ladder.now, ladder.fair} if ladder else set()
    return (pair for pair in all_pairs_of(view) if pair.question.id not in drawn)


def all_pairs_of(view: View) -> Iterator[Pair]:
    """The same, with what stands in the picture of who decides what."""
    for block in view.interview.blocks:
        for question in block.section.questions:
            if not (question.voice is Asked.EACH and question.type == "scale"):
                continue
            pair = _pair_of(view, block, question)
            if any(rating.step is not None for rating in pair.now.values()):
                yield pair


def _pair_of(view: View, block: Block, question: Question) -> Pair:
    places = [Place(question.id, block.row_id, voice) for voice in view.interview.order]
    now = {place.voice: rating_of(view, place) for place in places}
    before = {
        place.voice: earlier
        for place in places
        if now[place.voice].step is not None and (earlier := _before(view, question, place))
    }
    return Pair(question, block.row_id, about_words(view, block), now, before)


def _before(view: View, question: Question, place: Place) -> Rating | None:
    words = last_time_words(view, question, place)
    earlier = view.interview.carried.earlier(place.question, place.row, place.voice)
    codes = [choice.code for choice in view.interview.instrument.choices(question)]
    # A step that the scale no longer has can be told, and not be drawn.
    if not words or earlier is None or earlier.value not in codes:
        return None
    return Rating(place.voice, words, codes.index(earlier.value))


def _pair(view: View, pair: Pair) -> Markup:
    steps = len(scale_of(view, pair.question.id))
    says = [
        el(
            "div",
            voice_head(view, voice),
            scale_html(view, voice, now, pair.before.get(voice), steps),
            el("p", _words(now, pair.before.get(voice)), class_="ladder-rated"),
            class_=f"ladder-say voice-{voice.value}",
        )
        for voice, now in pair.now.items()
    ]
    # Each voice may be asked in words of its own; the first is the one the patient chose.
    asked = view.asked(pair.question.ask, view.interview.order[0])
    about = el("p", pair.about, class_="ladder-about", dir="auto") if pair.about else None
    return el("li", about, el("p", asked, class_="rated"), says)


def _words(now: Rating, before: Rating | None) -> list[Markup | str]:
    told: list[Markup | str] = [el("b", now.words)]
    return [*told, " ", el("span", before.words)] if before else told
