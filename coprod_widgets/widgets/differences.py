"""What a reader of a record looks for first: where two picks differ, and what was changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from coprod_widgets.instrument.definition import Instrument, ListQuestion, Question
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.said import value_html, voice_head
from coprod_widgets.widgets.view import View

Told = Mapping[str, Any]
"""One answer as a record tells it: question, row, voice, status and value."""

_COMPARED = ("one", "scale", "tokens")


def differences_html(instrument: Instrument, answers: Sequence[Told], *, language: str) -> str:
    """Each pair of picks that differs, both side by side. Where none does, that is said."""
    view = View(Interview("", instrument), None, language)
    said = {(a["question"], a["row"], a["voice"]): a for a in answers}
    items = []
    for question_id, row, voice in said:
        question = instrument.question(question_id)
        if voice != Voice.PATIENT or not _is_pair(question):
            continue
        pair = [said.get((question_id, row, v.value)) for v in (Voice.PATIENT, Voice.CLINICIAN)]
        told = [a for a in pair if a and a["status"] == Status.ANSWERED and a["value"] is not None]
        if len(told) == 2 and told[0]["value"] != told[1]["value"]:
            items.append(_item(view, question, row, told, answers))
    body: Any = items or el("p", view.say("differences_none"))
    return str(el("section", el("h2", view.say("differences")), body, class_="differences"))


def changes_html(
    instrument: Instrument, before: Sequence[Told], after: Sequence[Told], *, language: str
) -> str:
    """What is different from the version before, old beside new."""
    view = View(Interview("", instrument), None, language)
    old = {(a["question"], a["row"], a["voice"]): a for a in before}
    items = []
    for now in after:
        was = old.get((now["question"], now["row"], now["voice"]))
        if was is not None and (was["status"], was["value"]) == (now["status"], now["value"]):
            continue
        question = instrument.question(now["question"])
        voice = Voice(now["voice"])
        sides = [
            el(
                "div",
                el("p", view.say(key), class_="voice-name"),
                _words(view, question, told),
                class_=f"voice voice-{voice.value}",
            )
            for key, told in (("version_before", was), ("version_now", now))
        ]
        title = el("h3", view.asked(question.ask, voice), " (", view.name(voice), ")")
        items.append(el("section", title, el("div", sides, class_="voices")))
    body: Any = items or el("p", view.say("changes_none"))
    return str(el("section", el("h2", view.say("changes")), body, class_="differences"))


def _is_pair(question: Question) -> bool:
    return question.voice is Asked.EACH and question.type in _COMPARED


def _item(
    view: View, question: Question, row: str | None, pair: Iterable[Told], answers: Sequence[Told]
) -> Markup:
    sides = [
        el(
            "div",
            voice_head(view, Voice(told["voice"])),
            _words(view, question, told),
            class_=f"voice voice-{told['voice']}",
        )
        for told in pair
    ]
    about = _row_words(view, row, answers)
    return el(
        "section",
        el("p", about, class_="hint") if about else None,
        el("h3", view.asked(question.ask, Voice.PATIENT)),
        el("div", sides, class_="voices"),
    )


def _row_words(view: View, row: str | None, answers: Sequence[Told]) -> str:
    for told in answers:
        question = view.interview.instrument.question(told["question"])
        if row and told["row"] == row and isinstance(question, ListQuestion) and told["value"]:
            return str(told["value"].get(question.fields[0].id, ""))
    return ""


def _words(view: View, question: Question, told: Told | None) -> Markup:
    if told is None:
        return el("p", view.say("status_not_reached"), class_="status")
    if told["status"] != Status.ANSWERED or told["value"] is None:
        return el("p", view.say(f"status_{told['status']}"), class_="status")
    return value_html(view, question, Voice(told["voice"]), told["value"])
