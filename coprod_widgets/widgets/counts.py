"""How much was answered, skipped, not sure and not said: counts, and never a sum of them."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.said import voice_head
from coprod_widgets.widgets.view import View


def counted(view: View, only: Voice | None = None) -> Markup:
    """The counts below their title, wherever a talk comes to a halt: to stop is as good an end."""
    return join(el("h3", view.say("finished_counts")), counts_html(view, only))


def counts_html(view: View, only: Voice | None = None) -> Markup:
    """How much was answered, skipped, not sure and not said, each apart, for each voice or one."""
    interview = view.interview
    columns = []
    for voice in (only,) if only else interview.order:
        counted = Counter(
            interview.status(place)
            for block in interview.blocks
            for question in block.section.questions
            if not isinstance(question, ListQuestion) and question.reveal is not Reveal.SEALED
            for place in interview.places(block, question)
            if place.voice is voice
        )
        lines = [
            el("li", f"{view.say(f'status_{status.value}')}: {counted[status]}")
            for status in (
                Status.ANSWERED,
                Status.SKIPPED,
                Status.NOT_SURE,
                Status.DECLINED,
                Status.NOT_REACHED,
            )
            if counted[status] or status is Status.ANSWERED
        ]
        columns.append(
            el("div", voice_head(view, voice), el("ul", lines), class_=f"voice voice-{voice.value}")
        )
    return el("div", columns, class_="voices counts")
