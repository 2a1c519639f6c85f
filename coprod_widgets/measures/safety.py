"""Whether it was safe to disagree: told only as far as the patient chose to show it."""

from __future__ import annotations

from collections.abc import Iterable

from coprod_widgets.measures.cases import P, source_of
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.result import Declared, Measure, Reason, Worked
from coprod_widgets.measures.sharing import looked_back, rescaled
from coprod_widgets.measures.thresholds import LABEL, Thresholds

_SAFE = "power.safe_to_disagree"
_PERFORMED = {"no": 0.0, "bit": 50.0, "lot": 100.0}


def _safe(evidence: Evidence, _: Thresholds) -> Worked:
    for talk, heard in looked_back(evidence, (_SAFE,), P):
        value = rescaled(heard.value)
        return Worked(value, value, 1, 0, None, (source_of(talk, heard),))
    # One reason for all: locked away, skipped and not asked aren't told apart.
    return Worked(None, None, None, 1, Reason("not_shown"))


DECLARED = (
    Declared(
        "SAFE",
        (0, 100),
        "Reynolds et al. 2014 (playing the game)",
        ("power.safe_to_disagree",),
        _safe,
    ),
)


def performed(said_to_please: Iterable[str], thresholds: Thresholds) -> Measure:
    """Things said to please, over many people and never of one: one code a person.

    The codes come from sealed answers, by whoever holds the key to them away from the ward.
    """
    codes = list(said_to_please)
    known = [_PERFORMED[code] for code in codes if code in _PERFORMED]
    enough = len(known) >= thresholds.people_for_group
    value = sum(known) / len(known) if enough else None
    return Measure(
        code="PERF",
        value=value,
        # A sum over too few people would tell what the mean may not.
        numerator=sum(known) if enough else None,
        denominator=len(known) if enough else None,
        missing=len(codes) - len(known) if enough else 0,
        reason=None if enough else Reason.of("few_people", needed=thresholds.people_for_group),
        sources=(),
        range=(0, 100),
        thresholds=thresholds.name,
        staff_only=True,
        label=LABEL,
    )
