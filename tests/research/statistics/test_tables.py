from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.statistics.tables import read_tables

from .made import ITEMS, folder, tables


def test_a_folder_gives_its_tables_and_the_codes_that_could_be_picked(tmp_path: Path) -> None:
    read = read_tables(folder(tmp_path / "set"))
    assert read.people == 12
    assert read.pairs.height == 12 * len(ITEMS)
    assert read.codes["power", "1.0.0", "adult"] == (1, 2, 3, 4, 5)


def test_who_is_left_out_is_told_with_no_small_count() -> None:
    assert tables().left_out == [
        "12 people said no to research",
        "fewer than 10 people said 'ask me later'",
    ]


@pytest.mark.parametrize("spoilt", ["dataset.json", "pairs.parquet", "codebook.json"])
def test_a_folder_with_a_part_missing_is_refused(tmp_path: Path, spoilt: str) -> None:
    (folder(tmp_path / "set") / spoilt).unlink()
    with pytest.raises(CoprodError, match="is no data set, or a part of it is missing"):
        read_tables(tmp_path / "set")


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    out = folder(tmp_path / "set")
    (out / "pairs.parquet").write_bytes((out / "answers.parquet").read_bytes())
    with pytest.raises(CoprodError, match=r"pairs\.parquet in .* is not as it was written"):
        read_tables(out)


@pytest.mark.parametrize("written", ["{", "[]", '{"files": {}}', "null"])
def test_another_json_file_is_no_data_set(tmp_path: Path, written: str) -> None:
    out = folder(tmp_path / "set")
    (out / "dataset.json").write_text(written)
    with pytest.raises(CoprodError, match="is no data set"):
        read_tables(out)
