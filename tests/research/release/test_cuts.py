from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.errors import PlanError
from coprod_widgets.research.disclosure.thresholds import meant
from coprod_widgets.research.release.cuts import COUNTED, make_cuts
from coprod_widgets.research.release.plan import Plan
from coprod_widgets.research.release.variables import Variable
from tests.research.release.hospital import AGE, Hospital

QUASI = {
    "age": {"bands": [30, 40]},
    "legal": {"groups": {"order": ["o"], "transfer": ["t"]}},
    "ward": {"values": ["A", "B", "C"]},
}
ALLOWED = {"allowed_by": "The guardian", "why": "It was asked"}
CUTS: list[dict[str, Any]] = [
    {"title": "Wards", "rows": "ward"},
    {"title": "Ages and status", "rows": "age", "columns": "legal"},
    {"title": "Ages", "rows": "age"},
    {"title": "A mean", "mean": "scores.settled", "by": "age"},
    {"title": "A mean by ward", "mean": "scores.other", "by": "ward"},
]
PERSON = st.fixed_dictionaries(
    {
        "age": st.sampled_from(["under 30", "30 to 39", "40 and over", "not known"]),
        "legal": st.sampled_from(["order", "transfer"]),
        "ward": st.sampled_from(["A", "A", "A", "B", "C"]),
    }
)
PEOPLE = st.lists(
    st.tuples(PERSON, st.lists(st.integers(0, 20), max_size=3)), min_size=10, max_size=60
)


def plan(cuts: list[dict[str, Any]], **more: Any) -> Plan:
    return Plan.model_validate(
        {"study": "s", "quasi_identifiers": QUASI, "ward_cuts": ALLOWED, "cuts": cuts} | more
    )


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.sampled_from([5, 10]))
def test_no_count_and_no_mean_that_is_told_is_of_fewer_than_k_people(
    drawn: list[tuple[dict[str, str], list[int]]], k: int
) -> None:
    people = {f"p{n}": own for n, (own, _) in enumerate(drawn)}
    rows = [(f"p{n}", float(v)) for n, (_, values) in enumerate(drawn) for v in values]
    schema = {"person": pl.String, "value": pl.Float64}
    variable = Variable("scores.settled", pl.DataFrame(rows, schema=schema, orient="row"))
    valued = {person for person, _ in rows}
    for cut in make_cuts(plan(CUTS, k=k), people, {3: variable, 4: variable}):
        behind = {one.name.removeprefix(f"{cut.planned.title}: "): one for one in cut.behind}
        told = [row for row in cut.table.rows() if not row["hidden"]]
        assert len(told) == len(cut.behind)
        for row in told:
            asked = {key: row[key] for key in QUASI if key in row and row[key] != "all"}
            who = {p for p, own in people.items() if all(own[a] == v for a, v in asked.items())}
            who &= valued if cut.planned.mean else who
            one = behind[" and ".join(map(str, asked.values())) or "all"]
            assert one.people == who
            assert len(who) >= k
            low, high = meant(int(row["people"] or 0))
            assert low <= len(who) <= high
        assert all(row["people"] is None for row in cut.table.rows() if row["hidden"])


def test_what_a_number_is_of_stands_beside_who_is_behind_it() -> None:
    people = {f"p{n}": {"age": "under 30", "legal": "order", "ward": "A"} for n in range(12)}
    rows = pl.DataFrame({"person": list(people), "value": [float(n) for n in range(12)]})
    made = make_cuts(plan(CUTS), people, dict.fromkeys((3, 4), Variable("scores.x", rows)))
    assert [cut.table.name for cut in made] == [f"cut_{n:02}" for n in range(1, 6)]
    assert {one.what for one in made[0].behind} == {COUNTED}
    assert {one.what for one in made[3].behind} == {"scores.x"}


def release(hospital: Hospital, *cuts: dict[str, Any], **more: Any) -> list[dict[str, str]]:
    hospital.release(
        people="people.csv", quasi_identifiers=AGE, k=5, tables=[], cuts=list(cuts), **more
    )
    return hospital.file("cut_01.csv")


def test_the_mean_of_a_score_is_of_people_and_not_of_talks(hospital: Hospital) -> None:
    rows = release(hospital, {"title": "Settled", "mean": "scores.settled", "by": "age"})
    answers = pl.read_parquet(hospital.folder / "ds/scores.parquet").filter(score="settled")
    mean = answers["value"].mean()
    every = next(row for row in rows if row["age"] == "all")
    assert every == {
        "age": "all",
        "people": "10",
        "mean": f"{float(str(mean)):.1f}",
        "hidden": "false",
    }


@pytest.mark.parametrize(
    ("cut", "problem"),
    [
        ({"mean": "scores.nothing"}, "There are: settled, weighed"),
        ({"mean": "indicators.XX"}, "no measure 'XX'"),
        ({"mean": "scores.settled", "voice": "clinician"}, "one of: patient"),
        ({"mean": "scores.settled", "instrument": "forms@9.0.0"}, "one of: forms@1.0.0"),
        ({"mean": "indicators.UND", "voice": "patient"}, "not of a voice"),
    ],
)
def test_a_mean_of_what_the_data_do_not_have_is_refused_with_what_they_have(
    hospital: Hospital, cut: dict[str, Any], problem: str
) -> None:
    with pytest.raises(PlanError, match=problem):
        release(hospital, {"title": "t", "by": "age", **cut})


def test_a_score_of_two_versions_is_never_pooled(hospital: Hospital) -> None:
    for n in range(12):
        hospital.other_version(f"p_{n:02}", 20 + n)
    hospital.dataset("both")
    cut = {"title": "t", "mean": "scores.settled", "by": "age"}
    with pytest.raises(PlanError, match=r"one of: forms@1\.0\.0, forms@2\.0\.0"):
        hospital.release(
            dataset="both", people="people.csv", quasi_identifiers=AGE, k=5, tables=[], cuts=[cut]
        )
    cut["instrument"] = "forms@2.0.0"
    hospital.release(
        dataset="both", people="people.csv", quasi_identifiers=AGE, k=5, tables=[], cuts=[cut]
    )
    assert hospital.file("cut_01.csv")[-1]["hidden"] == "false"


def test_a_measure_can_be_cut_too(hospital: Hospital) -> None:
    rows = release(hospital, {"title": "Understood", "mean": "indicators.VOI2", "by": "age"})
    assert {row["age"] for row in rows} <= {"under 40", "40 and over", "not known", "all"}
