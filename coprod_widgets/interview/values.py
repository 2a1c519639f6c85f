"""Whether a value fits its question. The browser is not trusted: every value passes here."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.definition import (
    DateQuestion,
    Instrument,
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

ROW_ID = re.compile(r"r[0-9a-z]{1,15}")
FIELD_LONGEST = 2_000
SAID_BACK_LONGEST = 4_000
_WIDEST_NUMBER = 1e12


def fitting(instrument: Instrument, question: Question, voice: Voice, value: Any) -> Any:
    """The value as it is kept, or a refusal.

    Raises:
        AnswerError: names the question and what was expected.
    """
    if isinstance(question, NoteQuestion):
        _expect(value is True, question.id, "true")
        return True
    if isinstance(question, TextQuestion):
        return _text(question.id, value, question.longest)
    if isinstance(question, TeachQuestion) and voice is Voice.PATIENT and question.marks:
        return _text(question.id, value, SAID_BACK_LONGEST)
    if isinstance(question, NumberQuestion):
        return _number(question, value)
    if isinstance(question, TokensQuestion):
        fits = type(value) is int and 0 <= value <= question.total
        _expect(fits, question.id, f"a whole number from 0 to {question.total}")
        return value
    if isinstance(question, DateQuestion):
        return _day(question.id, value)
    if isinstance(question, ListQuestion):
        return _row(question, value)
    codes = [choice.code for choice in instrument.choices(question, voice)]
    if isinstance(question, ManyQuestion):
        return _many(question, codes, value)
    return one_of(question.id, codes, value)


def _expect(
    fits: bool,
    name: str,
    expected: str,
    plain: str = "refused_again",
    **values: object,
) -> None:
    if not fits:
        # Not the value itself: what somebody said has no place in a log or on a terminal.
        raise AnswerError(
            f"The answer to '{name}' doesn't fit; expected {expected}.",
            "Please answer it again.",
            plain,
            **values,
        )


def one_of(name: str, codes: list[Any], value: Any) -> Any:
    """A value that has to be one of some codes.

    Raises:
        AnswerError: it is none of them.
    """
    # `True == 1` in Python, so a boolean must not pass for the code 1.
    fits = any(type(value) is type(code) and value == code for code in codes)
    _expect(fits, name, f"one of {codes}")
    return value


def _many(question: ManyQuestion, codes: list[Any], value: Any) -> list[Any]:
    fits = isinstance(value, list) and 0 < len(value) <= len(codes)
    _expect(fits, question.id, f"a list of some of {codes}")
    for code in value:
        one_of(question.id, codes, code)
    picked = [choice for choice in question.choices if choice.code in value]
    alone = len(picked) == 1 or not any(choice.exclusive for choice in picked)
    expected = "each code once, and an exclusive one alone"
    _expect(len(picked) == len(value) and alone, question.id, expected)
    return [choice.code for choice in picked]


def _text(name: str, value: Any, longest: int) -> str:
    expected = f"text of 1 to {longest} characters"
    _expect(isinstance(value, str), name, expected)
    _expect(len(value) <= longest, name, expected, "too_long", longest=longest)
    # Lone surrogates can't be written as UTF-8; other control characters have no place in words.
    kept = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    kept = kept.strip()
    _expect(bool(kept), name, "words that people can read", "empty_text")
    return kept


def _number(question: NumberQuestion, value: Any) -> int | float:
    is_number = type(value) is int or (type(value) is float and not question.whole)
    is_number = is_number and math.isfinite(value) and abs(value) <= _WIDEST_NUMBER
    least, most = question.least, question.most
    fits = is_number and (least is None or value >= least) and (most is None or value <= most)
    kind = "a whole number" if question.whole else "a number"
    lowest, highest = ("any" if bound is None else bound for bound in (least, most))
    plain, bounds = range_words(question)
    _expect(fits, question.id, f"{kind} from {lowest} to {highest}", plain, **bounds)
    number: int | float = value
    return number


def range_words(question: NumberQuestion) -> tuple[str, dict[str, str]]:
    """The key of the words that say which numbers fit, and the bounds to fill into them."""
    bounds = {"least": question.least, "most": question.most}
    told = {
        name: str(int(bound) if bound == int(bound) else bound)
        for name, bound in bounds.items()
        if bound is not None
    }
    return _RANGE_WORDS[tuple(told)], told


_RANGE_WORDS = {
    (): "wrong_number",
    ("least",): "at_least",
    ("most",): "at_most",
    ("least", "most"): "between",
}


def _day(name: str, value: Any) -> str:
    try:
        day = date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        day = ""
    _expect(day != "" and day == value, name, "a day such as 2026-03-09", "wrong_date")
    return day


def _row(question: ListQuestion, value: Any) -> dict[str, Any]:
    known = {field.id for field in question.fields}
    fits = isinstance(value, dict) and set(value) <= known
    _expect(fits, question.id, f"a row with {sorted(known)}")
    row = {}
    for field in question.fields:
        name = f"{question.id}.{field.id}"
        if value.get(field.id) in (None, ""):
            _expect(field.optional, name, "a value", "empty_row")
            continue
        row[field.id] = _FIELD_CHECKS[field.type](name, field, value[field.id])
    return row


def fitting_fields(question: ListQuestion, fields: dict[str, Any]) -> dict[str, Any]:
    """Those of some fields that fit a row of a list; the others are left out."""
    kept = {}
    for field in question.fields:
        with suppress(AnswerError):
            if fields.get(field.id) not in (None, ""):
                name = f"{question.id}.{field.id}"
                kept[field.id] = _FIELD_CHECKS[field.type](name, field, fields[field.id])
    return kept


_FIELD_CHECKS: dict[str, Callable[[str, ListField, Any], Any]] = {
    "text": lambda name, _, value: _text(name, value, FIELD_LONGEST),
    "one": lambda name, field, value: one_of(name, [c.code for c in field.choices], value),
    "date": lambda name, _, value: _day(name, value),
}
