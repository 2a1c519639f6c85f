"""Own words, out of a record before anything is kept of it: how many words there were, and no more.

Measures count words and look whether there are any. Tables hold none. So what lies about while a
data set is made, or for the next time, has an x for each word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from coprod_widgets.measures.voiced import words_in
from coprod_widgets.research.reading import ReadAnswer, ReadRecord

Kept = Mapping[str, frozenset[str]]
"""By question: the voices, and the fields of a list, whose values are no words and are kept."""


def without_words(record: ReadRecord, kept: Kept) -> ReadRecord:
    """The record with an x for each word that somebody said.

    Codes, numbers and days stay as they are. What the instrument doesn't know is taken for words.
    """
    nothing: frozenset[str] = frozenset()
    answers = list(record.answers)
    for number, answer in enumerate(answers):
        value = answer.value
        if value is None or isinstance(value, int | float):
            continue
        if answer.voice not in kept.get(answer.question, nothing):
            answers[number] = _masked(answer, kept.get(answer.question, nothing))
    return msgspec.structs.replace(record, answers=tuple(answers))


def _masked(answer: ReadAnswer, fields: frozenset[str]) -> ReadAnswer:
    value = answer.value
    if isinstance(value, dict):
        told: Any = {
            name: said if f".{name}" in fields else _as_number(said) for name, said in value.items()
        }
    else:
        told = _as_number(value)
    return msgspec.structs.replace(answer, value=told)


def _as_number(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(["x"] * words_in(value)) or ("." if value else "")
    return value if isinstance(value, bool) else None
