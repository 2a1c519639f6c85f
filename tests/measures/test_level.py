"""The level: climbed step by step, with every rule told, and "not enough to say"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.influence import NONE_DIFFER
from coprod_widgets.measures.level import Level, Levelled, level
from coprod_widgets.measures.result import Reason
from coprod_widgets.measures.thresholds import LABEL, PROVISIONAL

ALL = {
    "INF2": 0.5,
    "VOI1": 0.8,
    "CON-D": 0.8,
    "LIM1": 0.8,
    "UND": 0.0,
    "INFL1": 0.5,
    "INFL2": 0.5,
    "REC1": 0.5,
    "DEC3": 0.5,
    "PS_P": 60.0,
    "PS_gap": 15.0,
}
NONE = measure(Evidence())

NOBODY = Reason("nobody_said")


def of(reason: Reason = NOBODY, **values: float | None) -> Levelled:
    told = {code.replace("_D", "-D"): value for code, value in values.items()}
    wanted: dict[str, float | None] = {**ALL, **told}
    measures = {
        code: replace(NONE[code], value=value, reason=None if value is not None else reason)
        for code, value in wanted.items()
    }
    return level(measures, PROVISIONAL)


def test_all_rules_at_their_thresholds_make_the_highest_level() -> None:
    told = of()
    assert told.level is Level.TRANSFORMATIVE
    assert len(told.checks) == 12
    assert all(check.holds for check in told.checks)


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        ({"INF2": 0.49}, Level.BELOW),
        ({"VOI1": 0.49}, Level.TOLD),
        ({"VOI1": 0.79}, Level.DESCRIPTIVE),
        ({"CON_D": 0.79}, Level.DESCRIPTIVE),
        ({"LIM1": 0.79}, Level.DESCRIPTIVE),
        ({"INFL1": 0.49}, Level.INTERMEDIATE),
        ({"INFL2": 0.49}, Level.INTERMEDIATE),
        ({"REC1": 0.49}, Level.INTERMEDIATE),
        ({"DEC3": 0.49}, Level.INTERMEDIATE),
        ({"PS_P": 59.9}, Level.INTERMEDIATE),
        ({"PS_gap": 15.1}, Level.INTERMEDIATE),
    ],
)
def test_a_rule_that_does_not_hold_ends_the_climb(
    missed: dict[str, float], expected: Level
) -> None:
    told = of(**missed)
    assert told.level is told.at_least is expected
    assert [check.code.replace("-", "_") for check in told.checks if not check.holds] == [*missed]


@pytest.mark.parametrize("code", ["INF2", "VOI1", "CON_D", "LIM1", "UND", "PS_P", "PS_gap"])
def test_a_missing_measure_leaves_not_enough_to_say(code: str) -> None:
    told = of(**{code: None})
    assert told.level is None
    reasons = [check.reason for check in told.checks if check.holds is None]
    assert reasons[0] == NOBODY


def test_what_holds_already_is_told_with_not_enough_to_say() -> None:
    assert of(LIM1=None).at_least is Level.DESCRIPTIVE
    assert of(LIM1=None, VOI1=0.5).level is None


def test_what_would_come_higher_up_is_not_asked_for() -> None:
    assert of(INF2=0.2, PS_P=None, LIM1=None).level is Level.BELOW


def test_having_no_difference_holds_and_not_knowing_of_any_does_not() -> None:
    assert of(NONE_DIFFER, CON_D=None).level is Level.TRANSFORMATIVE
    assert of("Nobody said anything that could be counted.", CON_D=None).level is None


def test_an_empty_episode_is_not_enough_to_say() -> None:
    told = level(NONE, PROVISIONAL)
    assert (told.level, told.at_least) == (None, Level.BELOW)


def test_the_thresholds_are_printed_with_the_level_and_called_provisional() -> None:
    told = of()
    assert "provisional" in str(told.thresholds["name"])
    assert told.thresholds["transformative_gap"] == 15
    assert told.label == LABEL == "research use; no norms"
