"""When a question is asked: a small, total language over answers.

A rule is made of comparisons (`=  !=  <  <=  >  >=  in`), `answered(q)`, `count(q)`, `and`, `or`,
`not` and brackets. `q` is a question; `patient.q` and `clinician.q` name one voice of it. It is
parsed, never executed: no loops, no functions of one's own, no regular expressions. What isn't
there is written down once, here: every comparison with a missing value is false, `!=` included.

    answered(matters_today) and clinician.matters_today >= 4
    record_wish in ['fact', 'note'] or not answered(own_account)
    'happened' in difference
    count(reasons) > 1
    first_time

Two facts stand as words of their own: `first_time`, that this patient has not been through the
workbook before, and `alone`, that nobody typed for the patient in this talk.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NoReturn

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.rule_tree import (
    FACTS,
    SIGNS,
    Among,
    And,
    Answered,
    Compare,
    Count,
    Fact,
    Found,
    Literal,
    Lookup,
    Node,
    Not,
    Or,
    Picked,
    Reference,
    Rule,
)
from coprod_widgets.instrument.voice import Voice

__all__ = ["Found", "Lookup", "Reference", "Rule", "RuleError", "parse"]

LONGEST = 1_000
DEEPEST = 40


class RuleError(CoprodError):
    """A rule can't be read. `position` counts characters from 0."""

    def __init__(self, problem: str, cure: str, position: int) -> None:
        super().__init__(problem, cure)
        self.position = position


_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)|(?P<sign><=|>=|!=|[=<>()\[\],]))"
)
RESERVED = frozenset({"and", "or", "not", "in", "answered", "count", *FACTS})


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
        for fact in FACTS:
            if self.take(fact):
                return Fact(fact)
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
        if not self.take(*SIGNS):
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
        if kind != "name" or question in RESERVED:
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
