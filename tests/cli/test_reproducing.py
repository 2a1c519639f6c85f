"""Working everything out again from tables, as a researcher does."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.running import assert_refused, coprod
from tests.research.test_dataset import Shelf


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    shelf = Shelf(tmp_path / "data")
    shelf.put_three()
    shelf.store.close()
    made = coprod("dataset", "--out", str(tmp_path / "set"), "--data", str(tmp_path / "data"))
    assert made.returncode == 0, made.stderr
    return tmp_path / "set"


def test_one_command_says_how_and_that_everything_came_to_the_same(
    tables: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again.csv"
    done = coprod("measures", str(tables), "--out", str(out))
    assert done.returncode == 0, done.stderr
    for words in (
        "Thresholds:\n  name: provisional 1",
        "words_for_balance: 40",
        "VOI2, Balance of words",
        "There is none when fewer than 40 words.",
        "told: INF2 at least 0.5",
        "forms@1.0.0 settled: sum(turned(nights), room) * 2 / answered",
        "Scores: 9 the same as in the tables",
        "Levels: 2 the same as in the tables",
    ):
        assert words in done.stdout
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["beside"] for row in rows} == {"same"}
    assert all(row["formula"] for row in rows)
    assert out.stat().st_mode & 0o777 == 0o600
    assert_refused(coprod("measures", str(tables), "--out", str(out)), "is there already")


def test_a_number_that_differs_is_named_and_the_exit_code_is_one(tables: Path) -> None:
    path = tables / "scores.parquet"
    pl.read_parquet(path).with_columns(value=pl.lit(7.0)).write_parquet(path)
    (tables / "dataset.json").unlink()
    done = coprod("measures", str(tables))
    assert done.returncode == 1
    assert "Scores: 9 not the same as in the tables" in done.stdout
    assert "settled: value 7.0 in the table, 5.0 again" in done.stderr


def test_other_thresholds_can_be_given(tables: Path, tmp_path: Path) -> None:
    limits = json.loads((tables / "thresholds.json").read_bytes())
    (tmp_path / "ours.json").write_text(json.dumps(limits | {"name": "ours", "prompt_pairs": 9}))
    done = coprod("measures", str(tables), "--thresholds", str(tmp_path / "ours.json"))
    assert done.returncode == 0, done.stderr
    assert "name: ours" in done.stdout
    assert "was set beside nothing" in done.stdout
    (tmp_path / "ours.json").write_text("{}")
    refused = coprod("measures", str(tables), "--thresholds", str(tmp_path / "ours.json"))
    assert_refused(refused, "The file of thresholds", "Copy thresholds.json")


def test_a_folder_that_is_no_data_set_is_one_plain_line_and_a_cure(tmp_path: Path) -> None:
    assert_refused(coprod("measures", str(tmp_path)), "no table 'interviews'", "codebook.json")
