"""Conditions that can't hold because of the type of what they look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from coprod_widgets.instrument.checking.ground import Ground, RuleSpot, Spot
from coprod_widgets.instrument.checking.rule_references import is_about_rows, is_count
from coprod_widgets.instrument.definition import (
    DateQuestion,
    GuessQuestion,
    ListQuestion,
    ManyQuestion,
    NumberQuestion,
    OneQuestion,
    ScaleQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.instrument.rule_tree import (
    Answered,
    Compare,
    Leaf,
    Picked,
    Reference,
    leaves,
    literals,
    looked_at,
)
from coprod_widgets.instrument.voice import Voice

Wrong = tuple[str, str]


def conditions_fit(ground: Ground) -> Iterator[Fault]:
    """Conditions that don't fit the question they look at."""
    for spot in ground.rules:
        for leaf in leaves(spot.rule.tree):
            reference = looked_at(leaf)
            target = ground.spot(reference.question)
            voice_fits = target and (
                reference.voice is None or reference.voice in target.question.voices
            )
            if target and voice_fits and not has_unknown_choices(ground, target):
                for problem, cure in _wrong(ground, spot, leaf, target):
                    yield ground.fault(spot.path, spot.rule.text, problem, cure)


def codes_of(ground: Ground, target: Spot, voice: Voice | None) -> list[Any]:
    """The codes that a voice can pick in a question."""
    voice = voice or target.question.voices[0]
    return [choice.code for choice in ground.instrument.choices(target.question, voice)]


def has_unknown_choices(ground: Ground, target: Spot) -> bool:
    """Whether its scale or what it guesses isn't there or is at fault, which is told elsewhere."""
    question = target.question
    if isinstance(question, GuessQuestion):
        guessed = ground.spot(question.of)
        if guessed is None or not isinstance(guessed.question, OneQuestion | ScaleQuestion):
            return True
        return has_unknown_choices(ground, guessed)
    scales = ground.instrument.scales
    return isinstance(question, ScaleQuestion) and (
        question.scale not in scales or question.scale in ground.doubtful
    )


def _wrong(ground: Ground, spot: RuleSpot, leaf: Leaf, target: Spot) -> Iterator[Wrong]:
    reference = looked_at(leaf)
    question = target.question
    name = str(reference)
    if isinstance(leaf, Answered):
        return
    if is_count(leaf):
        yield from _wrong_with_count(spot, leaf, target)
        return
    if is_about_rows(spot, target):
        return
    if reference.voice is None and len(question.voices) > 1:
        problem = f"'{name}' has two answers, so it isn't clear which one is meant."
        yield problem, f"Write patient.{name} or clinician.{name}."
        return
    if isinstance(leaf, Picked) != isinstance(question, ManyQuestion):
        if isinstance(question, ManyQuestion):
            yield f"'{name}' is a list of codes.", f"Write 'code' in {name}."
        else:
            yield f"'{name}' has one value and isn't a list.", f"Write {name} = 'code'."
        return
    yield from _wrong_with_values(ground, leaf, target, reference)


def _wrong_with_count(spot: RuleSpot, leaf: Leaf, target: Spot) -> Iterator[Wrong]:
    question, name = target.question, str(looked_at(leaf))
    one_voice = looked_at(leaf).voice is not None or len(question.voices) == 1
    if any(not isinstance(value, int) for value in literals(leaf)):
        yield f"count({name}) is a whole number.", "Compare it with one: count(q) > 1."
    if isinstance(question, ManyQuestion) and not one_voice and not is_about_rows(spot, target):
        yield f"'{name}' has two answers.", f"Write count(patient.{name})."
    countable = isinstance(question, ListQuestion | ManyQuestion) or not one_voice
    if not countable and not is_about_rows(spot, target):
        yield (
            f"There is nothing to count in '{name}': it has one answer.",
            f"Write answered({name}).",
        )


def _wrong_with_values(
    ground: Ground, leaf: Leaf, target: Spot, reference: Reference
) -> Iterator[Wrong]:
    question, name = target.question, str(reference)
    orders = isinstance(leaf, Compare) and leaf.sign not in ("=", "!=")
    if isinstance(question, NumberQuestion | TokensQuestion):
        for value in literals(leaf):
            if isinstance(value, str):
                yield f"'{name}' is a number, and '{value}' is text.", "Compare it with a number."
        return
    if isinstance(question, DateQuestion):
        for value in literals(leaf):
            if not _is_day(value):
                yield f"'{name}' is a day, and {value!r} isn't.", "Write a day as '2026-03-09'."
        return
    codes = codes_of(ground, target, reference.voice)
    if not codes:
        what = "words of one's own" if not isinstance(question, ListQuestion) else "rows"
        ask = "count" if isinstance(question, ListQuestion) else "answered"
        yield f"'{name}' holds {what}, which aren't compared.", f"Write {ask}({name})."
        return
    for value in literals(leaf):
        if orders and not (_is_number(value) and all(_is_number(code) for code in codes)):
            yield f"'{name}' has codes without an order.", "Use = or !=, or in [..]."
        elif not orders and value not in codes:
            told = ", ".join(repr(code) for code in codes)
            cure = did_you_mean(value, codes, f"Use one of: {told}.")
            cure = cure if isinstance(value, str) else f"Use one of: {told}."
            yield f"{value!r} isn't among the choices of '{name}'.", cure


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
