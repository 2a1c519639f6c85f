"""Own words, out of a record before anything is kept of it: how many words there were, and no more.

Measures count words and look whether there are any. Tables hold none. So what lies about while a
data set is made, or for the next time, has an x for each word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from coprod_widgets.instrument.definition import Instrument, ListQuestion
from coprod_widgets.measures.voiced import words_in
from coprod_widgets.research.reading import ReadAnswer, ReadRecord
from coprod_widgets.research.values import Kind, kind_of

Kinds = Mapping[tuple[str, str, str], Kind]
"""By question, voice and field (empty for none): in which form an answer goes out."""


def kinds_of(instrument: Instrument) -> dict[tuple[str, str, str], Kind]:
    """The form of every answer of an instrument."""
    found: dict[tuple[str, str, str], Kind] = {}
    for question in instrument.questions:
        for voice in question.voices:
            found[question.id, voice.value, ""] = kind_of(instrument, question, voice)
            for field in question.fields if isinstance(question, ListQuestion) else ():
                found[question.id, voice.value, field.id] = kind_of(
                    instrument, question, voice, field
                )
    return found


def without_words(record: ReadRecord, kinds: Kinds) -> ReadRecord:
    """The record with an x for each word that somebody said, and nothing where it is sealed."""
    answers = tuple(_without_words(answer, kinds) for answer in record.answers)
    return msgspec.structs.replace(record, answers=answers)


def _without_words(answer: ReadAnswer, kinds: Kinds) -> ReadAnswer:
    value = answer.value
    if value is None or type(value) in (int, float, bool):
        return answer
    if isinstance(value, dict):
        masked: Any = {
            field: _masked(said, kinds.get((answer.question, answer.voice.value, field)))
            for field, said in value.items()
        }
    else:
        masked = _masked(value, kinds.get((answer.question, answer.voice.value, "")))
    return answer if masked is value else msgspec.structs.replace(answer, value=masked)


def _masked(value: Any, kind: Kind | None) -> Any:
    """A code, a number or a day as it is; words as their number; what is unknown as nothing."""
    match kind:
        case Kind.CODE | Kind.CODES | Kind.NUMBER | Kind.YEARS:
            return value
        case Kind.HELD_BACK | Kind.NOTHING if isinstance(value, str):
            return " ".join(["x"] * words_in(value)) or ("." if value else "")
    return None if kind is Kind.SEALED or not isinstance(value, bool) else value
