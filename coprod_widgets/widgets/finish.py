"""The last screen of a talk, when nothing is left to ask."""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.widgets.counts import counted
from coprod_widgets.widgets.handing_over import hand_over
from coprod_widgets.widgets.html import el, heading, join, paragraphs
from coprod_widgets.widgets.ladder import ladder_html
from coprod_widgets.widgets.pauses import happens, reminder
from coprod_widgets.widgets.said import said_html
from coprod_widgets.widgets.short import all_of_it, what
from coprod_widgets.widgets.view import View


def finished(view: View) -> Markup:
    """What was said and what is left to do: closing the talk, or going back into it."""
    panels = [
        el(
            "details",
            el("summary", what(view, block)),
            said,
            class_="said-panel",
        )
        for block in view.interview.blocks
        if (said := said_html(view, block))
    ]
    end = (
        el("div", _to_close(view), class_="now")
        if view.holder is Voice.PATIENT
        else el(
            "div",
            el("h3", view.say("finished_next")),
            paragraphs(view.say("finished_next_text")),
            el("p", view.say("finished_scores" if _has_scores(view) else "finished_no_scores")),
            happens(view.say("close"), Happening.CLOSED, "button"),
            None if view.interview.has_two_screens else hand_over(view, Voice.PATIENT),
            class_="finish",
        )
    )
    if view.interview.asks_again_since:
        return el("div", _stands(view), reminder(view), panels, end, class_="screen")
    return el(
        "div",
        heading(view.say("finished_title")),
        reminder(view),
        paragraphs(view.say("finished_check")),
        _left_out(view),
        ladder_html(view),
        counted(view),
        panels,
        end,
        class_="screen",
    )


def _to_close(view: View) -> Markup:
    """What is left to do at the patient's screen at the end; closing is the clinician's."""
    if view.interview.has_two_screens:
        words = view.say("closes_by_other", name=view.name(Voice.CLINICIAN))
        return el("div", paragraphs(words), class_="card wait")
    return hand_over(view, Voice.CLINICIAN)


def _stands(view: View) -> Markup:
    """After it was asked again whether what was written stands: ways to change it."""
    everything = (
        el(
            "details",
            el("summary", view.say("take_out_all")),
            el("p", view.say("take_back_sure")),
            el(
                "button",
                view.say("take_out_all_yes"),
                type="button",
                class_="button quiet",
                data_take_out_all=Voice.PATIENT.value,
            ),
        )
        if view.holder is Voice.PATIENT
        else None
    )
    return join(heading(view.say("again_title")), paragraphs(view.say("again_text")), everything)


def _left_out(view: View) -> Markup | None:
    """That it was a short talk, and the way to all of it."""
    if view.interview.units is None:
        return None
    return el("div", paragraphs(view.say("short_left_out")), all_of_it(view))


def _has_scores(view: View) -> bool:
    return bool(view.interview.instrument.scores)
