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
_NOTHING: frozenset[str] = frozenset()
_PLAIN = frozenset((type(None), bool, int, float))


def without_words(record: ReadRecord, kept: Kept) -> ReadRecord:
    """The record with an x for each word that somebody said.

    Codes, numbers and days stay as they are. What the instrument doesn't know is taken for words.
    """
    answers = list(record.answers)
    for number, said in enumerate(answers):
        if type(said.value) not in _PLAIN:
            no_words = kept.get(said.question, _NOTHING)
            if said.voice not in no_words:
                answers[number] = _masked(said, no_words)
    return msgspec.structs.replace(record, answers=tuple(answers))


def _masked(said: ReadAnswer, no_words: frozenset[str]) -> ReadAnswer:
    told: Any = said.value
    if type(told) is dict:
        told = {
            name: value if f".{name}" in no_words else _masked_value(value)
            for name, value in told.items()
        }
    else:
        told = _masked_value(told)
    # Every part by its place: a third of the time that a copy with one part replaced takes.
    return ReadAnswer(
        said.question,
        said.voice,
        said.status,
        said.row,
        told,
        said.entered,
        said.number,
        said.words,
    )


def _masked_value(value: Any) -> Any:
    if type(value) is str:
        return ("x " * words_in(value))[:-1] or ("." if value else "")
    return value if type(value) is bool else None
