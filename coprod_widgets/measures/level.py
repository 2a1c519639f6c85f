"""How far the two came in this episode, by stated rules, each told with its number.

A level describes what was written down in this episode; not the nurse, the patient or the ward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from coprod_widgets.measures.influence import NONE_DIFFER
from coprod_widgets.measures.result import Measure, Reason
from coprod_widgets.measures.thresholds import LABEL, Thresholds

Wanted = Literal["at least", "at most", "known"]


class Level(StrEnum):
    """The levels, after Needham and Carr (2009); `below` is where not even the first one holds."""

    BELOW = "below"
    TOLD = "told"
    DESCRIPTIVE = "descriptive"
    INTERMEDIATE = "intermediate"
    TRANSFORMATIVE = "transformative"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of a level: which measure, what is wanted of it, and whether it holds.

    `holds` is None where the measure is missing; `reason` says why.
    """

    level: Level
    code: str
    wanted: Wanted
    threshold: float | None
    value: float | None
    holds: bool | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Levelled:
    """The level, or None for "not enough to say"; `at_least` holds whatever else is found out.

    `checks` are all rules that were looked at, and `thresholds` all thresholds by name.
    """

    level: Level | None
    at_least: Level
    checks: tuple[Check, ...]
    thresholds: Mapping[str, str | float]
    label: str = LABEL


def level(measures: Mapping[str, Measure], limits: Thresholds) -> Levelled:
    """The level of an episode, from its measures by code.

    The levels are climbed one by one. The first that doesn't hold ends the climb: if one of its
    measures is missing, there is not enough to say.
    """
    reached, looked_at = Level.BELOW, []
    for step, rules in rules_of(limits).items():
        checks = [_check(step, measures, rule) for rule in rules]
        looked_at += checks
        found = {check.holds for check in checks}
        if found != {True}:
            known = None if None in found else reached
            return Levelled(known, reached, tuple(looked_at), limits.told())
        reached = step
    return Levelled(reached, reached, tuple(looked_at), limits.told())


@dataclass(frozen=True, slots=True)
class Rule:
    """What a level wants of a measure."""

    code: str
    wanted: Wanted
    threshold: float | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.wanted}" + (
            "" if self.threshold is None else f" {self.threshold:g}"
        )


def rules_of(limits: Thresholds) -> Mapping[Level, Sequence[Rule]]:
    """The rules of each level, in the order in which they are climbed."""
    return {
        Level.TOLD: [Rule("INF2", "at least", limits.told_explained)],
        Level.DESCRIPTIVE: [Rule("VOI1", "at least", limits.descriptive_account)],
        Level.INTERMEDIATE: [
            Rule("VOI1", "at least", limits.intermediate_account),
            Rule("CON-D", "at least", limits.intermediate_difference),
            Rule("LIM1", "at least", limits.intermediate_limits),
            Rule("UND", "known"),
        ],
        Level.TRANSFORMATIVE: [
            Rule("INFL1", "at least", limits.transformative_change),
            Rule("INFL2", "at least", limits.transformative_origin),
            Rule("REC1", "at least", limits.transformative_actions),
            Rule("DEC3", "at least", limits.transformative_open),
            Rule("PS_P", "at least", limits.transformative_shared),
            Rule("PS_gap", "at most", limits.transformative_gap),
        ],
    }


def _check(step: Level, measures: Mapping[str, Measure], rule: Rule) -> Check:
    code, wanted, threshold = rule.code, rule.wanted, rule.threshold
    measure = measures[code]
    value, reason, holds = measure.value, measure.reason, None
    if value is not None:
        holds = True
        if threshold is not None:
            holds = value >= threshold if wanted == "at least" else value <= threshold
    elif code == "CON-D" and reason == NONE_DIFFER:
        holds = True  # having no difference to keep is as good as keeping all of them
    return Check(step, code, wanted, threshold, value, holds, reason)
