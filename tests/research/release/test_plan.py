from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.errors import PlanError
from coprod_widgets.research.release.plan import Plan
from coprod_widgets.research.release.plan_file import read_plan

WARD = {"values": ["A", "B"]}
ALLOWED = "ward_cuts: {allowed_by: The Caldicott guardian, why: The funder asked}\n"


def read(folder: Path, text: str) -> Plan:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path).plan


def faults(folder: Path, text: str) -> str:
    with pytest.raises(PlanError) as refused:
        read(folder, text)
    return str(refused.value)


def test_a_plan_that_says_nothing_but_its_study_has_all_the_careful_defaults(
    tmp_path: Path,
) -> None:
    plan = read(tmp_path, "study: signs-2026\n")
    assert (plan.k, plan.small_classes, plan.time_unit) == (10, "refuse", "week")
    assert (plan.tables, plan.cuts, plan.ward_cuts) == (None, (), None)


def test_all_faults_of_the_form_are_named_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = (
        "study: Signs 2026\n"
        "k: 4\n"
        "quasi_identifiers:\n"
        "  age: {bands: [40, 30]}\n"
        "  legal: {bands: [1], groups: {a: [b]}}\n"
        "cuts:\n"
        "  - {title: One, mean: score.ps, by: age}\n"
        "  - {title: Two, mean: scores.ps}\n"
        "  - {title: Three, rows: age, mean: scores.ps, by: age}\n"
        "time_unit: month\n"
        "bogus: 1\n"
    )
    told = faults(tmp_path, text)
    for line in (1, 2, 4, 5, 7, 8, 9, 10, 11):
        assert f"plan.yaml:{line}: " in told, line
    for words in ("name of a study", "at least 5", "each above the one before", "in one way"):
        assert words in told


def test_what_a_plan_of_right_form_can_not_mean_is_named_at_once(tmp_path: Path) -> None:
    text = (
        "study: s\n"
        "formats: [xls]\n"
        "quasi_identifiers:\n"
        "  age: {bands: [40]}\n"
        "  person: {as_is: true}\n"
        "cuts:\n"
        "  - {title: One, rows: agee}\n"
        "  - {title: Two, rows: age, columns: age}\n"
    )
    told = faults(tmp_path, text)
    assert "no format 'xls'" in told
    assert "where people's attributes are" in told
    assert "can be called 'person'" in told
    assert "Did you mean 'age'?" in told
    assert "in its rows and in its columns" in told


@pytest.mark.parametrize(
    "name", ["ward", "unit", "hospital", "home_ward", "place", "ward2", "wards", "last_unit_code"]
)
def test_a_ward_is_refused_unless_somebody_allowed_it_and_said_why(
    tmp_path: Path, name: str
) -> None:
    declared = ", ward: true" if name == "place" else ""
    text = (
        "study: s\npeople: people.csv\n"
        f"quasi_identifiers:\n  {name}: {{values: [A, B]{declared}}}\n"
    )
    assert f"'{name}' is a ward" in faults(tmp_path, text)
    assert read(tmp_path, text + ALLOWED).is_ward(name)


@pytest.mark.parametrize("missing", ["allowed_by", "why"])
def test_who_allowed_wards_and_why_can_not_be_left_open(tmp_path: Path, missing: str) -> None:
    text = "study: s\n" + ALLOWED.replace(missing, "note")
    assert f"'{missing}' is missing" in faults(tmp_path, text)


def test_a_release_of_nothing_is_refused(tmp_path: Path) -> None:
    assert "Nothing goes out" in faults(tmp_path, "study: s\ntables: []\n")


def test_a_cut_alone_tells_no_value_for_being_there(tmp_path: Path) -> None:
    text = (
        "study: s\npeople: people.csv\nquasi_identifiers:\n  origin: {as_is: true}\n"
        "cuts:\n  - {title: t, rows: origin}\n"
    )
    assert read(tmp_path, text).cuts
    assert "Declare all 'values' of 'origin'" in faults(tmp_path, text + "tables: []\n")


def test_values_that_were_declared_as_none_are_no_way_around_that(tmp_path: Path) -> None:
    text = (
        "study: s\npeople: people.csv\ntables: []\nquasi_identifiers:\n  origin: {values: []}\n"
        "cuts:\n  - {title: t, rows: origin}\n"
    )
    assert "quasi_identifiers.origin.values" in faults(tmp_path, text)


@pytest.mark.parametrize("k", [7, 12])
def test_no_k_lets_a_rounded_count_be_known_exactly(tmp_path: Path, k: int) -> None:
    # With k = 12 the 10 that is told could stand for 12 alone.
    assert f"write {k // 5 * 5} or {k // 5 * 5 + 5}" in faults(
        tmp_path, f"study: s\nk: {k}\n"
    ).replace("Write", "write")
    assert read(tmp_path, "study: s\nk: 15\n").k == 15


def test_codes_that_are_numbers_are_the_texts_of_the_file_of_people(tmp_path: Path) -> None:
    text = (
        "study: s\npeople: people.csv\n"
        "quasi_identifiers:\n  stay: {groups: {short: [1, 2], long: [3]}}\n"
    )
    assert read(tmp_path, text).quasi_identifiers["stay"].coarser.of("stay", "2") == "short"


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"bands": [30, 40]}, "in bands: under 30, 30 to 39, 40 and over"),
        ({"groups": {"a": ["x", "y"]}}, "in groups: a (x, y)"),
        (WARD, "one of A, B"),
        ({"as_is": True}, "as it is"),
    ],
)
def test_each_way_of_making_coarser_is_told_in_words(declared: dict[str, Any], told: str) -> None:
    plan = Plan.model_validate({"study": "s", "quasi_identifiers": {"it": declared}})
    assert plan.quasi_identifiers["it"].told == told
