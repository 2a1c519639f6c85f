"""What every check stands on: the instrument, its file, and where each part is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from coprod_widgets.instrument.definition import GuessQuestion, Instrument, Question, Section
from coprod_widgets.instrument.faults import Fault, Path
from coprod_widgets.instrument.rules import Rule, RuleError, parse
from coprod_widgets.instrument.source import Parsed
from coprod_widgets.instrument.voice import Reveal

_STRICTEST = (Reveal.SEALED, Reveal.AFTER_BOTH, Reveal.OPEN)


@dataclass(frozen=True, slots=True)
class Spot:
    """A question, its section, where it stands, and its number in the order of asking."""

    question: Question
    section: Section
    path: Path
    number: int


@dataclass(frozen=True, slots=True)
class RuleSpot:
    """A rule that can be read, where it stands, and the questions it decides about."""

    rule: Rule
    path: Path
    section: Section
    decides: tuple[Spot, ...]

    @property
    def is_of_section(self) -> bool:
        """Whether it is the rule of a whole section."""
        return len(self.path) == 3


@dataclass(frozen=True)
class Ground:
    """An instrument under check. `doubtful` are ids whose own faults of form are told already."""

    parsed: Parsed
    instrument: Instrument
    folder: FilePath
    doubtful: frozenset[str] = frozenset()

    def fault(self, path: Path, text: Any, problem: str, cure: str) -> Fault:
        """A fault at a place of the file."""
        return self.parsed.fault(path, text, problem, cure)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """All questions whose form is right, in the order they are asked."""
        every = (
            (question, section, ("sections", at, "questions", number))
            for at, section in enumerate(self.instrument.sections)
            for number, question in enumerate(section.questions)
        )
        return tuple(
            Spot(question, section, path, number)
            for number, (question, section, path) in enumerate(every)
            if question.id not in self.doubtful
        )

    @cached_property
    def _by_id(self) -> dict[str, Spot]:
        # Of an id that stands twice the first is meant, until one of them gets another name.
        return {spot.question.id: spot for spot in reversed(self.spots)}

    def spot(self, question_id: str) -> Spot | None:
        """Where a question stands, or None."""
        return self._by_id.get(question_id)

    @property
    def known(self) -> list[str]:
        """The ids of all questions."""
        return list(self._by_id)

    @cached_property
    def reveals(self) -> dict[str, Reveal]:
        """When answers are really revealed: a rating and the guesses about it go together."""
        groups: dict[str, set[Reveal]] = {}
        for spot in self.spots:
            groups.setdefault(_rated(spot.question), set()).add(spot.question.reveal)
        found = {spot.question.id: groups[_rated(spot.question)] for spot in self.spots}
        return {name: next(r for r in _STRICTEST if r in group) for name, group in found.items()}

    @cached_property
    def _read_rules(self) -> tuple[list[RuleSpot], list[Fault]]:
        rules: list[RuleSpot] = []
        faults: list[Fault] = []
        for number, section in enumerate(self.instrument.sections):
            inside = tuple(spot for spot in self.spots if spot.section is section)
            places: list[tuple[str | None, Path, tuple[Spot, ...]]]
            places = [(section.ask_if, ("sections", number, "ask_if"), inside)]
            for key in ("ask_if", "sealed_unless"):
                places += [(getattr(s.question, key), (*s.path, key), (s,)) for s in inside]
            for text, path, decides in places:
                if text is None:
                    continue
                try:
                    rules.append(RuleSpot(parse(text), path, section, decides))
                except RuleError as error:
                    where = f"At character {error.position + 1}: "
                    faults.append(self.fault(path, text, where + error.problem, error.cure))
        return rules, faults

    @property
    def rules(self) -> list[RuleSpot]:
        """Every rule that can be read, of sections and of questions."""
        return self._read_rules[0]

    @cached_property
    def rules_of(self) -> dict[str, list[RuleSpot]]:
        """The rules that decide about each question: its section's, then its own."""
        found: dict[str, list[RuleSpot]] = {}
        for rule in self.rules:
            for spot in rule.decides:
                found.setdefault(spot.question.id, []).append(rule)
        return found


def _rated(question: Question) -> str:
    return question.of if isinstance(question, GuessQuestion) else question.id


Check = Callable[[Ground], Iterator[Fault]]


def readable_rules(ground: Ground) -> Iterator[Fault]:
    """Rules that can't be read."""
    yield from ground._read_rules[1]
