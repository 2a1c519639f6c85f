"""What is said of what was worked out again: formulas, thresholds, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.level import rules_of
from coprod_widgets.measures.thresholds import LABEL
from coprod_widgets.research.reproducing.asked import Asked
from coprod_widgets.research.reproducing.results import (
    ALONE,
    COLUMNS,
    DIFFERS,
    INDICATOR,
    LEVEL,
    NOT_RELEASED,
    SAME,
    SCORE,
    Reproduced,
    worded,
)
from coprod_widgets.research.writers import as_csv
from coprod_widgets.widgets.measured import measure_name

_SAID = {
    SAME: "the same as in the tables",
    DIFFERS: "not the same as in the tables",
    NOT_RELEASED: "not released",
    ALONE: "with nothing beside them in the tables",
}
_NAMES = {INDICATOR: "indicators", LEVEL: "levels", SCORE: "scores"}


def how(again: Reproduced, asked: Asked) -> Iterator[str]:
    """How each thing is worked out, line by line: the thresholds, and each formula with them in."""
    yield f"{LABEL.capitalize()}. Thresholds:"
    yield from (f"  {name}: {value}" for name, value in again.thresholds.told().items())
    yield "Indicators and ratings of a round of talks:"
    for one in MEASURES:
        yield f"  {one.code}, {measure_name(one.code, 'en')}: {worded(one.code, again.thresholds)}"
    yield "The level of a round: the last of these of which all rules hold, one after the other:"
    for step, rules in rules_of(again.thresholds).items():
        yield f"  {step.value}: {', '.join(map(str, rules))}"
    scores = list(asked.all_scores())
    if scores:
        yield "Scores of a talk:"
        yield from (f"  {pin} {score.id}: {formula}" for pin, score, formula in scores)


def what_came(again: Reproduced) -> Iterator[str]:
    """How many came to the same, and how many did not."""
    for what, name in _NAMES.items():
        parts = [
            f"{again.counts[what, beside]} {said}"
            for beside, said in _SAID.items()
            if again.counts[what, beside]
        ]
        yield f"{name.capitalize()}: {'; '.join(parts) or 'none'}"
    if not again.compared:
        yield "What the tables lack, or have by other thresholds, was set beside nothing."
    if again.not_released:
        yield f"Not released: {', '.join(sorted(again.not_released))}"


def what_differs(again: Reproduced) -> Iterator[str]:
    """Everything that did not come to the same, by the pseudonyms in the tables."""
    yield from map(str, again.differences)
    for table, count in sorted(again.unmatched.items()):
        yield f"{count} rows of '{table}' are about no talk that is in 'interviews'"


def as_table(again: Reproduced) -> bytes:
    """Every result with its formula, as CSV."""
    return as_csv(COLUMNS, again.rows)
