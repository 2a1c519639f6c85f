from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from coprod_widgets.research.columns import DAYS, TABLES
from coprod_widgets.research.release.keying import StudyKey
from tests.research.release.hospital import Hospital, names


def read(hospital: Hospital, name: str, out: str = "out") -> pl.DataFrame:
    return pl.read_parquet(hospital.folder / out / f"{name}.parquet")


def test_the_same_study_has_the_same_names_and_another_one_others(hospital: Hospital) -> None:
    hospital.release("one")
    hospital.release("two", time_unit="day")
    hospital.release("other", study="another")
    people = [set(read(hospital, "people", out)["person"]) for out in ("one", "two", "other")]
    talks = [set(read(hospital, "answers", out)["interview"]) for out in ("one", "two", "other")]
    for found in (people, talks):
        assert found[0] == found[1]
        assert found[0].isdisjoint(found[2])
    inside = pl.read_parquet(hospital.folder / "ds/interviews.parquet")
    assert people[0].isdisjoint(set(inside["person"]))
    assert talks[0].isdisjoint(set(inside["interview"]))
    keys = [hospital.about(out)["pseudonyms"]["key"] for out in ("one", "two", "other")]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(("unit", "size"), [("week", 7), ("day", 1)])
def test_every_day_is_shifted_by_the_persons_own_days(tmp_path: Path, unit: str, size: int) -> None:
    hospital = Hospital(tmp_path, names(10))
    hospital.talk("p_00", 20)  # in March too, 20 days after the first
    hospital.dataset()
    hospital.release(time_unit=unit)
    key = StudyKey(hospital.store.study_key("signs-2026"))
    shift = key.shift(hospital.store.pseudonym("p_00"))
    mine = key.person(hospital.store.pseudonym("p_00"))
    told = read(hospital, "interviews").filter(person=mine)[unit].to_list()
    assert told == [shift // size, (20 + shift) // size]
    episode = read(hospital, "episodes").filter(person=mine)
    assert episode[unit].to_list() == [told[0]]
    assert episode[f"last_{unit}"].to_list() == [told[1]]
    hospital.store.close()


def test_in_weeks_no_column_counts_days_any_more(hospital: Hospital) -> None:
    hospital.release()
    for name in (*TABLES, "wide_forms"):
        assert not DAYS & set(read(hospital, name).columns), name
    assert "week" in read(hospital, "wide_forms").columns
    assert {"week", "outcome_week"} <= set(read(hospital, "actions").columns)


def test_rows_stand_in_the_order_of_the_new_names(hospital: Hospital) -> None:
    hospital.release()
    for name in ("people", "answers", "interviews", "wide_forms"):
        assert read(hospital, name)["person"].is_sorted()


def test_only_the_tables_that_were_asked_for_go_out_with_the_people(hospital: Hospital) -> None:
    hospital.release(tables=["pairs"], formats=["parquet"])
    left = {path.name for path in (hospital.folder / "out").iterdir()}
    assert {name for name in left if name.endswith("parquet")} == {
        "people.parquet",
        "pairs.parquet",
    }
    assert left.isdisjoint({"pairs.csv", "load.R", "datapackage.json"})


def test_a_wide_column_that_too_few_were_asked_goes_with_its_status(tmp_path: Path) -> None:
    hospital = Hospital(tmp_path, names(10))
    for n, name in enumerate(names(4)):
        hospital.other_version(name, 20 + n)
    hospital.dataset()
    made = hospital.release()
    wide = read(hospital, "wide_forms")
    assert made.parts.rare.instruments == ("forms@2.0.0",)
    assert set(wide["version"]) == {"1.0.0"}
    assert "nights_v1_0_0_patient" in wide.columns
    assert not [name for name in wide.columns if "v2_0_0" in name]
    assert made.parts.columns_left_out > 0
    # The clinician's guess was reached by nobody, the patient's by all.
    assert "guess_v1_0_0_1_patient" in wide.columns
    assert not [name for name in wide.columns if name.startswith("guess") and "clinician" in name]
    assert wide.height == 10
    assert set(read(hospital, "answers")["version"]) == {"1.0.0"}
    told = (hospital.folder / "out/codebook.json").read_text("utf-8")
    assert "2.0.0" not in told.replace("profiles/2.0", "")
    assert hospital.about()["asked_of_too_few"]["instruments"] == ["forms@2.0.0"]
    hospital.store.close()
