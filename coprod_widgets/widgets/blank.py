"""A section's form as on paper: every question with its choices, for where nobody can answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup

from coprod_widgets.instrument.definition import ListQuestion, Question
from coprod_widgets.interview.answer import Place
from coprod_widgets.interview.interview import Block, Interview
from coprod_widgets.widgets.card import card
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.law import law_notes
from coprod_widgets.widgets.rows import about_row
from coprod_widgets.widgets.said import voice_head
from coprod_widgets.widgets.view import View


def blank_html(interview: Interview, section_id: str, *, language: str = "en") -> str:
    """All that a section can ask of both voices, whatever the rules would leave out.

    It brings its own few styles and needs nothing else, neither a script nor the internet.
    """
    blocks = [block for block in interview.blocks if block.section.id == section_id]
    view = View(interview, interview.holder, language, preview=True)
    return str(
        el(
            "div",
            el("style", _style()),
            [_block(view, block, first=block is blocks[0]) for block in blocks],
            class_="coprod-blank",
        )
    )


def _block(view: View, block: Block, *, first: bool) -> Markup:
    section = block.section
    notes = law_notes(view, section) if first else None
    about = about_row(view, section.for_each, block.row) if block.row and section.for_each else None
    asked = [
        _asked(view, place)
        for question in section.questions
        for place in _places(view.interview, block, question)
    ]
    return el("section", el("h3", view.text(section.title)), notes, about, asked)


def _places(interview: Interview, block: Block, question: Question) -> list[Place]:
    if isinstance(question, ListQuestion):
        return [Place(question.id, None, voice) for voice in question.voices]
    return list(interview.places(block, question))


def _asked(view: View, place: Place) -> Markup:
    # Switched off, so that nobody writes into what can't be sent; it can be read all the same.
    form = el("fieldset", card(view, place, first=True), disabled=True)
    return el("div", voice_head(view, place.voice), form, class_=f"asked voice-{place.voice.value}")


@cache
def _style() -> Markup:
    path = Path(__file__).parent / "static" / "blank.css"
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704  # our own file
