"""Two views of the same thing, each in its own voice: how far apart they are, and which way.

Neither being close nor being apart is a success or a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import fsum

from coprod_widgets.measures.cases import C, P, source_of
from coprod_widgets.measures.evidence import Evidence, Talk
from coprod_widgets.measures.result import (
    Declared,
    Measure,
    Range,
    Reason,
    Source,
    Work,
    Worked,
    ratio,
)
from coprod_widgets.measures.sharing import STATEMENTS
from coprod_widgets.measures.thresholds import Thresholds

QUESTIONS = (
    "reasons.how_right",
    "reasons.matters_today",
    "signs.sure_sign",
    "decisions.say_now",
    "decisions.say_fair",
    "actions.fair_share",
    *STATEMENTS,
)
"""The questions with five steps on which both say how they see the same thing."""
NO_PAIR = Reason("no_pair")
_STEPS: Range = (-4, 4)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ratings of the same thing in the same talk."""

    question: str
    row: str | None
    patient: int
    clinician: int
    sources: tuple[Source, Source]

    @property
    def difference(self) -> int:
        """The clinician's rating less the patient's."""
        return self.clinician - self.patient


def pairs_of(
    evidence: Evidence, questions: Iterable[str] = QUESTIONS
) -> tuple[tuple[Pair, ...], int]:
    """The pairs of an episode, and how many are missing because one of the two gave no answer."""
    pairs, missing = [], 0
    for talk, question, row in _asked(evidence, questions):
        patient, clinician = talk.heard(question, row, P), talk.heard(question, row, C)
        if patient and clinician and patient.counts and clinician.counts:
            sources = (source_of(talk, patient), source_of(talk, clinician))
            name = f"{talk.workbook}.{question}"
            pairs.append(Pair(name, row, patient.value, clinician.value, sources))
        else:
            missing += any(heard is not None and heard.spoke for heard in (patient, clinician))
    return tuple(pairs), missing


def _asked(evidence: Evidence, questions: Iterable[str]) -> Iterator[tuple[Talk, str, str | None]]:
    wanted = set(questions)
    for talk in evidence.newest_first:
        places = {
            (heard.question, heard.row)
            for heard in talk.answers
            if f"{talk.workbook}.{heard.question}" in wanted
        }
        for question, row in sorted(places, key=lambda place: (place[0], place[1] or "")):
            yield talk, question, row


def by_question(evidence: Evidence, thresholds: Thresholds) -> list[Measure]:
    """How far apart the two are, for every question for itself."""
    return [
        replace(declared, inputs=(question,), work=_over((question,), count)).of(
            evidence, thresholds, about=question
        )
        for question in QUESTIONS
        for declared, count in zip(APART, _COUNTS, strict=True)
    ]


def _over(questions: Iterable[str], count: Callable[[Pair], float]) -> Work:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        pairs, missing = pairs_of(evidence, questions)
        sources = tuple(source for pair in pairs for source in pair.sources)
        total = fsum(map(count, pairs))
        return ratio(total, len(pairs), none=NO_PAIR, missing=missing, sources=sources)

    return work


_COUNTS: tuple[Callable[[Pair], float], ...] = (
    lambda pair: pair.difference == 0,
    lambda pair: abs(pair.difference) <= 1,
    lambda pair: pair.difference,
    lambda pair: abs(pair.difference),
)
_IDEA = "Luigi et al. 2025 (agreement told by stated statistics)"
APART = (
    Declared("EX", (0, 1), _IDEA, QUESTIONS, _over(QUESTIONS, _COUNTS[0])),
    Declared("W1", (0, 1), _IDEA, QUESTIONS, _over(QUESTIONS, _COUNTS[1])),
    Declared("DIR", _STEPS, _IDEA, QUESTIONS, _over(QUESTIONS, _COUNTS[2])),
    Declared("MAD", (0, 4), _IDEA, QUESTIONS, _over(QUESTIONS, _COUNTS[3])),
)
