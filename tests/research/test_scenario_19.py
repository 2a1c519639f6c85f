"""Each column says what it is; two versions of the words are told apart, not pooled silently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.interview.answer import Status
from coprod_widgets.research.columns import ANSWERS, TABLES
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.pooling import NOTHING, read_pool
from coprod_widgets.research.reproducing.folder import read_folder
from coprod_widgets.research.reproducing.results import reproduce
from coprod_widgets.research.statistics.agreeing import agreement_table, direction_table
from coprod_widgets.research.statistics.tables import read_tables
from coprod_widgets.research.values import MISSING

from .records import DEFINITION, as_text
from .test_dataset import NOW, Shelf

PEOPLE = 12
OLD_WORDS, NEW_WORDS = "matters?", "How heavy is it for you today?"
PINS = ("forms@1.0.0", "forms@2.0.0")


def second_version() -> dict[str, Any]:
    later = deepcopy(DEFINITION) | {"version": "2.0.0"}
    matters = later["sections"][1]["questions"][0]
    assert matters["id"] == "matters"
    matters["ask"] = {"en": NEW_WORDS}
    return later


LATER_TEXT = as_text(second_version())
LATER = load_text(LATER_TEXT, "forms.yaml")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Twelve people who held a talk with the words of before, and one with the words of now."""
    made = Shelf(tmp_path_factory.mktemp("ward") / "data", seed=1)
    made.store.keep_instrument(LATER, LATER_TEXT)
    pin = {"id": LATER.id, "version": LATER.version, "hash": LATER.hash}
    for n in range(PEOPLE):
        made.put(f"p_{n}", f"i_{n}_before", "yes")
        made.put(f"p_{n}", f"i_{n}_now", "yes", instrument=pin, opened="2026-06-09T14:00:00+00:00")
    yield made
    made.store.close()


def write(shelf: Shelf, out: Path, pool: Path | None = None) -> Path:
    pooled = read_pool(pool) if pool else NOTHING
    made = make_dataset(shelf.store, out, at=NOW, progress=lambda *_: None, pool=pooled)
    assert made.quarantined == []
    return out


@pytest.fixture
def out(shelf: Shelf, tmp_path: Path) -> Path:
    return write(shelf, tmp_path / "set")


def book(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "codebook.json").read_bytes())
    return found


def asked(told: dict[str, Any], pin: str, question: str) -> dict[str, Any]:
    instruments = {f"{one['id']}@{one['version']}": one for one in told["instruments"]}
    found: dict[str, Any]
    (found,) = [one for one in instruments[pin]["questions"] if one["id"] == question]
    return found


def test_every_column_of_every_table_is_in_the_codebook(out: Path) -> None:
    told = book(out)
    assert {path.stem for path in out.glob("*.parquet")} == {*TABLES, "wide_forms"}
    for path in out.glob("*.parquet"):
        there = told["tables"][path.stem]
        assert [one["column"] for one in there] == pl.read_parquet_schema(path).names()
        assert all(one["meaning"] and one["type"] for one in there)


def test_each_column_about_a_question_has_its_id_version_words_voice_construct_codes_and_missing(
    out: Path,
) -> None:
    told = book(out)
    about = [one for one in told["tables"]["wide_forms"] if "question" in one]
    assert len(about) > 100
    for one in about:
        pin = f"{one['instrument']}@{one['version']}"
        assert pin in PINS
        question = asked(told, pin, one["question"])
        (voice,) = [v for v in question["voices"] if v["voice"] == one["voice"]]
        (part,) = [f for f in question["fields"] if f["id"] == one.get("field")] or [voice]
        assert part["words"]["en"] in one["meaning"]
        assert one.get("construct") == question["construct"]
        codes = {value["value"] for value in one.get("values", ()) if not value["missing"]}
        missing = {value["value"] for value in one.get("values", ()) if value["missing"]}
        if one["column"].endswith("_status"):
            assert codes == {status.value for status in Status}
            continue
        # Why a cell is empty: codes in the cell itself, or the column that says it.
        assert missing == (set(MISSING.values()) if "code" in one else set())
        assert any(other["column"] == one["status"] for other in about)
        assert codes == ({0, 1} if "code" in one else {code["code"] for code in part["codes"]})
    constructs = {one.get("construct") for one in about}
    assert {"AST", "=1+1", None} == constructs


