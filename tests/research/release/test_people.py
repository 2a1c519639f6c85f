from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research import formats
from coprod_widgets.research.release import making
from tests.research.release.hospital import AGE, Hospital, names
from tests.research.test_dataset import NOW

BY_AGE: dict[str, Any] = {"people": "people.csv", "quasi_identifiers": AGE}


def test_only_people_whose_latest_word_is_still_yes_are_in_it(hospital: Hospital) -> None:
    hospital.store.add_consent("p_00", "withdrawn", NOW)
    hospital.store.add_consent("p_01", "capacity_lost", NOW)
    made = hospital.release()
    (row,) = [row for row in hospital.store.datasets() if row.id == made.id]
    assert row.patients == names(12)[2:]
    assert made.parts.chosen.left_out["withdrawn"] == 1
    left_out = hospital.about()["consent"]["left_out"]
    assert left_out["withdrawn"] == left_out["capacity_lost"] == "fewer than 10"
    frame = pl.read_parquet(hospital.folder / "out/answers.parquet")
    assert frame["person"].n_unique() == 10


def test_fewer_people_than_k_are_no_release(hospital: Hospital) -> None:
    for name in names(3):
        hospital.store.add_consent(name, "no", NOW)
    with pytest.raises(CoprodError, match="fewer than 10 people"):
        hospital.release()
    with pytest.raises(CoprodError, match="fewer than 10 people"):
        hospital.release(tables=[], cuts=[{"title": "t", "rows": "age"}], **BY_AGE)
    assert not (hospital.folder / "out").exists()


def test_too_few_of_a_kind_are_refused_by_their_number_alone(hospital: Hospital) -> None:
    with pytest.raises(CoprodError) as refused:
        hospital.release(**BY_AGE)
    told = str(refused.value)
    assert "By age, 2 classes of people" in told
    assert "leave_out" in told
    assert not [word for word in ("under 40", "p_0", "6 people") if word in told]
    assert hospital.release(k=5, **BY_AGE).parts.chosen.k == 6


def test_too_few_of_a_kind_can_be_left_out_of_everything(hospital: Hospital) -> None:
    rows = {name: [30 if n < 8 else 50] for n, name in enumerate(names(12))}
    hospital.people_file(rows, "age")
    cuts = [{"title": "By age", "rows": "age"}]
    made = hospital.release(k=5, small_classes="leave_out", cuts=cuts, **BY_AGE)
    assert sorted(made.parts.chosen.people) == sorted(map(hospital.store.pseudonym, names(8)))
    assert hospital.about()["consent"]["left_out"]["small_class"] == "fewer than 5"
    assert {row["age"] for row in hospital.file("people.csv")} == {"under 40"}
    every = {row["age"]: row["people"] for row in hospital.file("cut_01.csv")}
    assert every["all"] == "10"  # of 8


def test_who_is_not_in_the_file_of_people_is_left_out_and_counted(hospital: Hospital) -> None:
    hospital.people_file({name: [50] for name in names(11)}, "age")
    made = hospital.release(**BY_AGE)
    assert made.parts.chosen.left_out["without_attributes"] == 1
    assert len(hospital.file("people.csv")) == 11


def test_people_whose_attribute_is_not_known_are_a_class_of_their_own(hospital: Hospital) -> None:
    hospital.people_file({name: [50 if n else ""] for n, name in enumerate(names(12))}, "age")
    with pytest.raises(CoprodError, match="1 class of people"):
        hospital.release(**BY_AGE)


def test_what_was_left_out_of_the_data_set_already_is_told_too(hospital: Hospital) -> None:
    hospital.store.add_consent("p_11", "no", NOW)
    hospital.dataset("later")
    hospital.release(dataset="later")
    told: dict[str, Any] = hospital.about()["consent"]
    assert set(told["left_out_of_the_data_set"].values()) == {"fewer than 10"}
    about = json.loads((hospital.folder / "later/dataset.json").read_bytes())
    assert about["left_out"]["no"] == 1


def test_a_yes_that_is_taken_back_while_the_release_is_made_stops_it(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = formats.write_all

    def meanwhile(*given: Any) -> Any:
        hospital.store.add_consent("p_00", "withdrawn", NOW)
        return real(*given)

    monkeypatch.setattr(making, "write_all", meanwhile)
    with pytest.raises(CoprodError, match="left research while"):
        hospital.release()
    assert not (hospital.folder / "out").exists()
    assert len(hospital.store.datasets()) == 1
