from __future__ import annotations

from random import Random
from typing import Any

import pytest

from coprod_widgets.measures.change import NO_RANGE, Spread
from coprod_widgets.research.statistics.changing import change_table
from coprod_widgets.research.statistics.told import FEW

from .made import pair, shared, tables

SPREAD = Spread(sd=1.0, reliability=0.8, people=40, source="our own ward")


def rose(people: int, by: int = 2) -> list[dict[str, Any]]:
    return [
        pair(f"p{n}", 2 + (by if day else 0), 3, day=day) for n in range(people) for day in (0, 90)
    ]


def test_the_change_is_the_last_less_the_first_and_has_no_error_range_by_itself() -> None:
    row = change_table(tables(rose(12))).row(voice="patient")
    assert row["value"] == pytest.approx(2)
    assert (row["first"], row["last"], row["people"]) == (2, 4, 12)
    assert row["reason"] == NO_RANGE
    assert "needs" not in row


def test_with_a_stated_spread_it_is_told_how_many_changed_for_sure() -> None:
    told = change_table(tables(rose(12)), spreads={"reasons.how_right patient": SPREAD})
    row = told.row(voice="patient")
    assert row["needs"] == pytest.approx(1.96 * (2 * 0.2) ** 0.5)
    assert (row["up"], row["down"]) == (1, 0)


def test_a_spread_of_too_few_people_is_no_error_range() -> None:
    few = Spread(sd=1.0, reliability=0.8, people=29, source="our own ward")
    told = change_table(tables(rose(12)), spreads={"reasons.how_right patient": few})
    assert "30 people or more" in str(told.row(voice="patient")["reason"])


def test_groups_of_fewer_than_ten_are_not_counted() -> None:
    some = [*rose(12), *[row | {"person": f"{row['person']}b"} for row in rose(5, by=0)]]
    row = change_table(tables(some), spreads={"reasons.how_right patient": SPREAD}).row(
        voice="patient"
    )
    assert "up" not in row
    assert "fewer than 10" in str(row["reason"])


def test_people_with_one_talk_are_left_out_and_few_are_not_told() -> None:
    told = change_table(tables([*rose(9), pair("once", 1, 2)]))
    assert {row["reason"] for row in told.rows} == {FEW}
    assert told.left_out[-1].endswith("at most 9")


def test_power_shared_is_the_mean_of_seven_statements_from_0_to_100() -> None:
    dice = Random(4)
    pairs = [row for n in range(12) for day in (0, 90) for row in shared(f"p{n}", dice, day)]
    first = [row["patient_number"] for row in pairs if row["day"] == 0]
    row = change_table(tables(pairs)).row(measure="PS", voice="patient")
    assert row["first"] == pytest.approx(25 * (sum(first) / len(first) - 1))
    assert change_table(tables(pairs)).row(measure="PS", voice="gap")["people"] == 12
