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
    said = _by_place(answers)
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


_Key = tuple[str, str | None, str]


def changed(before: Sequence[Told], after: Sequence[Told]) -> list[_Key]:
    """The places whose answer is not what it was: changed, added, or no longer there."""
    old, now = _by_place(before), _by_place(after)
    return [key for key in (now | old) if _said(old.get(key)) != _said(now.get(key))]


def _by_place(answers: Sequence[Told]) -> dict[_Key, Told]:
    return {(a["question"], a["row"], a["voice"]): a for a in answers}


def _said(told: Told | None) -> tuple[Any, Any] | None:
    # A place that was never come to says as little as one that isn't there.
    if told is None or told["status"] in (Status.NOT_REACHED, Status.NOT_APPLICABLE):
        return None
    return told["status"], told["value"]


def changes_html(
    instrument: Instrument,
    before: Sequence[Told],
    after: Sequence[Told],
    *,
    language: str,
    title: str = "changes",
) -> str:
    """What is different from a version before, old beside new, under the words of `title`."""
    view = View(Interview("", instrument), None, language)
    old, now = _by_place(before), _by_place(after)
    items = []
    for key in changed(before, after):
        question, voice = instrument.question(key[0]), Voice(key[2])
        sides = [
            el(
                "div",
                el("p", view.say(word), class_="voice-name"),
                _words(view, question, told),
                class_=f"voice voice-{voice.value}",
            )
            for word, told in (("version_before", old.get(key)), ("version_now", now.get(key)))
        ]
        about = _row_words(view, key[1], after) or _row_words(view, key[1], before)
        items.append(
            el(
                "section",
                el("p", about, class_="hint") if about else None,
                el("h3", view.asked(question.ask, voice), " (", view.name(voice), ")"),
                el("div", sides, class_="voices"),
            )
        )
    body: Any = items or el("p", view.say("changes_none"))
    return str(el("section", el("h2", view.say(title)), body, class_="differences"))


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
