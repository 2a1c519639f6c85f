from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.reproducing.folder import read_folder
from coprod_widgets.research.reproducing.results import NOT_RELEASED, SAME, SCORE, reproduce
from coprod_widgets.research.writers import harmless
from tests.research.test_dataset import NOW, Shelf


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "data")
    made.put_three()
    return made


def dataset(shelf: Shelf, out: Path, *formats: str) -> Path:
    make_dataset(shelf.store, out, at=NOW, progress=quiet, formats=formats or ("csv", "parquet"))
    return out


@pytest.mark.parametrize("formats", [("csv",), ("parquet",), ("csv", "parquet")])
def test_scores_come_to_the_same_from_every_format(
    shelf: Shelf, tmp_path: Path, formats: tuple[str, ...]
) -> None:
    again = reproduce(read_folder(dataset(shelf, tmp_path / "out", *formats)))
    assert again.holds
    # Of three talks: one score of the talk, and one for each of its two reasons.
    assert again.counts[SCORE, SAME] == 9
    assert {row["value"] for row in again.rows if row["code"] == "settled"} == {5.0}


def test_csv_and_parquet_are_read_as_the_same_tables(shelf: Shelf, tmp_path: Path) -> None:
    one = read_folder(dataset(shelf, tmp_path / "one", "csv")).tables
    two = read_folder(dataset(shelf, tmp_path / "two", "parquet")).tables
    assert set(one) == set(two)
    for name, table in one.items():
        assert table.equals(two[name]), name
        assert table.schema == two[name].schema, name


def test_a_part_needs_no_list_of_digests_and_no_results(shelf: Shelf, tmp_path: Path) -> None:
    whole = dataset(shelf, tmp_path / "out", "parquet")
    part = tmp_path / "part"
    part.mkdir()
    for name in ("answers.parquet", "interviews.parquet", "codebook.json", "thresholds.json"):
        (part / name).write_bytes((whole / name).read_bytes())
    interviews = pl.read_parquet(part / "interviews.parquet")
    first = interviews["person"].unique().sort()[0]
    fewer = interviews.filter(pl.col("person") == first).with_columns(day=pl.lit(None))
    fewer.write_parquet(part / "interviews.parquet")
    again = reproduce(read_folder(part))
    assert again.holds
    assert {row["person"] for row in again.rows} == {first}


def test_a_code_that_was_kept_from_being_run_is_read_as_it_was(
    shelf: Shelf, tmp_path: Path
) -> None:
    out = dataset(shelf, tmp_path / "out", "csv")
    (out / "dataset.json").unlink()
    path = out / "answers.csv"
    guarded = harmless("-1|2")
    assert guarded == "'-1|2"
    pl.read_csv(path, infer_schema=False).with_columns(code=pl.lit(guarded)).write_csv(path)
    assert set(read_folder(out).tables["answers"]["code"]) == {"-1|2"}


@pytest.mark.parametrize("left_out", [["nights"], ["room"], ["nights", "room"]])
def test_a_release_says_itself_what_is_not_in_it(
    shelf: Shelf, tmp_path: Path, left_out: list[str]
) -> None:
    out = dataset(shelf, tmp_path / "out", "parquet")
    told = json.loads((out / "dataset.json").read_bytes())
    told["asked_of_too_few"] = {"questions": [f"forms@1.0.0/{name}" for name in left_out]}
    (out / "release.json").write_text(json.dumps(told))
    (out / "dataset.json").unlink()
    book = json.loads((out / "codebook.json").read_bytes())
    questions = book["instruments"][0]["questions"]
    book["instruments"][0]["questions"] = [q for q in questions if q["id"] not in left_out]
    (out / "codebook.json").write_text(json.dumps(book))
    with pytest.raises(CoprodError, match=r"codebook\.json in"):
        read_folder(out)
    told["files"] = {}
    (out / "release.json").write_text(json.dumps(told))
    answers = pl.read_parquet(out / "answers.parquet")
    answers.filter(~pl.col("question").is_in(left_out)).write_parquet(out / "answers.parquet")
    again = reproduce(read_folder(out))
    assert again.holds
    assert again.counts[SCORE, NOT_RELEASED] == 3
    assert again.counts[SCORE, SAME] == 6
    (out / "release.json").write_text("{")
    with pytest.raises(CoprodError, match=r"release\.json in"):
        read_folder(out)


def change_answers(folder: Path) -> None:
    path = folder / "answers.parquet"
    pl.read_parquet(path).with_columns(number=pl.lit(1.0)).write_parquet(path)


def without_subjects(folder: Path) -> None:
    (folder / "dataset.json").unlink()
    path = folder / "answers.parquet"
    pl.read_parquet(path).drop("subject").write_parquet(path)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_numbers_of_words_may_be_left_out(shelf: Shelf, tmp_path: Path, form: str) -> None:
    out = dataset(shelf, tmp_path / "out", form)
    (out / "dataset.json").unlink()
    path = out / f"answers.{form}"
    if form == "csv":
        pl.read_csv(path, infer_schema=False).drop("words").write_csv(path)
    else:
        pl.read_parquet(path).drop("words").write_parquet(path)
    again = reproduce(read_folder(out))
    assert again.holds
    assert again.counts[SCORE, SAME] == 9


def not_a_table(folder: Path) -> None:
    (folder / "dataset.json").unlink()
    (folder / "answers.parquet").write_bytes(b"PAR1 not at all")


def without_codebook(folder: Path) -> None:
    (folder / "codebook.json").unlink()


def another_codebook(folder: Path) -> None:
    (folder / "dataset.json").unlink()
    (folder / "codebook.json").write_text('{"instruments": [{"id": 1}]}')


def without_thresholds(folder: Path) -> None:
    (folder / "thresholds.json").unlink()


def without_answers(folder: Path) -> None:
    (folder / "answers.parquet").unlink()


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (change_answers, "answers.parquet in .* is not as it was written"),
        (without_subjects, "no column 'subject'"),
        (not_a_table, "answers.parquet in .* can't be read"),
        (without_codebook, "no codebook.json"),
        (another_codebook, "no codebook of coprod"),
        (without_thresholds, "no thresholds.json"),
        (without_answers, "no table 'answers'"),
    ],
)
def test_what_does_not_hold_is_refused_in_plain_words(
    shelf: Shelf, tmp_path: Path, harm: Callable[[Path], None], problem: str
) -> None:
    out = dataset(shelf, tmp_path / "out", "parquet")
    harm(out)
    with pytest.raises(CoprodError, match=problem):
        read_folder(out)


def test_a_codebook_of_other_tables_is_told(shelf: Shelf, tmp_path: Path) -> None:
    out = dataset(shelf, tmp_path / "out", "parquet")
    (out / "dataset.json").unlink()
    told = json.loads((out / "codebook.json").read_bytes())
    told["instruments"][0]["questions"] = told["instruments"][0]["questions"][1:]
    (out / "codebook.json").write_text(json.dumps(told))
    with pytest.raises(CoprodError, match="doesn't have 'read' of forms@1"):
        reproduce(read_folder(out))
