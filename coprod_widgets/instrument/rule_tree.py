"""A rule as a tree: what it looks at, whether it holds, and how it is written again."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from coprod_widgets.instrument.voice import Voice

Literal = int | float | str


@dataclass(frozen=True, slots=True)
class Reference:
    """A question that a rule looks at, in one voice or (None) in all that answer it."""

    question: str
    voice: Voice | None = None

    def __str__(self) -> str:
        return f"{self.voice.value}.{self.question}" if self.voice else self.question


@dataclass(frozen=True, slots=True)
class Found:
    """What is there for a reference: a value, whether all voices answered, and how many."""

    value: Any
    answered: bool
    count: int


Lookup = Callable[[Reference], Found]


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`; one side may be `count(q)`."""

    left: Reference | Count
    sign: str
    right: Literal


@dataclass(frozen=True, slots=True)
class Count:
    """`count(q)`: rows of a list, picks of a many, or voices that answered."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Among:
    """`q in [a, b]`: the value is one of these."""

    reference: Reference
    choices: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """`'code' in q`: the code is among what was picked."""

    code: Literal
    reference: Reference


@dataclass(frozen=True, slots=True)
class Answered:
    """`answered(q)`: every voice of it has answered."""

    reference: Reference


FIRST_TIME, ALONE = "first_time", "alone"
FACTS = (FIRST_TIME, ALONE)
"""What a rule knows besides answers: whether the patient has not been through this workbook
before, and whether nobody typed for them in this talk."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of `FACTS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """`x and y`."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or:
    """`x or y`."""

    left: Node
    right: Node


Leaf = Compare | Among | Picked | Answered
Node = Leaf | Fact | Not | And | Or

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule: its text, its tree, and the references in the order they appear."""

    text: str
    tree: Node
    references: tuple[Reference, ...]

    def holds(self, lookup: Lookup) -> bool:
        """Whether the rule holds over what `lookup` finds. Never raises for a value of any kind."""
        return holds(self.tree, lookup)


def leaves(node: Node) -> Iterator[Leaf]:
    """The conditions of a tree, from the left to the right."""
    match node:
        case And(left, right) | Or(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case Not(inner):
            yield from leaves(inner)
        case Fact():
            return
        case _:
            yield node


def facts(node: Node) -> frozenset[str]:
    """The facts that a tree looks at."""
    match node:
        case And(left, right) | Or(left, right):
            return facts(left) | facts(right)
        case Not(inner):
            return facts(inner)
        case Fact(name):
            return frozenset({name})
        case _:
            return frozenset()


def looked_at(leaf: Leaf) -> Reference:
    """The one reference of a condition."""
    if isinstance(leaf, Compare):
        return leaf.left.reference if isinstance(leaf.left, Count) else leaf.left
    return leaf.reference


def literals(leaf: Leaf) -> tuple[Literal, ...]:
    """The values that a condition names."""
    match leaf:
        case Compare(_, _, right):
            return (right,)
        case Among(_, choices):
            return choices
        case Picked(code, _):
            return (code,)
        case Answered():
            return ()


def written(node: Node) -> str:
    """A tree as text; reading it gives the same tree."""
    match node:
        case Or(left, right):
            last = f"({written(right)})" if isinstance(right, Or) else written(right)
            return f"{written(left)} or {last}"
        case And(left, right):
            first = f"({written(left)})" if isinstance(left, Or) else written(left)
            last = f"({written(right)})" if isinstance(right, Or | And) else written(right)
            return f"{first} and {last}"
        case Not(inner):
            return (
                f"not ({written(inner)})"
                if isinstance(inner, Or | And)
                else f"not {written(inner)}"
            )
        case Fact(name):
            return name
        case Answered(reference):
            return f"answered({reference})"
        case Among(reference, choices):
            return f"{reference} in [{', '.join(_literal(choice) for choice in choices)}]"
        case Picked(code, reference):
            return f"{_literal(code)} in {reference}"
        case Compare(Count(reference), sign, right):
            return f"count({reference}) {sign} {_literal(right)}"
        case Compare(left, sign, right):
            return f"{left} {sign} {_literal(right)}"


def _literal(value: Literal) -> str:
    if isinstance(value, str):
        return f'"{value}"' if "'" in value else f"'{value}'"
    # A float is written without an exponent and with its point, so that it is read as one.
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def holds(node: Node, lookup: Lookup) -> bool:
    """Whether a tree holds over what `lookup` finds."""
    match node:
        case And(left, right):
            return holds(left, lookup) and holds(right, lookup)
        case Or(left, right):
            return holds(left, lookup) or holds(right, lookup)
        case Not(inner):
            return not holds(inner, lookup)
        case Fact(name):
            return lookup(Reference(name)).value is True
        case Answered(reference):
            return lookup(reference).answered
        case Among(reference, choices):
            return any(_same(lookup(reference).value, choice) for choice in choices)
        case Picked(code, reference):
            picked = lookup(reference).value
            return isinstance(picked, list | tuple) and any(_same(p, code) for p in picked)
        case Compare(Count(reference), sign, right):
            return _compare(lookup(reference).count, sign, right)
        case Compare(left, sign, right):
            assert isinstance(left, Reference)
            return _compare(lookup(left).value, sign, right)


def _same(value: Any, literal: Literal) -> bool:
    return _kind(value) is not None and _kind(value) is _kind(literal) and value == literal


def _compare(value: Any, sign: str, literal: Literal) -> bool:
    if _kind(value) is None or _kind(value) is not _kind(literal):
        return False
    return SIGNS[sign](value, literal)


def _kind(value: Any) -> type | None:
    if isinstance(value, str):
        return str
    return float if isinstance(value, int | float) and not isinstance(value, bool) else None