def test_each_row_of_answers_leads_to_the_exact_words_it_was_asked_in(out: Path) -> None:
    told = book(out)
    for row in pl.read_parquet(out / "answers.parquet").iter_rows(named=True):
        pin, _, name = row["as_asked"].partition("/")
        assert pin == f"{row['instrument']}@{row['version']}"
        question = asked(told, pin, name)
        assert row["construct"] == question["construct"]
        assert row["voice"] in {voice["voice"] for voice in question["voices"]}
        assert (row["status"] == "answered") == (row["missing"] is None)
    codes = {one["status"]: one["missing"] for one in told["statuses"]}
    assert codes == {status.value: MISSING.get(status) for status in Status}
    assert "missing" in [column.name for column in ANSWERS]


def test_a_score_says_by_which_rule_missing_answers_go(out: Path) -> None:
    for instrument in book(out)["instruments"]:
        settled, weighed = instrument["scores"]
        assert settled["missing"] == {"rule": "prorate", "least": 1}
        assert weighed["missing"]["rule"] == "all"
        assert (settled["needed"], weighed["needed"]) == (1, 2)


def test_after_a_change_of_words_both_versions_are_told_apart_everywhere(out: Path) -> None:
    told = book(out)
    for pin, words in zip(PINS, (OLD_WORDS, NEW_WORDS), strict=True):
        voices = asked(told, pin, "matters")["voices"]
        assert {voice["words"]["en"] for voice in voices} == {words}
    page = (out / "codebook.html").read_text("utf-8")
    assert OLD_WORDS in page
    assert NEW_WORDS in page

    for name in ("answers", "pairs"):
        table = pl.read_parquet(out / f"{name}.parquet").filter(pl.col("question") == "matters")
        counted = table.group_by("version").len().sort("version")
        assert counted["version"].to_list() == ["1.0.0", "2.0.0"]
        assert counted["len"].n_unique() == 1
        assert set(table["as_mapped"]) == {f"{pin}/matters" for pin in PINS}
    wide = pl.read_parquet(out / "wide_forms.parquet")
    for version in ("1.0.0", "2.0.0"):
        column = f"matters_v{version.replace('.', '_')}_1_patient"
        own = wide.filter(pl.col("version") == version)
        others = wide.filter(pl.col("version") != version)
        assert own[column].null_count() == 0
        assert others[column].null_count() == len(others)
        assert set(others[f"{column}_status"]) == {"not_applicable"}
    assert {"matters_1_patient", "nights_patient"}.isdisjoint(wide.columns)


def test_no_statistic_pools_them(out: Path) -> None:
    tables = read_tables(out)
    for told in (direction_table(tables), agreement_table(tables)):
        versions = {row["version"] for row in told.rows}
        assert versions == {"1.0.0", "2.0.0"}
        for version in versions:
            pairs = [row for row in told.rows if row["version"] == version and row.get("pairs")]
            # Two reasons of twelve people each, never those of both versions together.
            assert {row["pairs"] for row in pairs} == {2 * PEOPLE}


def test_what_is_pooled_is_what_somebody_declared(shelf: Shelf, tmp_path: Path) -> None:
    pool = tmp_path / "pool.yaml"
    pool.write_text(
        "pool:\n  - {instrument: forms, versions: [1.0.0, 2.0.0], questions: [matters]}\n"
    )
    out = write(shelf, tmp_path / "set", pool)
    answers = pl.read_parquet(out / "answers.parquet")
    by_name = answers.group_by("question").agg(pl.col("as_mapped").n_unique(), pl.col("version"))
    mapped = dict(by_name.select("question", "as_mapped").iter_rows())
    assert mapped["matters"] == 1
    assert mapped["nights"] == mapped["well"] == 2
    # What it was asked as is told beside it all the same.
    names = answers.filter(pl.col("question") == "matters")["as_asked"]
    assert set(names) == {f"{pin}/matters" for pin in PINS}
    wide = book(out)["tables"]["wide_forms"]
    pooled = [one for one in wide if one.get("question") == "matters"]
    assert pooled
    assert not any("version" in one for one in pooled)
    assert reproduce(read_folder(out)).holds
