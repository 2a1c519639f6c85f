"""When a question is asked: a small, total language over answers.

A rule is made of comparisons (`=  !=  <  <=  >  >=  in`), `answered(q)`, `count(q)`, `and`, `or`,
`not` and brackets. `q` is a question; `patient.q` and `clinician.q` name one voice of it. It is
parsed, never executed: no loops, no functions of one's own, no regular expressions. What isn't
there is written down once, here: every comparison with a missing value is false, `!=` included.

    answered(matters_today) and clinician.matters_today >= 4
    record_wish in ['fact', 'note'] or not answered(own_account)
    'happened' in difference
    count(reasons) > 1
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.voice import Voice

Literal = int | float | str
LONGEST = 1_000
DEEPEST = 40


class RuleError(CoprodError):
    """A rule can't be read. `position` counts characters from 0."""

    def __init__(self, problem: str, cure: str, position: int) -> None:
        super().__init__(problem, cure)
        self.position = position


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


Node = Compare | Among | Picked | Answered | Not | And | Or

_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
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
        return _holds(self.tree, lookup)


def _holds(node: Node, lookup: Lookup) -> bool:
    match node:
        case And(left, right):
            return _holds(left, lookup) and _holds(right, lookup)
        case Or(left, right):
            return _holds(left, lookup) or _holds(right, lookup)
        case Not(inner):
            return not _holds(inner, lookup)
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
    return _SIGNS[sign](value, literal)


def _kind(value: Any) -> type | None:
    if isinstance(value, str):
        return str
    return float if isinstance(value, int | float) and not isinstance(value, bool) else None


# Reading

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)|(?P<sign><=|>=|!=|[=<>()\[\],]))"
)
_RESERVED = {"and", "or", "not", "in", "answered", "count"}


@lru_cache(maxsize=4_096)
def parse(text: str) -> Rule:
    """Read a rule.

    Raises:
        RuleError: with the position of what can't be read.
    """
    if len(text) > LONGEST:
        raise RuleError(f"The rule has {len(text)} characters.", f"Use up to {LONGEST}.", LONGEST)
    reader = _Reader(text, _tokens(text))
    tree = reader.either(0)
    if not reader.at_end:
        reader.refuse("Join two conditions with 'and' or 'or'.")
    return Rule(text, tree, tuple(dict.fromkeys(reader.references)))


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if not found or found.end() > end:
            start = len(text) - len(text[position:].lstrip())
            raise RuleError(
                f"{text[start : start + 12]!r} can't be read.",
                "Codes that are words stand in quotes: 'yes'.",
                start,
            )
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind], found.start(kind)))
        position = found.end()
    return tokens


class _Reader:
    """Reads tokens by recursive descent; the depth is bounded, so every text comes to an end."""

    def __init__(self, text: str, tokens: list[tuple[str, str, int]]) -> None:
        self.text = text
        self.tokens = tokens
        self.place = 0
        self.references: list[Reference] = []

    @property
    def at_end(self) -> bool:
        return self.place >= len(self.tokens)

    def refuse(self, cure: str) -> NoReturn:
        position = len(self.text) if self.at_end else self.tokens[self.place][2]
        what = "The rule ends too early." if self.at_end else ""
        shown = what or f"{self.tokens[self.place][1]!r} doesn't belong here."
        raise RuleError(shown, cure, position)

    def peek(self) -> tuple[str, str]:
        return ("end", "") if self.at_end else self.tokens[self.place][:2]

    def take(self, *wanted: str) -> bool:
        kind, token = self.peek()
        if kind in ("name", "sign") and token in wanted:
            self.place += 1
            return True
        return False

    def need(self, wanted: str, cure: str) -> None:
        if not self.take(wanted):
            self.refuse(cure)

    def either(self, depth: int) -> Node:
        if depth > DEEPEST:
            self.refuse(f"Nest at most {DEEPEST} brackets.")
        tree = self.both(depth)
        while self.take("or"):
            tree = Or(tree, self.both(depth))
        return tree

    def both(self, depth: int) -> Node:
        tree = self.single(depth)
        while self.take("and"):
            tree = And(tree, self.single(depth))
        return tree

    def single(self, depth: int) -> Node:
        if depth > DEEPEST:
            self.refuse(f"Nest at most {DEEPEST} brackets.")
        if self.take("not"):
            return Not(self.single(depth + 1))
        if self.take("("):
            tree = self.either(depth + 1)
            self.need(")", "Close the bracket.")
            return tree
        if self.take("answered"):
            return Answered(self.in_brackets())
        return self.comparison()

    def comparison(self) -> Node:
        kind, _ = self.peek()
        if kind in ("number", "text"):
            code = self.literal()
            self.need("in", "A rule compares a question with a value: write `q = 'code'`.")
            return Picked(code, self.reference())
        left = Count(self.in_brackets()) if self.take("count") else self.reference()
        if isinstance(left, Reference) and self.take("in"):
            return Among(left, self.literals())
        _, sign = self.peek()
        if not self.take(*_SIGNS):
            self.refuse("After a question comes one of = != < <= > >= in.")
        return Compare(left, sign, self.literal())

    def in_brackets(self) -> Reference:
        self.need("(", "Write the question in brackets: answered(q).")
        reference = self.reference()
        self.need(")", "Close the bracket.")
        return reference

    def reference(self) -> Reference:
        kind, token = self.peek()
        voice, _, question = token.rpartition(".")
        if kind != "name" or question in _RESERVED:
            self.refuse("Here stands the id of a question.")
        if voice and voice not in (Voice.PATIENT, Voice.CLINICIAN, Voice.JOINT):
            self.refuse("Before the dot stands patient, clinician or joint.")
        self.place += 1
        found = Reference(question, Voice(voice) if voice else None)
        self.references.append(found)
        return found

    def literals(self) -> tuple[Literal, ...]:
        self.need("[", "Write the values as a list: ['yes', 'no'].")
        found = [self.literal()]
        while self.take(","):
            found.append(self.literal())
        self.need("]", "Close the list with ].")
        return tuple(found)

    def literal(self) -> Literal:
        kind, token = self.peek()
        if kind not in ("number", "text"):
            self.refuse("Here stands a number, or a code in quotes such as 'yes'.")
        self.place += 1
        if kind == "text":
            return token[1:-1]
        return float(token) if "." in token else int(token)
