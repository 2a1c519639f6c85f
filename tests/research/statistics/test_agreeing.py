from __future__ import annotations

import pytest

from coprod_widgets.measures.agreement import NO_VARIANCE
from coprod_widgets.measures.thresholds import Thresholds
from coprod_widgets.research.statistics.agreeing import agreement_table, direction_table
from coprod_widgets.research.statistics.told import FEW
from tests.measures.test_paired import CLINICIAN, PATIENT

from .made import pair, tables

QUICK = Thresholds(name="quick", resamples=100)
CHECKED = [
    pair(f"p{n}", one, other) for n, (one, other) in enumerate(zip(PATIENT, CLINICIAN, strict=True))
]


def test_the_check_values_come_out_for_a_construct() -> None:
    told = agreement_table(tables(CHECKED), thresholds=QUICK)
    values = {row["statistic"]: row["value"] for row in told.rows}
    expected = {"EX": 0.3, "W1": 0.7, "DIR": 0.8, "MAD": 1.0, "QWK": 0.5031, "AC2": 0.6464}
    assert {code: values[code] for code in expected} == pytest.approx(expected, abs=5e-5)
    row = told.row(statistic="DIR", of="CON")
    assert (row["pairs"], row["people"], row["version"]) == (10, 10, "1.0.0")
    assert isinstance(row["low"], float)
    assert isinstance(row["high"], float)
    assert row["low"] < 0.8 < row["high"]


def test_of_fewer_than_ten_people_nothing_is_told_not_even_how_many() -> None:
    nine = [*CHECKED[:9], *CHECKED[:9]]
    for told in (agreement_table(tables(nine), thresholds=QUICK), direction_table(tables(nine))):
        assert told.people is None
        (row,) = told.rows
        assert dict(row) == {
            "instrument": "reasons",
            "version": "1.0.0",
            "of": row["of"],
            "reason": FEW,
        }


def test_a_side_without_variance_has_no_kappa_and_says_why() -> None:
    flat = [pair(f"p{n}", 3, 2 + n % 3) for n in range(12)]
    told = agreement_table(tables(flat), thresholds=QUICK)
    row = told.row(statistic="QWK")
    assert row["value"] is None
    assert row["reason"] == NO_VARIANCE
    assert told.row(statistic="DIR")["value"] == pytest.approx(0)


def test_versions_are_kept_apart_and_what_has_no_pair_is_counted() -> None:
    newer = [row | {"version": "2.0.0"} for row in CHECKED]
    unpaired = [pair(f"p{n}", None, 2) for n in range(11)]
    told = agreement_table(tables([*CHECKED, *newer, *unpaired]), thresholds=QUICK)
    assert {row["version"] for row in told.rows} == {"1.0.0", "2.0.0"}
    assert {row["pairs"] for row in told.rows} == {10}
    assert told.left_out[-1].startswith("11 pairs")


def test_by_question_each_has_its_own_rows() -> None:
    other = [row | {"question": "matters_today"} for row in CHECKED]
    told = agreement_table(tables([*CHECKED, *other]), by="question", thresholds=QUICK)
    assert {row["of"] for row in told.rows} == {"how_right", "matters_today"}


def test_the_direction_is_the_mean_difference_with_an_interval_over_people() -> None:
    row = direction_table(tables(CHECKED)).row(of="how_right")
    assert row["value"] == pytest.approx(0.8)
    assert row["low"] is not None
    assert row == direction_table(tables(reversed(CHECKED))).row(of="how_right")
