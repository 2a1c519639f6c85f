"""What was said, in words: values, statuses, days and times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    Choice,
    DateQuestion,
    ListField,
    ListQuestion,
    ManyQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Place, Status
from coprod_widgets.interview.interview import Row
from coprod_widgets.widgets.html import el, join, paragraphs
from coprod_widgets.widgets.view import View


def day(iso: str, language: str) -> str:
    """A calendar day as people write it, such as `9 March 2026`."""
    return format_date(date.fromisoformat(iso), "long", locale=language)


def moment(at: datetime, language: str) -> str:
    """A day and a time on this machine's clock."""
    return format_datetime(at.astimezone(), "d MMMM yyyy, HH:mm", locale=language)


def value_html(view: View, question: Question, voice: Voice, value: Any) -> Markup:
    """An answered value in words, as paragraphs or a list."""
    if isinstance(question, NoteQuestion):
        return el("p", view.say("was_read"))
    if isinstance(question, TextQuestion) or _is_said_back(question, voice):
        return el("div", paragraphs(str(value)), class_="words")
    if isinstance(question, ListQuestion):
        return el("p", view.say("that_was_all"))
    if isinstance(question, ManyQuestion):
        picked = [choice for choice in question.choices if choice.code in value]
        return el("ul", [el("li", view.text(choice.text)) for choice in picked], class_="picked")
    return el("p", _short(view, question, voice, value))


def status_html(view: View, status: Status) -> Markup:
    """What became of a question that wasn't answered, in plain words."""
    return el("p", view.say(f"status_{status.value}"), class_="status-words")


def answer_html(view: View, place: Place, answer: Answer) -> Markup:
    """What was said at a place: the value in words, or what became of it, and whose hands typed."""
    question = view.interview.instrument.question(place.question)
    if answer.status is not Status.ANSWERED or answer.value is None:
        return status_html(view, answer.status)
    return join(
        value_html(view, question, place.voice, answer.value), typed_html(view, answer)
    )


def typed_html(view: View, answer: Answer) -> Markup | None:
    """Who typed, where it wasn't the speaker."""
    if answer.entered is Entered.SELF:
        return None
    key = "typed_by_staff" if answer.entered is Entered.STAFF else "typed_by_interpreter"
    return el("p", view.say(key), class_="small")


def row_words(question: ListQuestion, row: Row) -> str:
    """The words that name a row: its first field, or its id where that is a code."""
    return str(row.fields.get(question.fields[0].id, row.id))


def field_words(view: View, field: ListField, value: Any) -> str:
    """One part of a row in words."""
    if field.type == "date":
        return day(value, view.language)
    if field.type == "one":
        return choice_words(view, field.choices, value)
    return str(value)


def choice_words(view: View, choices: tuple[Choice, ...], code: Any) -> str:
    """The words of a picked choice, with its number where the codes are numbers."""
    for choice in choices:
        if choice.code == code:
            words = view.text(choice.text)
            numbered = isinstance(code, int) and words != str(code)
            return f"{code} – {words}" if numbered else words
    return str(code)


def tokens_words(view: View, question: TokensQuestion, value: int) -> str:
    """How the counters are shared, such as `4 for Sam, 6 for Kim`."""
    return view.say(
        "tokens_share",
        first=value,
        second=question.total - value,
        patient=view.name(Voice.PATIENT),
        clinician=view.name(Voice.CLINICIAN),
    )


def _is_said_back(question: Question, voice: Voice) -> bool:
    return isinstance(question, TeachQuestion) and bool(question.marks) and voice is Voice.PATIENT


def _short(view: View, question: Question, voice: Voice, value: Any) -> str:
    match question:
        case NumberQuestion():
            return format_decimal(value, locale=view.language)
        case DateQuestion():
            return day(value, view.language)
        case TokensQuestion():
            return tokens_words(view, question, value)
        case _:
            return choice_words(view, view.interview.instrument.choices(question, voice), value)
