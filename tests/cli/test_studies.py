"""Handing records out and making tables of them, as whoever runs a study does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import assert_refused, coprod
from tests.research.test_dataset import Shelf

KEY = re.compile(r"with this key: ([0-9a-f]{64})")


@pytest.fixture
def ward(tmp_path: Path) -> str:
    shelf = Shelf(tmp_path / "data")
    shelf.put_three()
    shelf.store.close()
    return str(tmp_path / "data")


def test_what_one_hands_out_another_makes_tables_of(ward: str, tmp_path: Path) -> None:
    records, out = str(tmp_path / "records"), str(tmp_path / "out")
    handed = coprod("hand-out", "--out", records, "--data", ward)
    assert handed.returncode == 0, handed.stderr
    key = KEY.search(handed.stdout)
    assert key is not None
    assert "3 records of 2 people" in handed.stdout

    read = ["dataset", "--from", records, "--out", out, "--shelf", str(tmp_path / "shelf")]
    study = str(tmp_path / "nothing")
    assert_refused(coprod(*read, "--data", study), "whose seals count")
    assert_refused(coprod(*read, "--data", study, "--trust", "abc"), "not a hospital's key")
    assert_refused(coprod(*read, "--format", "xls", "--data", study), "no format 'xls'")

    wrong = coprod(*read, "--data", study, "--trust", "0" * 64)
    assert wrong.returncode == 1
    assert "whose key was not given" in wrong.stderr

    done = coprod(*read, "--data", study, "--trust", key[1], "--format", "csv", "--format", "sav")
    assert done.returncode == 0, done.stderr
    assert "3 interviews of 2 people" in done.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"answers.csv", "answers.sav", "load.R", "load.py", "codebook.html"} <= names
    assert "answers.parquet" not in names


def test_a_folder_that_is_in_the_way_is_refused(ward: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.docx").write_text("mine")
    for command in ("hand-out", "dataset"):
        refused = coprod(command, "--out", str(tmp_path / "out"), "--data", ward)
        assert_refused(refused, "thesis.docx")
    assert (tmp_path / "out/thesis.docx").read_text() == "mine"
