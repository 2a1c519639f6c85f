"""Questions that are never asked, because their rules can't hold whatever is answered."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date, timedelta
from functools import partial
from itertools import combinations, product
from math import prod
from typing import Any

from coprod_widgets.instrument.checking.ground import Ground, RuleSpot, Spot
from coprod_widgets.instrument.checking.rule_references import is_about_rows, is_count
from coprod_widgets.instrument.checking.rule_types import codes_of, has_unknown_choices
from coprod_widgets.instrument.definition import (
    DateQuestion,
    ListQuestion,
    ManyQuestion,
    NumberQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.faults import Fault, place_of
from coprod_widgets.instrument.rule_tree import (
    FACTS,
    Found,
    Leaf,
    Reference,
    facts,
    holds,
    leaves,
    literals,
    looked_at,
)
from coprod_widgets.instrument.voice import Voice

# Rules that would take more tries than this are taken to be reachable.
MOST_TRIES = 4_096
_MOST_PICKS = 6
Key = tuple[str, Voice]
MISSING = object()


def can_be_asked(ground: Ground, at_fault: Set[str]) -> Iterator[Fault]:
    """Rules that never hold, alone or together with the rule of their section.

    Rules at the places in `at_fault` have other faults already and are left alone.
    """
    never = set(at_fault)
    for rule in ground.rules:
        if rule.path[-1] != "ask_if":
            continue
        outer = (
            []
            if rule.is_of_section
            else [o for o in ground.rules_of[rule.decides[0].question.id] if o.is_of_section]
        )
        if any(place_of(one.path) in never for one in (rule, *outer)):
            continue
        if _never(ground, [rule, *outer]):
            never.add(place_of(rule.path))
            what = "section" if rule.is_of_section else "question"
            with_outer = " together with the rule of its section" if outer else ""
            problem = f"This rule can never hold{with_outer}, so the {what} is never asked."
            cure = "Change the rule, or take out what it decides about."
            yield ground.fault(rule.path, rule.rule.text, problem, cure)


def _never(ground: Ground, rules: list[RuleSpot]) -> bool:
    found: dict[Key, list[Any]] = {}
    targets: dict[str, Spot] = {}
    every = [leaf for rule in rules for leaf in leaves(rule.rule.tree)]
    for leaf in every:
        reference = looked_at(leaf)
        target = ground.spot(reference.question)
        if target is None or has_unknown_choices(ground, target):
            return False
        if any(is_about_rows(rule, target) for rule in rules):
            return False
        targets[reference.question] = target
        for voice in target.question.voices:
            found.setdefault((reference.question, voice), [])
    for key in found:
        own = [leaf for leaf in every if looked_at(leaf).question == key[0]]
        values = _telling(targets[key[0]], own, key, _values(ground, targets[key[0]], own, key))
        if values is None:
            return False
        found[key] = values
    for fact in frozenset().union(*(facts(rule.rule.tree) for rule in rules)):
        found[(fact, Voice.JOINT)] = [True, False]
    if prod(len(values) for values in found.values()) > MOST_TRIES:
        return False
    for picked in product(*found.values()):
        said = dict(zip(found, picked, strict=True))
        look = partial(_found, targets, said)
        if all(rule.rule.holds(look) for rule in rules):
            return False
    return True


def _found(targets: dict[str, Spot], said: dict[Key, Any], reference: Reference) -> Found:
    if reference.question in FACTS:
        return Found(said[(reference.question, Voice.JOINT)], answered=True, count=1)
    question = targets[reference.question].question
    voices = (reference.voice,) if reference.voice else question.voices
    if isinstance(question, ListQuestion):
        rows = said[(question.id, question.voices[0])]
        return Found(None, rows > 0, rows)
    there = [v for voice in voices if (v := said.get((question.id, voice), MISSING)) is not MISSING]
    first = there[0] if there else None
    count = len(first) if isinstance(first, tuple) else len(there)
    return Found(first, len(there) == len(voices), count)


def _values(ground: Ground, target: Spot, own: list[Leaf], key: Key) -> list[Any] | None:
    """Values that stand for all that can be answered, or None where there are too many."""
    question = target.question
    named = [value for leaf in own if not is_count(leaf) for value in literals(leaf)]
    if isinstance(question, ListQuestion):
        counts = {int(value) + n for leaf in own for value in literals(leaf) for n in (-1, 0, 1)}
        return [n for n in sorted({0, 1, question.most} | counts) if 0 <= n <= question.most]
    if isinstance(question, NumberQuestion | TokensQuestion):
        return [MISSING, *_numbers(question, [v for v in named if not isinstance(v, str)])]
    if isinstance(question, DateQuestion):
        days = [date.fromisoformat(str(value)) for value in named]
        near = {day + timedelta(n) for day in days for n in (-1, 0, 1)} or {date(2000, 1, 1)}
        return [MISSING, *(day.isoformat() for day in sorted(near))]
    codes = codes_of(ground, target, key[1])
    if isinstance(question, ManyQuestion):
        return _picks(question, [code for code in codes if code in named])
    return [MISSING, *(codes or ["words"])]


def _picks(question: ManyQuestion, named: list[Any]) -> list[Any] | None:
    """Every way to pick from the named codes, each with none, some and all of the others."""
    if len(named) > _MOST_PICKS:
        return None
    alone = [choice.code for choice in question.choices if choice.exclusive]
    others = [c.code for c in question.choices if c.code not in named and not c.exclusive]
    named = [code for code in named if code not in alone]
    some = [pick for n in range(len(named) + 1) for pick in combinations(named, n)]
    picks = [(*pick, *others[:n]) for pick in some for n in range(len(others) + 1)]
    return [MISSING, *(pick for pick in picks if pick), *((code,) for code in alone)]


def _numbers(question: NumberQuestion | TokensQuestion, named: list[int | float]) -> list[float]:
    if isinstance(question, TokensQuestion):
        least, most, step = 0.0, float(question.total), 1.0
    else:
        step = 1.0 if question.whole else 0.001
        least = float("-inf") if question.least is None else question.least
        most = float("inf") if question.most is None else question.most
    near = {value + n for value in named for n in (-step, 0, step)} | {least, most, 0.0}
    whole = step == 1.0
    inside = {value for value in near if least <= value <= most and abs(value) != float("inf")}
    if whole:
        inside = {float(round(value)) for value in inside} | {value // 1 for value in inside}
    return sorted(value for value in inside if least <= value <= most)


def _telling(target: Spot, own: list[Leaf], key: Key, values: list[Any] | None) -> list[Any] | None:
    """One value for each way in which the conditions on this question can turn out."""
    if values is None:
        return None
    told: dict[Any, Any] = {}
    is_list, targets = isinstance(target.question, ListQuestion), {key[0]: target}
    for value in values:
        alone: dict[Key, Any] = {(key[0], v): MISSING for v in target.question.voices}
        alone = dict.fromkeys(alone, value) if is_list else alone | {key: value}
        look = partial(_found, targets, alone)
        ways = tuple(holds(leaf, look) for leaf in own)
        told.setdefault((*ways, value is MISSING), value)
    return list(told.values())
