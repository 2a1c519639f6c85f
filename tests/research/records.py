"""A tiny instrument with a question of every form, and records of it, made by hand."""

from __future__ import annotations

import json
from typing import Any

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.reading import MIME


def words(text: str) -> dict[str, str]:
    return {"en": text}


def choices(*codes: int | str) -> list[dict[str, Any]]:
    return [{"code": code, "text": words(f"words of {code}")} for code in codes]


def question(name: str, voice: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "voice": voice, "type": kind, "ask": words(f"{name}?"), **more}


DEFINITION: dict[str, Any] = {
    "id": "forms",
    "version": "1.0.0",
    "title": words("All forms"),
    "minutes": 5,
    "scales": {"five": choices(1, 2, 3, 4, 5)},
    "sections": [
        {
            "id": "start",
            "title": words("Start"),
            "questions": [
                question("read", "joint", "note"),
                question("well", "patient", "text", construct="AST"),
                question("secret", "patient", "one", choices=choices("yes", "no"), reveal="sealed"),
                question("nights", "patient", "number", least=-10, most=10),
                question("moved", "patient", "date"),
                question("room", "each", "tokens", total=10, construct="=1+1"),
                question(
                    "worry",
                    "patient",
                    "teach",
                    marks=choices("clear", "again"),
                    mark_ask=words("How clear were we?"),
                ),
                question(
                    "reasons",
                    "clinician",
                    "list",
                    fields=[
                        {"id": "wording", "type": "text", "ask": words("Words")},
                        {"id": "noted", "type": "date", "ask": words("Day"), "optional": True},
                        {
                            "id": "kind",
                            "type": "one",
                            "ask": words("Kind"),
                            "choices": choices("fact", "opinion"),
                        },
                    ],
                ),
            ],
        },
        {
            "id": "reason",
            "title": words("A reason"),
            "for_each": "reasons",
            "questions": [
                question("matters", "each", "scale", scale="five", reveal="after_both"),
                question("guess", "each", "guess", of="matters"),
                question("differ", "joint", "many", choices=choices("words", "facts", "same")),
                question("again", "each", "text"),
            ],
        },
    ],
    "scores": [
        {
            "id": "settled",
            "title": words("=SUM(A1:A9)"),
            "voice": "patient",
            "of": ["nights", "room"],
            "reverse": ["nights"],
            "missing": {"rule": "prorate", "least": 1},
            "examples": [{"given": {"nights": -3, "room": 2}, "expect": 5}],
        },
        {
            "id": "weighed",
            "title": words("How it weighs"),
            "voice": "clinician",
            "of": ["matters", "guess"],
            "examples": [{"given": {"matters": 5}, "expect": "not_scored"}],
        },
    ],
}


def as_text(definition: dict[str, Any]) -> str:
    """The definition as a file: JSON is YAML."""
    return json.dumps(definition)


FORMS = load_text(as_text(DEFINITION), "forms.yaml")


def answer(
    name: str,
    voice: str,
    value: Any = None,
    *,
    row: str | None = None,
    status: str = "answered",
    entered: str | None = "self",
) -> dict[str, Any]:
    return {
        "question": name,
        "row": row,
        "voice": voice,
        "status": status,
        "value": value,
        "entered": entered,
        "words": {"language": "en", "easy": name == "matters"} if entered else None,
    }


def unreached(name: str, voice: str, row: str | None = None) -> dict[str, Any]:
    return answer(name, voice, row=row, status="not_reached", entered=None)


def reason(row: str, patient: int, clinician: int) -> list[dict[str, Any]]:
    """A row of the list, and what was said about it."""
    fields = {"wording": "He shouted at Mrs Planted", "noted": "2026-03-01", "kind": "fact"}
    return [
        answer("reasons", "clinician", fields, row=row),
        answer("matters", "patient", patient, row=row),
        answer("matters", "clinician", clinician, row=row),
        answer("guess", "patient", 4, row=row),
        unreached("guess", "clinician", row),
        answer("differ", "joint", ["words", "facts"], row=row),
        answer("again", "patient", "=cmd|planted words", row=row, entered="staff_typed"),
        answer("again", "clinician", row=row, status="declined"),
    ]


def body(*, interview: str = "i_1", head: str = "h" * 64, **more: Any) -> dict[str, Any]:
    """The machine-readable half of a record in which everything was said."""
    made: dict[str, Any] = {
        "format": 1,
        "interview": interview,
        "instrument": {"id": FORMS.id, "version": FORMS.version, "hash": FORMS.hash},
        "head": head,
        "opened": "2026-03-09T14:00:00.000000+00:00",
        "closed": "2026-03-09T14:31:10.000000+00:00",
        "order": ["patient", "clinician"],
        "withheld": {"count": 2, "cleared": False},
        "answers": [
            answer("read", "joint", True),
            answer("well", "patient", "Planted words about my sister"),
            answer("secret", "patient"),
            answer("nights", "patient", -3),
            answer("moved", "patient", "2026-03-11"),
            answer("room", "patient", 2),
            answer("room", "clinician", 5),
            answer("worry", "patient", "Planted saying back"),
            answer("worry", "clinician", "clear"),
            answer("reasons", "clinician", True),
            *reason("r1", 2, 5),
            *reason("r2", 4, 4),
        ],
    }
    return made | more


def notebook(made: dict[str, Any]) -> bytes:
    """A sealed notebook around it, with a telling that no table may repeat."""
    outputs = [
        {"output_type": "display_data", "data": {"text/html": "<p>Planted telling</p>"}},
        {"output_type": "display_data", "data": {MIME: made, "text/plain": "the record"}},
    ]
    cells = [
        {"cell_type": "markdown", "source": "Guidance"},
        {"cell_type": "code", "source": "talk.record()", "outputs": outputs},
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}).encode()
