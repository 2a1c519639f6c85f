"""The sixty questions that every contender asks, and the same as our instrument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["scale", "text", "number", "slider"]

FIVE = ("Not at all", "A little", "Some", "Mostly", "Fully")
LEAST, MOST = 0, 10
_KINDS: tuple[Kind, ...] = ("scale", "text", "scale", "number", "text", "slider")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: 20 scales of five, 20 texts, 10 numbers and 10 sliders, mixed."""

    id: str
    kind: Kind
    words: str


QUESTIONS = tuple(
    Asked(
        f"q{number}", _KINDS[number % 6], f"Question {number + 1}: how is it with number {number}?"
    )
    for number in range(60)
)


def instrument(a_section: int) -> dict[str, Any]:
    """The questions as an instrument, all of the clinician, with so many of them in a section."""
    return {
        "id": "sixty",
        "version": "1.0.0",
        "title": {"en": "Sixty questions"},
        "minutes": 60,
        "scales": {
            "five": [
                {"code": code, "text": {"en": words}} for code, words in enumerate(FIVE, start=1)
            ]
        },
        "sections": [
            {
                "id": f"s{first}",
                "title": {"en": f"From question {first + 1}"},
                "questions": [_question(q) for q in QUESTIONS[first : first + a_section]],
            }
            for first in range(0, len(QUESTIONS), a_section)
        ],
    }


def notebook(sections: list[str]) -> dict[str, Any]:
    """The workbook's notebook, as those in `workbooks/` are: a call a section."""
    cells = [
        'interview = ""\nlanguage = "en"',
        (
            "from coprod_widgets import open_interview\n\n"
            'talk = open_interview("sixty", interview=interview, language=language)'
        ),
        *(f'talk.section("{section}")' for section in sections),
        "talk.close()",
    ]
    return as_notebook(cells)


def as_notebook(sources: list[str]) -> dict[str, Any]:
    """A notebook of code cells for the python3 kernel; the first takes parameters."""
    return {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{number}",
                "metadata": {} if number else {"tags": ["parameters"]},
                "outputs": [],
                "source": source,
            }
            for number, source in enumerate(sources)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def value(asked: Asked, number: int) -> Any:
    """Something that can be answered."""
    if asked.kind == "text":
        return f"Invented words, the {number}th of them, about how it went on the ward."
    return 1 + number % len(FIVE)


def _question(asked: Asked) -> dict[str, Any]:
    own: dict[str, Any] = {
        "scale": {"type": "scale", "scale": "five"},
        "text": {"type": "text"},
        "number": {"type": "number", "least": LEAST, "most": MOST},
        "slider": {"type": "number", "least": LEAST, "most": MOST},
    }[asked.kind]
    return {"id": asked.id, "voice": "clinician", "ask": {"en": asked.words}, **own}
