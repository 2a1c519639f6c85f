"""Influential: what became different, whose ideas stand, and whether difference is kept."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.measures.cases import (
    C,
    Case,
    J,
    P,
    Standing,
    all_of,
    row_case,
    said,
    share,
)
from coprod_widgets.measures.evidence import Evidence, Subject
from coprod_widgets.measures.informed import NO_REASONS, NOBODY_SAID, reasons_of
from coprod_widgets.measures.result import SHARE, Declared, Reason, Worked
from coprod_widgets.measures.thresholds import Thresholds

NONE_DIFFER = Reason("none_differ")
_FIRST_SAID = (("signs.signs", "whose"), ("signs.helps", "whose"), ("actions.actions", "idea"))
OWN = ("patient", "joint")
SAME = "same"


def _changed(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (
        said(evidence, "reasons.changed", C, reason).judged(lambda code: code != "nothing")
        for reason in reasons_of(evidence)
    )
    return share(cases, NO_REASONS, NOBODY_SAID)


def first_said(place: str, field: str, evidence: Evidence) -> Iterator[Case]:
    """For every row of a list: whether the patient said it first, or both did."""
    for subject in evidence.subjects(place):
        case = row_case(subject)
        whose = subject.newest.fields.get(field)
        if not whose:
            yield Case(Standing.MISSING)
        else:
            yield Case(Standing.THERE, case.sources, whose).judged(lambda code: code in OWN)


def _origin(evidence: Evidence, _: Thresholds) -> Worked:
    cases = [case for place, name in _FIRST_SAID for case in first_said(place, name, evidence)]
    return share(cases, Reason("no_row"), Reason("not_said_who_first"))


def _joint_words(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (said(evidence, "reasons.joint_words", J, one) for one in reasons_of(evidence))
    return share(cases, NO_REASONS, NOBODY_SAID)


def differs(evidence: Evidence, reason: Subject) -> Case:
    """Whether a reason is marked as seen differently; missing where nobody marked anything."""
    case = said(evidence, "reasons.difference", J, reason).if_answered
    return case.judged(lambda codes: any(code != SAME for code in codes))


def _kept(evidence: Evidence, _: Thresholds) -> Worked:
    reasons = reasons_of(evidence)
    marked = [(reason, differs(evidence, reason)) for reason in reasons]
    cases = [
        all_of(
            case,
            said(evidence, "reasons.own_account", P, reason),
            said(evidence, "reasons.team_meaning", C, reason),
            said(evidence, "reasons.where_we_got", J, reason),
        )
        for reason, case in marked
        if case.is_there
    ]
    none = NONE_DIFFER if any(not case.is_missing for _, case in marked) else NOBODY_SAID
    return share(cases, none if reasons else NO_REASONS, NOBODY_SAID)


DECLARED = (
    Declared(
        "INFL1",
        SHARE,
        "Ahmed et al. 2021 (influential)",
        ("reasons.reasons", "reasons.changed"),
        _changed,
    ),
    Declared(
        "INFL2",
        SHARE,
        "Ostrom 1996; Parks et al. 1981 (who brings what)",
        ("signs.signs", "signs.helps", "actions.actions"),
        _origin,
    ),
    Declared("INFL3", SHARE, "our own", ("reasons.reasons", "reasons.joint_words"), _joint_words),
    Declared(
        "CON-D",
        SHARE,
        "Luigi et al. 2024 (disagreement as the material)",
        (
            "reasons.reasons",
            "reasons.difference",
            "reasons.own_account",
            "reasons.team_meaning",
            "reasons.where_we_got",
        ),
        _kept,
    ),
)
