"""The question for supervision that a very smooth talk asks. It stands in no record.

It is for the supervisor alone, names nothing that it was asked for, and says nothing about a
person. What was said to please plays no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coprod_widgets.measures.cases import C, J, said
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.influence import differs
from coprod_widgets.measures.informed import reasons_of
from coprod_widgets.measures.paired import APART
from coprod_widgets.measures.safety import DECLARED as SAFETY
from coprod_widgets.measures.thresholds import Thresholds
from coprod_widgets.measures.voiced import DECLARED as VOICED

_EX, _VOI2, _SAFE = APART[0], VOICED[1], SAFETY[0]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Whether the question is asked, and the thresholds it was decided by; nothing else."""

    is_asked: bool
    thresholds: str


def prompt(evidence: Evidence, thresholds: Thresholds) -> Prompt:
    """Whether the question is asked: where enough of five signs are there. A missing one isn't."""
    signs = sum(_signs(evidence, thresholds))
    return Prompt(signs >= thresholds.prompt_signs, thresholds.name)


def _signs(evidence: Evidence, limits: Thresholds) -> Iterator[bool]:
    exact = _EX.of(evidence, limits)
    balance, safe = _VOI2.of(evidence, limits).value, _SAFE.of(evidence, limits).value
    yield (
        exact.value is not None
        and exact.value >= limits.prompt_exact
        and (exact.denominator or 0) >= limits.prompt_pairs
    )
    yield _no_difference_marked(evidence)
    yield balance is not None and balance < limits.prompt_balance
    yield safe is not None and safe < limits.prompt_safe
    yield _joint_words_are_those_of_staff(evidence)


def _no_difference_marked(evidence: Evidence) -> bool:
    """Whether somebody said of the reasons where they are seen differently, and none is."""
    marked = [differs(evidence, reason) for reason in reasons_of(evidence)]
    known = [case for case in marked if not case.is_missing]
    return bool(known) and not any(case.is_there for case in known)


def _joint_words_are_those_of_staff(evidence: Evidence) -> bool:
    """Whether all words that both stand by are what staff had said before."""
    found = []
    for reason in reasons_of(evidence):
        joint = said(evidence, "reasons.joint_words", J, reason)
        staff = said(evidence, "reasons.team_meaning", C, reason)
        if joint.is_there:
            same = staff.is_there and _plain(joint.value) == _plain(staff.value)
            found.append(same)
    return bool(found) and all(found)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!")
