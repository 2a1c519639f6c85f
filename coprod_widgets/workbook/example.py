"""Two invented people who answer everything plainly: for previews, and wherever a talk is needed.

They go the way of a real pair, by `interview.path`, so that what they leave is what a ward's talk
could be. What they say doesn't depend on chance, and is about nobody.
"""

from __future__ import annotations

import secrets
from math import ceil, floor
from typing import Any

from coprod_widgets.instrument.definition import (
    DateQuestion,
    LinkQuestion,
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
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.happening import Happened
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.path import Turn, now
from coprod_widgets.interview.writing import Said
from coprod_widgets.widgets.words import say

ROWS = 2
"""How many rows they write down in a list, and how many of those that stand there they pick."""
_DAY = "2026-03-09"
_WORDS = {
    Voice.PATIENT: "example_patient",
    Voice.CLINICIAN: "example_clinician",
    Voice.JOINT: "example_joint",
}


def next_step(talk: Interview, language: str = "en") -> Said | Happened | None:
    """What they say or do next in a talk that goes on; None where it has come to its end."""
    if talk.state not in (State.HALF_WAY, State.ASKED_AGAIN):
        return None
    holders = (talk.holder, talk.holder.other) if talk.has_two_screens else (talk.holder,)
    for holder in holders:
        here = now(talk, holder)
        if here.turn is Turn.ANSWER:
            return _said(talk, here.places[0], language)
        if here.turn is Turn.HAND_OVER:
            detail = {"to": holder.other.value}
            return Happened(_new_key(), Happening.HANDED_OVER, detail)
    return None


def example_row(question: ListQuestion, number: int, language: str = "en") -> dict[str, Any]:
    """A row for a list, with every field filled in."""
    return {field.id: _field(field, number, language) for field in question.fields}


def _new_key() -> str:
    return secrets.token_hex(8)


def _said(talk: Interview, place: Place, language: str) -> Said:
    question = talk.instrument.question(place.question)
    if isinstance(question, ListQuestion) and place.row is None:
        row = _row_to_write(talk, question, place.voice, language)
        if row:
            return row
    value = _value(talk, question, place, language)
    status = Status.SKIPPED if value is None else Status.ANSWERED
    return Said(_new_key(), place, status, value, base=talk.version(place))


def _row_to_write(
    talk: Interview, question: ListQuestion, voice: Voice, language: str
) -> Said | None:
    """A row to add to an empty list, or one to pick for the section that asks about picked ones."""
    rows, most = talk.rows(question.id), min(ROWS, question.most)
    if len(rows) < most:
        number = next(n for n in range(1, 999) if not talk.has_had_row(question.id, f"r{n}"))
        place = Place(question.id, f"r{number}", voice)
        fields = example_row(question, number, language)
        return Said(_new_key(), place, Status.ANSWERED, fields)
    for section in talk.instrument.sections:
        only = section.only_if if section.for_each == question.id else None
        if only is None or len(talk.rows_for(section)) >= most:
            continue
        row = next(row for row in rows if row.fields.get(only.field) != only.code)
        place = Place(question.id, row.id, voice)
        fields = {**example_row(question, 1, language), **row.fields, only.field: only.code}
        return Said(_new_key(), place, Status.ANSWERED, fields, base=talk.version(place))
    return None


def _field(field: ListField, number: int, language: str) -> Any:
    if field.type == "one":
        return field.choices[0].code
    return _DAY if field.type == "date" else say("example_row", language, number=number)


def _value(talk: Interview, question: Question, place: Place, language: str) -> Any:
    codes = [choice.code for choice in talk.instrument.choices(question, place.voice)]
    by_staff = place.voice is Voice.CLINICIAN
    match question:
        case NoteQuestion() | ListQuestion():
            return True
        case TextQuestion(longest=longest):
            return say(_WORDS[place.voice], language)[:longest]
        case TeachQuestion(right=right) if place.voice is Voice.PATIENT:
            return say(_WORDS[place.voice], language) if right is None else right
        case NumberQuestion(least=least, most=most):
            return ceil(least) if least is not None else floor(min(most or 0, 0))
        case TokensQuestion(total=total):
            return total // 2 if by_staff else total // 3
        case DateQuestion():
            return _DAY
        case LinkQuestion():
            things = talk.carried.things_for(question)
            return things[0].id if things else None
        case ManyQuestion(choices=choices):
            return [c.code for c in choices if not c.exclusive][:2] or codes[:1]
        case _:
            # The second for staff, so that what differs shows.
            return codes[min(by_staff, len(codes) - 1)]
