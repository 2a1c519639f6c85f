"""Reciprocal: whether both take things on, and whether both do them."""

from __future__ import annotations

from coprod_widgets.measures.cases import Case, J, Standing, row_case, said, source_of_row
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.result import SHARE, Declared, Reason, Source, Worked, less, ratio
from coprod_widgets.measures.thresholds import Thresholds

_DONE = {"done": 1.0, "part": 0.5, "not_done": 0.0}
PATIENT, STAFF = "me", "staff"
NOTHING_DUE = Reason("nothing_due")


def _two_way(evidence: Evidence, _: Thresholds) -> Worked:
    counts = {PATIENT: 0, STAFF: 0}
    sources: list[Source] = []
    missing = 0
    for action in evidence.subjects("actions.actions"):
        who = action.newest.fields.get("who")
        missing += not who
        if who in counts:
            counts[who] += 1
            sources.append(source_of_row(*action.times[0]))
    total = sum(counts.values())
    return ratio(
        total - abs(counts[PATIENT] - counts[STAFF]),
        total,
        none=Reason("no_action"),
        missing=missing,
        sources=tuple(sources),
    )


def followed(evidence: Evidence, who: str, none: Reason = NOTHING_DUE) -> Worked:
    """What `who` did of what they promised, for promises that were looked at again."""
    points, due, missing = 0.0, 0, 0
    sources: list[Source] = []
    for promise in evidence.subjects("actions.promises"):
        if promise.newest.fields.get("who") != who:
            continue
        outcome: Case = said(evidence, "actions.outcome", J, promise)
        if outcome.standing is not Standing.THERE:
            missing += 1
        elif outcome.value in _DONE:  # what was dropped together is no longer due
            points += _DONE[outcome.value]
            due += 1
            sources += [*outcome.sources, *row_case(promise).sources]
    return ratio(points, due, none=none, missing=missing, sources=tuple(sources))


def _patient(evidence: Evidence, _: Thresholds) -> Worked:
    return followed(evidence, PATIENT, Reason("nothing_due_patient"))


def _staff(evidence: Evidence, _: Thresholds) -> Worked:
    return followed(evidence, STAFF, Reason("nothing_due_staff"))


DECLARED = (
    Declared("REC1", SHARE, "Cahn 2004 (reciprocity); SCIE 2013", ("actions.actions",), _two_way),
    Declared(
        "REC2", SHARE, "Cahn 2004 (reciprocity)", ("actions.promises", "actions.outcome"), _staff
    ),
    Declared(
        "REC3",
        (-1, 1),
        "Cahn 2004 (reciprocity)",
        ("actions.promises", "actions.outcome"),
        less(_patient, _staff),
    ),
)
