"""Every measure, level and score worked out again, each set beside what the tables say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from coprod_widgets.instrument.scoring import score_between
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.catalogue import MEASURES, measure
from coprod_widgets.measures.level import level, rules_of
from coprod_widgets.measures.paired import by_question
from coprod_widgets.measures.result import Measure
from coprod_widgets.measures.thresholds import Thresholds
from coprod_widgets.research.codebook import formula
from coprod_widgets.research.columns import EPISODE, INTERVIEW, PERSON, ROW, THRESHOLDS, Column, Row
from coprod_widgets.research.episodes import level_row, measured_row
from coprod_widgets.research.reproducing.folder import Folder
from coprod_widgets.research.reproducing.released import Released
from coprod_widgets.research.reproducing.talks import (
    AnswerRow,
    Round,
    TalkRow,
    evidence_of,
    rounds_in,
)
from coprod_widgets.widgets.measured import measure_formula, none_when

SAME, DIFFERS, NOT_RELEASED, ALONE = "same", "differs", "not_released", "alone"
INDICATOR, LEVEL, SCORE = "indicator", "level", "score"
COLUMNS = (
    Column("what", "text", "indicator, level or score."),
    PERSON,
    EPISODE,
    INTERVIEW,
    ROW,
    Column("code", "text", "Code of the measure or id of the score; empty for a level."),
    Column("about", "text", "The one question it is told of; empty if of all it looks at."),
    Column("value", "number", "What it came to."),
    Column("numerator", "number", "What was counted, or the sum."),
    Column("denominator", "number", "By how many; of a score, how many questions it has."),
    Column("missing", "whole", "How many were left out of both."),
    Column("level", "text", "The level; empty where there is not enough to say."),
    Column("at_least", "text", "The level that holds whatever else is found out."),
    Column("reason", "text", "Why there is no value."),
    Column("formula", "text", "How it is worked out, with the thresholds filled in."),
    THRESHOLDS,
    Column("beside", "text", "The tables say: same, differs, not_released, or alone (nothing)."),
)  # fmt: skip
_INPUTS = {declared.code: declared.inputs for declared in MEASURES}
_KEYS = {
    INDICATOR: ("indicators", ("person", "episode", "code", "about")),
    LEVEL: ("episodes", ("person", "episode")),
    SCORE: ("scores", ("interview", "score", "row")),
}


@cache
def worded(code: str, limits: Thresholds) -> str:
    """How a measure is worked out and when there is none, with the thresholds filled in."""
    none = none_when(code, "en", limits)
    return f"{measure_formula(code, 'en', limits)} There is none when {none}."


@dataclass
class Difference:
    """Something that came to another number than the tables say."""

    what: str
    of: str
    told: Mapping[str, Any]
    again: Mapping[str, Any]

    def __str__(self) -> str:
        parts = [
            f"{name} {self.told[name]!r} in the table, {self.again[name]!r} again"
            for name in self.told
            if self.told[name] != self.again[name]
        ]
        return f"{self.what} {self.of}: {'; '.join(parts)}"


@dataclass
class Reproduced:
    """What came of working everything out again.

    `rows` have `COLUMNS`. `counts` are by what it is and what the tables say beside it. `unmatched`
    counts rows of tables that nothing was worked out for.
    """

    thresholds: Thresholds
    rows: list[Row] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    not_released: set[str] = field(default_factory=set)
    unmatched: Counter[str] = field(default_factory=Counter)
    compared: bool = True

    @property
    def holds(self) -> bool:
        """Whether nothing differs from the tables."""
        return not self.differences and not self.unmatched


def reproduce(folder: Folder, limits: Thresholds | None = None) -> Reproduced:
    """Work out everything again, by the folder's own thresholds or by others.

    What was worked out by thresholds of another name is set beside nothing.

    Raises:
        CoprodError: the tables tell of something that the codebook doesn't have.
    """
    limits = limits or folder.thresholds
    work = _Work(folder, limits, _Beside(folder, limits))
    for one in rounds_in(folder):
        work.add(one)
    return work.done()


class _Beside:
    """The rows of the tables that results are set beside, each until its own was worked out."""

    def __init__(self, folder: Folder, limits: Thresholds) -> None:
        self.left: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {}
        for what, (table, key) in _KEYS.items():
            if table not in folder.tables:
                continue
            rows = list(folder.tables[table].iter_rows(named=True))
            # By other thresholds other numbers come, so there is nothing to be the same as.
            if all(row.get("thresholds", limits.name) == limits.name for row in rows):
                self.left[what] = {tuple(row[name] for name in key): row for row in rows}

    def look(self, what: str, row: Row) -> Mapping[str, Any] | None:
        """What the tables say; None where they say nothing."""
        _, key = _KEYS[what]
        return self.left.get(what, {}).pop(tuple(row[name] for name in key), None)

    def rows_of(self, interview: str, score: str) -> list[Any]:
        """The rows of lists that a score of a talk is told for."""
        there = self.left.get(SCORE, {})
        return [key[2] for key in there if key[:2] == (interview, score)]


class _Work:
    def __init__(self, folder: Folder, limits: Thresholds, beside: _Beside) -> None:
        self._asked, self._limits, self._beside = folder.asked, limits, beside
        self._released = Released(folder)
        self._made = Reproduced(limits, compared=set(_KEYS) == set(beside.left))

    def add(self, one: Round) -> None:
        """Work a round out again."""
        evidence = evidence_of(one, self._asked)
        measures = measure(evidence, self._limits)
        pins: dict[str, set[str]] = defaultdict(set)
        for talk, _ in one.talks:
            pins[talk.workbook].add(talk.pin)
        labels: Row = {"person": one.person, "episode": one.episode}
        gone: list[str] = []
        for measured in (*measures.values(), *by_question(evidence, self._limits)):
            gone += self._indicator(measured, labels, pins)
        rules = [rule for step in rules_of(self._limits).values() for rule in step]
        lacking = sorted({rule.code for rule in rules} & set(gone))
        worked = level_row(level(measures, self._limits), self._limits)
        self._tell(LEVEL, {**labels, **worked}, lacking, formula="; ".join(map(str, rules)))
        for talk, answers in one.talks:
            self._scores(talk, answers, labels)

    def _indicator(self, measured: Measure, labels: Row, pins: Mapping[str, set[str]]) -> list[str]:
        """The code of the measure if it can't be told without what was not released."""
        inputs = (measured.about,) if measured.about else _INPUTS[measured.code]
        lacking = self._released.missing(inputs, pins)
        lacking += self._released.uncounted(measured.code, pins)
        unsure = not lacking and self._released.about_the_same(inputs, pins)
        row = {**labels, **measured_row(measured)}
        how = worded(measured.code, self._limits)
        beside = self._tell(INDICATOR, row, lacking, formula=how, unsure=unsure)
        return [measured.code] if beside == NOT_RELEASED else []

    def _scores(self, talk: TalkRow, answers: Iterable[AnswerRow], labels: Row) -> None:
        scores = self._asked.scores.get(talk.pin, ())
        if not scores:
            return
        questions = self._asked.questions[talk.pin]
        told: dict[tuple[str, str], dict[int | None, AnswerRow]] = defaultdict(dict)
        for answer in answers:
            if answer.field is None:
                told[answer.question, answer.voice][answer.row] = answer
        for declared in scores:
            turned = [name for name in declared.of if name in declared.reverse]
            ends = {name: questions[name].ends for name in turned if name in questions}
            lacking = [name for name in declared.of if self._released.lacks_any(talk.pin, [name])]
            rows = [row for name in declared.of for row in told[name, declared.voice.value]]
            if lacking:
                # Of none of its questions there may be an answer left that says which rows it had.
                rows += self._beside.rows_of(talk.interview, declared.id)
            for row in dict.fromkeys(rows):
                given = {
                    name: _given(told[name, declared.voice.value].get(row)) for name in declared.of
                }
                scored = score_between(ends, declared, given)
                result: Row = {
                    "interview": talk.interview,
                    "score": declared.id,
                    "row": row,
                    "value": scored.value,
                    "answered": scored.answered,
                    "of": scored.of,
                    "needed": scored.needed,
                    "reason": scored.reason,
                }
                self._tell(SCORE, {**labels, **result}, lacking, formula=formula(declared))

    def _tell(
        self, what: str, row: Row, lacking: list[str], *, formula: str, unsure: bool = False
    ) -> str:
        """Keep a result; gives what the tables say beside it."""
        told = self._beside.look(what, row)
        again = {name: row[name] for name in told} if told else {}
        beside = (SAME if told == again else DIFFERS) if told else ALONE
        if lacking or (unsure and beside != SAME):
            beside = NOT_RELEASED
            if what != LEVEL:
                self._made.not_released |= set(lacking)
            row = {name: row[name] for name in (*_WHOSE, *_KEYS[what][1]) if name in row}
            row["reason"] = f"Not released: {', '.join(lacking) or 'what else was said of it'}."
        if beside == DIFFERS:
            self._made.differences.append(Difference(what, _name(what, row), told or {}, again))
        self._made.counts[what, beside] += 1
        self._made.rows.append(_as_told(what, row, formula, beside))
        return beside

    def done(self) -> Reproduced:
        """What came of all of it."""
        for what, left in self._beside.left.items():
            if left:
                self._made.unmatched[_KEYS[what][0]] = len(left)
        return self._made


_WHOSE = ("person", "episode", "interview", "row")


def _given(answer: AnswerRow | None) -> float | str:
    if answer is None:
        return Status.NOT_REACHED.value
    counts = answer.status == Status.ANSWERED.value and answer.number is not None
    return answer.number if counts and answer.number is not None else answer.status


def _name(what: str, row: Row) -> str:
    """How a result is named to people: by the pseudonyms that stand in the tables."""
    return " ".join(str(row[name]) for name in _KEYS[what][1] if row[name] is not None)


def _as_told(what: str, row: Row, formula: str, beside: str) -> Row:
    cells: Row = {column.name: row.get(column.name) for column in COLUMNS}
    cells |= {"what": what, "formula": formula, "beside": beside}
    if what == SCORE:
        of, answered = row.get("of"), row.get("answered")
        cells["code"], cells["denominator"] = row["score"], of
        if isinstance(of, int) and isinstance(answered, int):
            cells["missing"] = of - answered
    return cells
