"""Informed: whether what is written was shown and explained."""

from __future__ import annotations

from coprod_widgets.measures.cases import (
    C,
    P,
    all_of,
    row_case,
    said,
    share,
    source_of_row,
)
from coprod_widgets.measures.evidence import Evidence, Subject
from coprod_widgets.measures.result import SHARE, Declared, Reason, Worked, ratio
from coprod_widgets.measures.thresholds import Thresholds

NO_REASONS = Reason("no_reason_worked_on")
NOBODY_SAID = Reason("nobody_said")
_SHOWN_WITH = ("kind", "day", "source")


def reasons_of(evidence: Evidence) -> list[Subject]:
    """The reasons that were worked on: about which there is any answer."""
    return [one for one in evidence.subjects("reasons.reasons") if one.was_worked_on]


def _opened(evidence: Evidence, _: Thresholds) -> Worked:
    shared = evidence.subjects("reasons.reasons")
    talks = evidence.talks_with("reasons")
    # The same reason may be held back in every talk, so the counts of several talks aren't added.
    withheld = max((talk.withheld for talk in talks), default=0)
    worked = ratio(
        len(shared),
        len(shared) + withheld,
        none=Reason("no_reason_listed"),
        sources=tuple(source_of_row(*one.times[0]) for one in shared),
    )
    # Were it shown where nothing is held back, not showing it would tell that something is: in any
    # of the talks, so a talk of which the number may not be told keeps that of all of them.
    told = withheld > 0 and all(talk.cleared for talk in talks)
    return Worked(
        worked.value,
        worked.numerator,
        worked.denominator,
        0,
        worked.reason,
        worked.sources,
        staff_only=not told,
    )


def _explained(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (
        all_of(
            said(evidence, "reasons.team_meaning", C, reason),
            row_case(reason).judged(lambda fields: all(fields.get(name) for name in _SHOWN_WITH)),
        )
        for reason in reasons_of(evidence)
    )
    return share(cases, NO_REASONS, NOBODY_SAID)


def _surprise(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (
        said(evidence, "reasons.knew", P, reason).if_answered.judged(lambda code: code != "yes")
        for reason in reasons_of(evidence)
    )
    return share(cases, NO_REASONS, NOBODY_SAID)


DECLARED = (
    Declared(
        "INF1",
        SHARE,
        "Ahmed et al. 2021 (informed); Langan and Lindow 2004",
        ("reasons.reasons",),
        _opened,
    ),
    Declared(
        "INF2",
        SHARE,
        "Ahmed et al. 2021 (informed); Dixon 2012",
        ("reasons.reasons", "reasons.team_meaning"),
        _explained,
    ),
    Declared(
        "INF3", SHARE, "Langan and Lindow 2004", ("reasons.reasons", "reasons.knew"), _surprise
    ),
)
