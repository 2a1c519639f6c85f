"""The picture of who decides what: each topic on its rung, from furthest away down to the patient.

On each topic stand both voices' view of the say there is now (filled) and of the say that would be
fair (outlined), in equal size, and the part that is open. Everything is also told in plain words
below, for screen readers and for paper; the picture itself is passed over by a screen reader.
"""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.instrument.definition import OneQuestion
from coprod_widgets.widgets.decided import Rating, Topic, topics_of
from coprod_widgets.widgets.html import Child, el, join, paragraphs
from coprod_widgets.widgets.marks import key_html, scale_html, scale_of
from coprod_widgets.widgets.said import voice_head
from coprod_widgets.widgets.view import SHAPES, View


def ladder_html(view: View) -> Markup | None:
    """The picture and its words; None where the instrument has none, or nothing is on it yet."""
    topics = topics_of(view)
    if not topics:
        return None
    # A record and a copy have no summary to press, and begin a part of their own here.
    on_paper = view.holder is None
    return el(
        "section",
        el("h2" if on_paper else "h3", view.say("ladder_title")),
        el("div", _picture(view, topics), class_="ladder-picture", aria_hidden="true"),
        _twin(view, topics, on_paper=on_paper),
        class_="record-section ladder",
        lang=view.language,
    )


def _picture(view: View, topics: tuple[Topic, ...]) -> Markup:
    ladder = view.interview.instrument.ladder
    assert ladder is not None, "only an instrument with a ladder has topics on it"
    rung = view.interview.instrument.question(ladder.rung)
    assert isinstance(rung, OneQuestion), "a rung is one of its choices; the check sees to it"
    rungs = []
    for choice in rung.choices:
        on_it = [_topic(view, topic) for topic in topics if topic.rung == choice.code]
        label = el("p", view.shown(choice.text), class_="rung-name")
        rungs.append(
            el(
                "li",
                label,
                el("ul", on_it) if on_it else None,
                class_="rung" if on_it else "rung empty",
            )
        )
    apart = [_topic(view, topic) for topic in topics if topic.rung is None]
    return join(
        el("p", view.say("ladder_how"), class_="hint"),
        key_html(
            view,
            view.say("ladder_filled"),
            view.say("ladder_outlined"),
            [scale_of(view, ladder.now)],
        ),
        el("ul", rungs, class_="rungs"),
        el("div", el("p", view.say("ladder_not_yet")), el("ul", apart), class_="ladder-apart")
        if apart
        else None,
    )


def _topic(view: View, topic: Topic) -> Markup:
    ladder = view.interview.instrument.ladder
    assert ladder is not None, "only an instrument with a ladder has topics on it"
    steps = len(scale_of(view, ladder.now))
    fair = {rating.voice: rating for rating in topic.fair}
    now = {rating.voice: rating for rating in topic.now}
    # What nobody has looked at is a name; "we did not get to this", said four times, adds nothing.
    is_rated = any(rating.step is not None for rating in (*topic.now, *topic.fair))
    says = [
        el(
            "div",
            voice_head(view, voice),
            scale_html(view, voice, now.get(voice), fair.get(voice), steps),
            el("p", _pair_words(view, now.get(voice), fair.get(voice)), class_="ladder-rated"),
            class_=f"ladder-say voice-{voice.value}",
        )
        for voice in view.interview.order
        if (voice in now or voice in fair) and (is_rated or topic.rung is not None)
    ]
    return el(
        "li", el("p", topic.about, class_="ladder-about", dir="auto"), says, _open(view, topic)
    )


def _pair_words(view: View, now: Rating | None, fair: Rating | None) -> list[Child]:
    # The space keeps the two apart where no style sheet puts them on lines of their own.
    return [
        [el("span", f"{view.say(key)}: ", el("b", rating.words)), " "]
        for key, rating in (("ladder_now", now), ("ladder_fair", fair))
        if rating
    ]


def _open(view: View, topic: Topic) -> list[Markup]:
    label = view.say("ladder_open")
    return [
        el(
            "div",
            el("p", el("span", SHAPES[voice], aria_hidden="true"), " ", label, class_="open-name"),
            paragraphs(words),
            class_="ladder-open",
        )
        for voice, words in topic.open
    ]


def _twin(view: View, topics: tuple[Topic, ...], *, on_paper: bool) -> Markup:
    title = view.say("ladder_in_words")
    told = el("ul", [_in_words(view, topic) for topic in topics])
    if on_paper:
        return el("div", el("h3", title), told, class_="ladder-words")
    return el("details", el("summary", title), told, class_="ladder-words")


def _in_words(view: View, topic: Topic) -> Markup:
    none = view.say("ladder_no_open")
    return el(
        "li",
        el("p", topic.about, class_="ladder-about", dir="auto"),
        el(
            "dl",
            _fact(view, "ladder_who", topic.who or view.say("ladder_not_yet")),
            [_fact(view, key, words) for key, words in topic.facts if key != "ladder_next"],
            _fact(view, "ladder_say_now", *_said(view, topic.now)) if topic.now else None,
            _fact(view, "ladder_say_fair", *_said(view, topic.fair)) if topic.fair else None,
            _fact(view, "ladder_open", *([words for _, words in topic.open] or [none])),
            [_fact(view, key, words) for key, words in topic.facts if key == "ladder_next"],
            class_="facts",
        ),
    )


def _said(view: View, ratings: tuple[Rating, ...]) -> list[Markup]:
    return [
        join(
            el("span", SHAPES[rating.voice], aria_hidden="true"),
            f" {view.name(rating.voice)}: {rating.words}",
        )
        for rating in ratings
    ]


def _fact(view: View, key: str, *told: Child) -> Markup:
    inside = [el("dd", one if isinstance(one, Markup) else paragraphs(str(one))) for one in told]
    return el("div", el("dt", view.say(key)), inside)
