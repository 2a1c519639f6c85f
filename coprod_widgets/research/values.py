"""What of an answer may leave the hospital: a code, a number, a distance in years, or nothing.

Nothing goes out that isn't a number or a code of the instrument itself, so a person's own words
can't, whatever a record holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from coprod_widgets.instrument.definition import (
    Choice,
    DateQuestion,
    GuessQuestion,
    Instrument,
    ListField,
    ListQuestion,
    ManyQuestion,
    NumberQuestion,
    Question,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.research.reading import RecordError

MISSING = {
    Status.DECLINED: -7,
    Status.NOT_SURE: -8,
    Status.NOT_REACHED: -9,
    Status.NOT_APPLICABLE: -10,
    Status.SKIPPED: -11,
    Status.HIDDEN: -12,
    Status.WITHDRAWN: -13,
    Status.SEALED: -14,
}
"""The code in the column `missing` for every status but `answered`."""


class Kind(StrEnum):
    """In which form an answer goes into a table."""

    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    YEARS = "years"
    NOTHING = "nothing"
    HELD_BACK = "held_back"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The part of an answer that goes into a table. Both are None where nothing does."""

    code: str | None = None
    number: float | None = None


def kind_of(
    instrument: Instrument, question: Question, voice: Voice, field: ListField | None = None
) -> Kind:
    """The form in which the answers of `voice` to a question, or to one field of a list, go out."""
    if is_sealed(instrument, question):
        return Kind.SEALED
    if field is not None:
        return {"text": Kind.HELD_BACK, "one": Kind.CODE, "date": Kind.YEARS}[field.type]
    match question:
        case TextQuestion():
            return Kind.HELD_BACK
        case NumberQuestion() | TokensQuestion():
            return Kind.NUMBER
        case DateQuestion():
            return Kind.YEARS
        case ManyQuestion():
            return Kind.CODES
        case ListQuestion():
            return Kind.NOTHING
    if question.type == "teach" and not instrument.choices(question, voice):
        return Kind.HELD_BACK  # said back in own words
    return Kind.CODE if instrument.choices(question, voice) else Kind.NOTHING


def is_sealed(instrument: Instrument, question: Question) -> bool:
    """Whether no answer to a question is ever told, whoever gave it.

    What a person can choose to show is in the record where that was chosen, and sealed elsewhere.
    """
    of_sealed = (
        isinstance(question, GuessQuestion)
        and instrument.question(question.of).reveal is Reveal.SEALED
    )
    return of_sealed or (question.reveal is Reveal.SEALED and question.sealed_unless is None)


def kept_of(instrument: Instrument) -> dict[str, frozenset[str]]:
    """For each question the voices, and `.field` for the fields, whose values are no words."""
    found: dict[str, frozenset[str]] = {}
    told = (Kind.CODE, Kind.CODES, Kind.NUMBER, Kind.YEARS)
    for question in instrument.questions:
        voices = {v.value for v in question.voices if kind_of(instrument, question, v) in told}
        fields = question.fields if isinstance(question, ListQuestion) else ()
        parts = {
            f".{field.id}"
            for field in fields
            if kind_of(instrument, question, question.voices[0], field) in told
        }
        found[question.id] = frozenset(voices | parts)
    return found


def outgoing(
    kind: Kind, choices: tuple[Choice, ...], value: Any, *, place: str, first: date
) -> Outgoing:
    """What goes out of the value of an answer that was given.

    `choices` are what could be picked, `place` names the question in a message, and years are
    counted from `first`, the day of the person's first talk.

    Raises:
        RecordError: the value isn't one that this question can have.
    """
    if value is None:  # answered, and never revealed: its record does not tell it
        return Outgoing()
    match kind:
        case Kind.CODE:
            return _codes([value], choices, place)
        case Kind.CODES:
            if not isinstance(value, list) or not value:
                raise RecordError(f"'{place}' has a value that is not a list of codes.")
            return Outgoing(code=_codes(value, choices, place).code)
        case Kind.NUMBER:
            if type(value) not in (int, float) or not math.isfinite(value):
                raise RecordError(f"'{place}' has a value that is not a number.")
            return Outgoing(number=float(value))
        case Kind.YEARS:
            return Outgoing(number=_years(value, first, place))
    return Outgoing()


def _codes(values: list[Any], choices: Iterable[Choice], place: str) -> Outgoing:
    # Compared with their types, since `True == 1` and `1.0 == 1` in Python.
    picked = [
        choice.code
        for choice in choices
        if any(type(value) is type(choice.code) and value == choice.code for value in values)
    ]
    if len(picked) != len(values):
        raise RecordError(f"'{place}' has a code that its instrument doesn't know.")
    alone = picked[0] if len(picked) == 1 else None
    return Outgoing(
        code="|".join(str(code) for code in picked),
        number=float(alone) if isinstance(alone, int) else None,
    )


def _years(value: Any, first: date, place: str) -> float:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise RecordError(f"'{place}' has a value that is not a day.") from None
    # Coarse on purpose: days between events that were in the newspapers would point to one person.
    return float(int((day - first).days / 365.25))
