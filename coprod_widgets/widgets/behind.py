"""Where an answer stands in a record, and the links that lead to it from what was made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.evidence import Talk
from coprod_widgets.measures.result import Source
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.rows import field_words
from coprod_widgets.widgets.view import View
from coprod_widgets.widgets.words import say_count


@dataclass(frozen=True, slots=True)
class Told:
    """A talk whose record can be linked to. `page` is that record's address, empty if it is here.

    The view gives the words of its instrument; `title` is told where there are several talks.
    """

    view: View
    talk: Talk
    page: str = ""
    title: str = ""


def anchor(question: str, row: str | None, voice: Voice) -> str:
    """The name of the place in a record where an answer stands. It never changes."""
    return f"said-{question}-{row or ''}-{voice.value}"


def behind_html(view: View, sources: Iterable[Source], told: Mapping[str, Told]) -> Markup | None:
    """The answers behind a measure, each with a link to where it stands; None if there are none."""
    links = [_link(told[source.interview], source) for source in sources]
    if not links:
        return None
    summary = el("summary", say_count("answers_behind", len(links), view.language))
    return el("details", summary, el("ul", links), class_="behind")


def _link(told: Told, source: Source) -> Markup:
    name, row = source.question.partition(".")[2], source.row or None
    # Where the answer stands in the record that is read, its title is told already.
    title = told.title if told.page else ""
    row_words = _row_words(told, name, row).rstrip(".")
    words = [title, row_words, _question_words(told, name, source.voice)]
    address = f"{told.page}#{anchor(name, row, source.voice)}"
    said_by = told.view.name(source.voice)
    text = ": ".join(word for word in words if word)
    return el("li", el("a", f"{text} ({said_by})", href=address))


def _question_words(told: Told, name: str, voice: Voice) -> str:
    instrument = told.view.interview.instrument
    question = instrument.question(name)
    if isinstance(question, ListQuestion):
        return told.view.text(instrument.section_of(name).title)
    return told.view.ask(question.ask, voice)


def _row_words(told: Told, name: str, row: str | None) -> str:
    """The row of a list that an answer is, or is about."""
    instrument = told.view.interview.instrument
    question = instrument.question(name)
    list_id = name if isinstance(question, ListQuestion) else instrument.section_of(name).for_each
    rows = instrument.question(list_id) if list_id and row else None
    if not isinstance(rows, ListQuestion):
        return ""
    found = (one for one in told.talk.rows if (one.question, one.id) == (rows.id, row))
    return next((field_words(told.view, rows.fields[0], dict(one.fields)) for one in found), "")
