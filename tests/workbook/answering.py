"""A talk that answers itself: each place that is asked gets some value that fits."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import count
from typing import Any

from coprod_widgets.instrument.definition import Instrument, ListField, Question
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Said, answer_from

AT = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
WORDS = "I was scared and nobody asked me."


def answered(talk: Interview, seed: int, *, most: float = 0.9) -> Interview:
    """The talk with most of what it asks answered, by chance; the same seed says the same."""
    dice, keys = random.Random(seed), count(1)
    for _ in range(2):  # rows that are added are asked about in the second round
        for block in talk.blocks:
            for question in block.section.questions:
                for place in _places(talk, block.row_id, question):
                    if dice.random() > most or not talk.is_asked(place) or talk.answer(place):
                        continue
                    said = _said(talk.instrument, question, place, dice, f"key-{next(keys):08}")
                    talk = talk.with_entry(
                        answer_from(talk, said, at=AT, by="a_1", seal=lambda text: "SEALED")
                    )
    return talk


def _places(talk: Interview, row: str | None, question: Question) -> list[Place]:
    if question.type == "list":
        return [Place(question.id, f"r{n}x", question.voices[0]) for n in (1, 2)]
    return [Place(question.id, row, voice) for voice in question.voices]


def _said(
    instrument: Instrument, question: Question, place: Place, dice: random.Random, key: str
) -> Said:
    value = _value(instrument, question, place.voice, dice)
    said = dice.choice([Status.ANSWERED] * 5 + [Status.SKIPPED, Status.NOT_SURE])
    status = Status.ANSWERED if question.type in ("list", "note") else said
    if value is None:
        status = Status.SKIPPED
    entered = Entered.SELF
    if place.voice is Voice.PATIENT and dice.random() < 0.5:
        entered = Entered.STAFF
    return Said(key, place, status, value if status is Status.ANSWERED else None, entered, 0)


def _value(instrument: Instrument, question: Question, voice: Voice, dice: random.Random) -> Any:
    codes = [choice.code for choice in instrument.choices(question, voice)]
    match question.type:
        case "note":
            return True
        case "many":
            return [dice.choice(codes)]
        case "number" | "tokens":
            return 3
        case "date":
            return "2026-04-01"
        case "list":
            return {field.id: _field(field, dice) for field in question.fields}
        case "link":
            return None
    return dice.choice(codes) if codes else WORDS


def _field(field: ListField, dice: random.Random) -> Any:
    if field.type == "one":
        return dice.choice([choice.code for choice in field.choices])
    return "2026-04-01" if field.type == "date" else WORDS
