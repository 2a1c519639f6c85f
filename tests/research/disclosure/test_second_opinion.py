"""What ACRO and pyCANON say of the same tables; `second_opinion` asked them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coprod_widgets.research.disclosure.anonymity import classes, smallest
from coprod_widgets.research.disclosure.counts import TOTAL
from coprod_widgets.research.disclosure.hiding import hide
from coprod_widgets.research.disclosure.means import means

from .made import counts_of, people_of, sizes
from .second_opinion import SAID, people

SECOND = json.loads(SAID.read_text(encoding="utf-8"))["said"]


def cells_of(names: list[str]) -> set[tuple[str, str]]:
    return {(row, column) for row, column in (name.split(" ") for name in names)}


@pytest.fixture(params=SECOND, ids=lambda said: str(said["table"]))
def said(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_acro_finds_the_same_cells_too_few_and_all_of_them_are_hidden(said: dict[str, Any]) -> None:
    counts = counts_of(said["table"])
    too_few = cells_of(said["too_few"])
    assert too_few == {cell for cell, number in sizes(counts).items() if number < 10}
    assert too_few <= set(hide(counts).hidden)


def test_acro_rounds_cells_to_the_same_numbers(said: dict[str, Any]) -> None:
    told = hide(counts_of(said["table"])).numbers
    for cell in cells_of(list(said["rounded"])):
        # ACRO adds rounded cells up for its margins; ours are rounded by themselves.
        if TOTAL not in cell and told[cell] is not None:
            assert told[cell] == said["rounded"][" ".join(cell)]


def test_every_mean_that_acro_flags_is_hidden(said: dict[str, Any]) -> None:
    rows = people(said["table"])
    for age in {row["age"] for row in rows}:
        who = {f"person {n}": row for n, row in enumerate(rows) if row["age"] == age}
        values = {name: [row["value"]] for name, row in who.items()}
        told = means(values, {name: {"ward": row["ward"]} for name, row in who.items()}, "ward")
        for ward, column in cells_of(said["means"]):
            if column == age:
                assert told.groups.get(ward) is None


def test_pycanon_counts_the_same_k(said: dict[str, Any]) -> None:
    assert smallest(classes(people_of(said["table"]), ["ward", "age"])) == said["k"]


def test_scenario_of_cells_of_3_4_and_12_is_among_what_acro_was_asked() -> None:
    (said,) = [one for one in SECOND if one["table"] == [[3], [4], [12]]]
    assert cells_of(said["too_few"]) == {
        ("w0", "a0"),
        ("w1", "a0"),
        ("w0", TOTAL),
        ("w1", TOTAL),
    }
