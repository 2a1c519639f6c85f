from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError, SealError
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.release.given import read_given
from tests.research.release.hospital import Hospital, names, quiet
from tests.research.test_dataset import NOW


def test_a_data_set_is_read_with_its_columns_its_people_and_their_instruments(
    hospital: Hospital,
) -> None:
    given = read_given(hospital.folder / "ds", hospital.store)
    assert set(given.frames) == {*TABLES, "wide_forms"}
    for name, frame in given.frames.items():
        assert frame.columns == [column.name for column in given.columns[name]]
    assert list(given.columns["answers"]) == list(TABLES["answers"])
    assert sorted(given.patients.values()) == names(12)
    assert set(given.frames["interviews"]["interview"]) == set(given.interviews)
    assert list(given.instruments) == ["forms@1.0.0"]
    questions = {column.question for column in given.columns["wide_forms"]}
    assert {"nights", "matters", None} <= questions


@pytest.mark.parametrize("name", ["answers.parquet", "codebook.html", "interviews.csv"])
@pytest.mark.parametrize("change", ["changed", "gone"])
def test_one_file_that_is_not_as_it_was_and_nothing_is_read(
    hospital: Hospital, name: str, change: str
) -> None:
    path = hospital.folder / "ds" / name
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CoprodError, match=name):
        read_given(hospital.folder / "ds", hospital.store)


def test_a_list_of_digests_that_was_changed_with_its_file_is_found_out(hospital: Hospital) -> None:
    folder = hospital.folder / "ds"
    changed = (folder / "answers.csv").read_bytes() + b"x"
    (folder / "answers.csv").write_bytes(changed)
    about = json.loads((folder / "dataset.json").read_bytes())
    about["files"]["answers.csv"] = hashlib.sha256(changed).hexdigest()
    (folder / "dataset.json").write_text(json.dumps(about))
    with pytest.raises(CoprodError, match="not made from this data folder"):
        read_given(folder, hospital.store)


def test_a_row_of_the_store_that_was_changed_is_found_out(hospital: Hospital) -> None:
    with closing(sqlite3.connect(hospital.store.settings.data / "coprod.db")) as connection:
        connection.execute("UPDATE datasets SET patients = '[]'")
        connection.commit()
    with pytest.raises(SealError, match="'datasets'"):
        read_given(hospital.folder / "ds", hospital.store)


def test_who_was_left_out_of_it_is_what_the_store_wrote_down(hospital: Hospital) -> None:
    about = json.loads((hospital.folder / "ds/dataset.json").read_bytes())
    told = about["left_out"]
    about["left_out"] = {"no": 99}
    (hospital.folder / "ds/dataset.json").write_text(json.dumps(about))
    assert read_given(hospital.folder / "ds", hospital.store).left_out == told


def test_a_data_set_of_another_hospital_is_refused(hospital: Hospital, tmp_path: Path) -> None:
    other = Hospital(tmp_path / "other", names(3, "q"), seed=None)
    with pytest.raises(CoprodError, match="not made from this data folder"):
        read_given(other.dataset(), hospital.store)
    other.store.close()


@pytest.mark.parametrize("content", ["{", "[]", '{"files": {}}', '{"files": []}'])
def test_what_is_no_data_set_is_refused(hospital: Hospital, content: str) -> None:
    (hospital.folder / "ds/dataset.json").write_text(content)
    with pytest.raises(CoprodError, match="is no data set"):
        read_given(hospital.folder / "ds", hospital.store)


def test_without_parquet_the_cure_is_to_write_it(hospital: Hospital) -> None:
    out = hospital.folder / "csv"
    make_dataset(hospital.store, out, at=NOW, progress=quiet, formats=["csv"])
    with pytest.raises(CoprodError, match="--format parquet"):
        read_given(out, hospital.store)
