"""What the law pack says: a topic or a right, the hospital's own texts, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    ListQuestion,
    NoteQuestion,
    OneQuestion,
    Section,
    TextQuestion,
)
from coprod_widgets.interview.answer import Place
from coprod_widgets.translation import Text, day_in_words
from coprod_widgets.widgets.html import el, join, paragraphs
from coprod_widgets.widgets.view import View

_SUGGESTED = {"law.holder": "holder", "law.why": "why", "law.question": "question"}
_FACTS = (
    ("holder", "law_holder"),
    ("why", "law_why"),
    ("source", "law_source"),
    ("question", "law_question"),
    ("how", "law_how"),
    ("helps", "law_helps"),
)
_SOURCES = (("source", "law_source"), ("helps", "law_helps"))


def entry_html(view: View, list_id: str, row_id: str) -> Markup | None:
    """What the law pack says about the topic or the right that a row came from."""
    carried = view.interview.carried
    entry = carried.topic(list_id, row_id) or carried.right(list_id, row_id)
    if entry is None:
        return None
    told = _told(view, entry)
    facts = [el("div", el("dt", label), el("dd", words)) for label, words in told.facts]
    return el(
        "div",
        paragraphs(told.text),
        el("p", told.doubt, class_="law-note") if told.doubt else None,
        el("dl", facts, class_="facts"),
        el("p", told.checked, class_="hint") if told.checked else None,
        class_="law-entry",
    )


def source_facts(view: View, list_id: str, row_id: str) -> tuple[tuple[str, str], ...]:
    """Where the law pack says so and who helps, each with the key of its label."""
    entry = view.interview.carried.topic(list_id, row_id)
    if entry is None:
        return ()
    told = [(key, _words(view, entry[name])) for name, key in _SOURCES if entry.get(name)]
    if told and not entry.get("confirmed"):
        told.append(("law_status", view.say("law_to_confirm")))
    return tuple(told)


def entry_words(view: View, list_id: str, row_id: str) -> list[tuple[str, str]]:
    """The same in words alone, each with its label or none."""
    carried = view.interview.carried
    entry = carried.topic(list_id, row_id) or carried.right(list_id, row_id)
    if entry is None:
        return []
    told = _told(view, entry)
    return [
        (label, words)
        for label, words in (("", told.text), ("", told.doubt), *told.facts, ("", told.checked))
        if words
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry says in a language; what it does not say is empty."""

    text: str
    doubt: str
    facts: list[tuple[str, str]]
    checked: str


def _told(view: View, entry: Mapping[str, Any]) -> _Entry:
    return _Entry(
        _words(view, entry["text"]),
        "" if entry.get("confirmed") else view.say("law_to_confirm"),
        [(view.say(key), _words(view, entry[name])) for name, key in _FACTS if entry.get(name)],
        _checked(view, entry),
    )


def _checked(view: View, entry: Mapping[str, Any]) -> str:
    if not entry.get("checked"):
        return ""
    day = day_in_words(date.fromisoformat(str(entry["checked"])), view.language)
    owner = str(entry.get("owner") or "")
    key = "law_checked_by" if owner else "law_checked"
    return view.say(key, day=day, owner=owner)


def _words(view: View, value: Any) -> str:
    return view.text(Text.model_validate(value)) if isinstance(value, Mapping) else str(value)


def law_notes(view: View, section: Section) -> Markup | None:
    """That the pack isn't approved or is past its review, where a section stands on it."""
    notes = law_note_words(view, section)
    return join(el("p", words, class_="law-note") for words in notes) if notes else None


def law_note_words(view: View, section: Section) -> list[str]:
    """The same in words alone."""
    used = any(
        isinstance(question, NoteQuestion | ListQuestion) and _is_of_law(question)
        for question in section.questions
    )
    lists = view.interview.instrument
    rows = lists.question(section.for_each) if section.for_each else None
    used = used or (isinstance(rows, ListQuestion) and _is_of_law(rows))
    if not used:
        return []
    return [view.say(key) for key in view.interview.carried.law.get("notes", ["law_none"])]


def _is_of_law(question: NoteQuestion | ListQuestion) -> bool:
    sources = question.filled_from or ()
    return any(s.startswith("law.") for s in ([sources] if isinstance(sources, str) else sources))


def hospital_text(view: View, question: NoteQuestion) -> Markup | None:
    """The hospital's own text under a note, or that there is none yet."""
    told = hospital_words(view, question)
    return own_text(*told) if told else None


def hospital_words(view: View, question: NoteQuestion) -> tuple[str, str] | None:
    """The same in words alone: the text, and whether it is still to be confirmed."""
    if question.filled_from is None:
        return None
    return own_words(view, question.filled_from.partition(".")[2], "law_no_text")


def own_words(view: View, name: str, otherwise: str) -> tuple[str, str]:
    """One of the hospital's own texts by its name in the law pack, or words for having none."""
    law = view.interview.carried.law
    text = law.get("texts", {}).get(name)
    words = _words(view, text) if text else view.say(otherwise)
    doubtful = name in law.get("to_confirm", ())
    return words, view.say("law_to_confirm") if doubtful else ""


def own_text(words: str, doubt: str) -> Markup:
    """A text of the hospital's own, and that it is still to be confirmed."""
    note = el("p", doubt, class_="law-note") if doubt else None
    return el("div", paragraphs(words), note, class_="hospital-text")


def suggestion_html(view: View, place: Place) -> Markup | None:
    """What the law pack says, beside the control of the question that it is suggested for."""
    words = _suggested(view, place)
    return el("p", view.say("law_says", words=words), class_="hint") if words else None


def suggested_text(view: View, place: Place) -> str | None:
    """What a text begins with: the law pack's words, to be changed or saved as they are."""
    is_text = isinstance(view.interview.instrument.question(place.question), TextQuestion)
    return _suggested(view, place) if is_text else None


def _suggested(view: View, place: Place) -> str | None:
    question = view.interview.instrument.question(place.question)
    wanted = question.suggest if isinstance(question, TextQuestion | OneQuestion) else None
    list_id = view.interview.instrument.section_of(place.question).for_each
    if wanted is None or list_id is None:
        return None
    topic = view.interview.carried.topic(list_id, place.row)
    return _words(view, topic[_SUGGESTED[wanted]]) if topic else None
