from __future__ import annotations

import pytest

from coprod_widgets.research.statistics.keeping import promises_table
from coprod_widgets.research.statistics.told import FEW

from .made import promise, tables

OUTCOMES = ("done", "part", "not_done", "dropped", None)


def made(people: int, who: str = "staff") -> list[dict[str, object]]:
    return [
        row
        for n in range(people)
        for number, outcome in enumerate(OUTCOMES, start=1)
        for row in promise(f"p{n}", number, who, outcome)
    ]


def test_a_part_counts_half_and_what_was_dropped_or_not_said_leaves_both_counts() -> None:
    told = promises_table(tables(answers=made(12)))
    row = told.row(who="staff")
    assert row["value"] == pytest.approx(1.5 / 3)
    assert (row["due"], row["people"]) == (36, 12)
    assert told.left_out[-2:] == [
        "12 promises that were dropped together",
        "12 times that nobody said what came of one",
    ]


def test_an_interval_is_over_people_and_holds_the_value() -> None:
    kept = [
        row for n in range(20) for row in promise(f"p{n}", 1, "me", "done" if n % 2 else "part")
    ]
    row = promises_table(tables(answers=kept)).row(who="the patient")
    assert row["value"] == pytest.approx(0.75)
    assert isinstance(row["low"], float)
    assert isinstance(row["high"], float)
    assert 0.5 <= row["low"] < 0.75 < row["high"] <= 1


def test_of_fewer_than_ten_people_nothing_is_told() -> None:
    told = promises_table(tables(answers=[*made(12), *made(9, "other")]))
    assert dict(told.row(who="somebody else")) == {"who": "somebody else", "reason": FEW}
