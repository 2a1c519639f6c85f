"""Declared scores: a sum or a mean of answers, with a stated rule for those that aren't there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from coprod_widgets.instrument.definition import (
    GuessQuestion,
    Instrument,
    NumberQuestion,
    OneQuestion,
    Question,
    ScaleQuestion,
    Score,
    TokensQuestion,
)

# What can stand in the place of a value. Only what stands as answered is ever counted.
NOT_ANSWERED = (
    "declined",
    "sealed",
    "not_sure",
    "skipped",
    "not_applicable",
    "not_reached",
    "hidden",
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a score came to: its value or the reason why there is none.

    `answered` of `of` questions were answered, and `needed` answers are enough.
    """

    value: float | None
    answered: int
    of: int
    needed: int
    reason: str | None = None


def score(
    instrument: Instrument, declared: Score, values: Mapping[str, int | float | str]
) -> Scored:
    """Work out a score from numbers and statuses by question id; what isn't there is missing."""
    turned = [name for name in declared.of if name in declared.reverse]
    ends = {name: bounds(instrument, instrument.question(name)) for name in turned}
    return score_between(ends, declared, values)


def score_between(
    ends: Mapping[str, tuple[float, float] | None],
    declared: Score,
    values: Mapping[str, int | float | str],
) -> Scored:
    """The same, where `ends` are the least and the most of the questions that are turned round."""
    found: list[float] = []
    for name in declared.of:
        value = values.get(name)
        # A status is text; a boolean would pass for 1.
        if isinstance(value, str | bool) or value is None or not math.isfinite(value):
            continue
        turned = ends.get(name)
        found.append(turned[0] + turned[1] - value if turned else value)
    asked, answered = len(declared.of), len(found)
    needed = declared.missing.least or asked
    if answered < needed:
        reason = f"{answered} of {asked} questions were answered; {needed} are needed."
        return Scored(None, answered, asked, needed, reason)
    value = math.fsum(found)
    if declared.method == "mean":
        value /= answered
    elif declared.missing.rule == "prorate":
        value = value * asked / answered
    return Scored(value, answered, asked, needed)


def bounds(instrument: Instrument, question: Question) -> tuple[float, float] | None:
    """The least and the most that can be answered, or None where there is no such thing."""
    match question:
        case NumberQuestion(least=least, most=most):
            return None if least is None or most is None else (least, most)
        case TokensQuestion():
            return (0, question.total)
        case OneQuestion() | ScaleQuestion() | GuessQuestion() if can_count(instrument, question):
            codes = [choice.code for choice in instrument.choices(question)]
            numbers = [code for code in codes if isinstance(code, int)]
            return (min(numbers), max(numbers))
        case _:
            return None


def can_count(instrument: Instrument, question: Question) -> bool:
    """Whether the answers to a question are numbers."""
    if isinstance(question, NumberQuestion | TokensQuestion):
        return True
    if isinstance(question, GuessQuestion) and not instrument.has_question(question.of):
        return False
    if isinstance(question, ScaleQuestion) and question.scale not in instrument.scales:
        return False
    if not isinstance(question, OneQuestion | ScaleQuestion | GuessQuestion):
        return False
    choices = instrument.choices(question)
    return bool(choices) and all(isinstance(choice.code, int) for choice in choices)
