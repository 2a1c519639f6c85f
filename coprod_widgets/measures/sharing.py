"""How power was shared, in seven matched statements, as each of the two sees it."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.cases import C, P, source_of
from coprod_widgets.measures.evidence import Evidence, Heard, Talk
from coprod_widgets.measures.result import Declared, Range, Reason, Work, Worked, less
from coprod_widgets.measures.thresholds import Thresholds

STATEMENTS = (
    "power.informed",
    "power.voice",
    "power.influence",
    "power.known",
    "power.limits",
    "power.adult",
    "power.both_do",
)
"""How did we share power? The seven matched statements; being safe to disagree stands apart."""


def rescaled(rating: float) -> float:
    """A rating from 1 to 5 as a number from 0 to 100."""
    return 100 * (rating - 1) / 4


def looked_back(
    evidence: Evidence, questions: Iterable[str], voice: Voice
) -> list[tuple[Talk, Heard]]:
    """What a voice answered in the newest talk in which any of the questions was answered."""
    names = {question.partition(".")[2] for question in questions}
    for talk in evidence.talks_with("power"):
        told = [heard for heard in talk.answers if heard.question in names and heard.counts]
        if told:
            return [(talk, heard) for heard in told if heard.voice is voice]
    return []


def _shared(voice: Voice) -> Work:
    def work(evidence: Evidence, thresholds: Thresholds) -> Worked:
        told = looked_back(evidence, STATEMENTS, voice)
        sources = tuple(source_of(*one) for one in told)
        total = fsum(rescaled(heard.value) for _, heard in told)
        missing = len(STATEMENTS) - len(told)
        if len(told) < thresholds.statements_needed:
            reason = Reason.of(
                "few_statements",
                found=len(told),
                all=len(STATEMENTS),
                needed=thresholds.statements_needed,
            )
            return Worked(None, total, len(told), missing, reason, sources)
        return Worked(total / len(told), total, len(told), missing, None, sources)

    return work


_HUNDRED: Range = (0, 100)
DECLARED = (
    Declared("PS_P", _HUNDRED, "our own statements; Needham and Carr 2009", STATEMENTS, _shared(P)),
    Declared("PS_C", _HUNDRED, "our own statements; Needham and Carr 2009", STATEMENTS, _shared(C)),
    Declared("PS_gap", (-100, 100), "Luigi et al. 2025", STATEMENTS, less(_shared(C), _shared(P))),
)
