"""A whole data set in every format, from an instrument and answers that mean harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyreadstat
import pytest

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.formats import WRITERS
from coprod_widgets.research.writers import harmless

from .records import DEFINITION, body
from .test_dataset import NOW, Shelf, rows_of
from .test_formulas import hostile

HOSTILE = [
    "=HYPERLINK(\"http://example.invalid\",\"x\")",
    "<script>alert('x')</script><b>&amp;]]>",
    'He said "no", then\r\nleft; \'quoted\',,',
    "-1+1|cmd",
    "Ääkköset ‏مرحبا‏ 🙂 {{ 7*7 }} %s",
]  # fmt: skip
NAMES = [*TABLES, "wide_forms"]


def answers(text: str) -> list[dict[str, Any]]:
    """Every answer in own words says it."""
    changed = []
    for one in body()["answers"]:
        value = one["value"]
        if isinstance(value, str) and one["question"] not in ("moved",):
            value = value if one["voice"] == "clinician" else text
        if isinstance(value, dict):
            value = value | {"wording": text}
        changed.append(one | {"value": value})
    return changed


@pytest.fixture(params=HOSTILE)
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def out(text: str, tmp_path: Path) -> Path:
    definition = hostile(DEFINITION | {"version": "2.0.0", "licence": ""}, text)
    # YAML does not put the two halves of a sign together that JSON may escape apart.
    written = json.dumps(definition, ensure_ascii=False)
    shelf = Shelf(tmp_path / "data")
    instrument = load_text(written, "hostile")
    shelf.store.keep_instrument(instrument, written)
    pin = {"id": instrument.id, "version": instrument.version, "hash": instrument.hash}
    shelf.put("p_anna", "i_1", "yes", instrument=pin, answers=answers(text))
    make_dataset(
        shelf.store, tmp_path / "out", at=NOW, progress=lambda *_: None, formats=tuple(WRITERS)
    )
    shelf.store.close()
    return tmp_path / "out"


def plain(values: list[Any]) -> list[Any]:
    return [None if value is None or value != value else value for value in values]


def test_readers_that_did_not_write_it_see_what_was_written(out: Path, text: str) -> None:
    for name in NAMES:
        kept = pl.read_parquet(out / f"{name}.parquet")
        by_duckdb = duckdb.sql(
            "SELECT * FROM read_parquet($path)", params={"path": str(out / f"{name}.parquet")}
        )
        assert by_duckdb.columns == kept.columns
        assert by_duckdb.fetchall() == kept.rows()
        by_pandas = pd.read_parquet(out / f"{name}.parquet")
        for column in kept.columns:
            assert plain(by_pandas[column].tolist()) == kept[column].to_list()
        for row, cells in zip(
            kept.iter_rows(named=True), rows_of(out / f"{name}.csv"), strict=True
        ):
            for column, value in row.items():
                if isinstance(value, str):
                    assert cells[column] == harmless(value)
    assert text in set(pl.read_parquet(out / "answers.parquet")["construct"].drop_nulls())


def test_labels_arrive_whole_in_spss_and_stata(out: Path, text: str) -> None:
    frame, about = pyreadstat.read_sav(str(out / "wide_forms.sav"), user_missing=True)
    kept = pl.read_parquet(out / "wide_forms.parquet")
    assert about.column_names_to_labels["matters_1_patient"] == text
    assert about.variable_value_labels["matters_1_patient"][2] == text
    assert about.variable_value_labels["matters_1_patient"][-7] == "declined"
    assert frame["matters_1_patient"].tolist() == kept["matters_1_patient"].to_list()
    assert frame["guess_1_clinician"].tolist() == [-9]
    stata = pd.read_stata(out / "wide_forms.dta", convert_missing=True, convert_categoricals=False)
    assert str(stata["guess_1_clinician"].iloc[0]) == ".c"
    with pd.io.stata.StataReader(out / "wide_forms.dta") as reader:
        reader.read(convert_categoricals=False)
        assert reader.variable_labels()["matters_1_patient"] == text[:80]
        assert any(text in labels.values() for labels in reader.value_labels().values())


def test_own_words_are_in_no_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data")
    shelf.put("p_anna", "i_1", "yes", answers=answers("Planted words of hers"))
    make_dataset(
        shelf.store, tmp_path / "out", at=NOW, progress=lambda *_: None, formats=tuple(WRITERS)
    )
    shelf.store.close()
    for path in (tmp_path / "out").iterdir():
        assert b"lanted" not in path.read_bytes(), path.name
    assert json.loads((tmp_path / "out/dataset.json").read_bytes())["interviews"] == 1
