"""Released files, opened by readers that did not write them: equal values, and their labels."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyreadstat
import pytest

from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.writers import harmless
from tests.research.release.hospital import AGE, Hospital

EVERY = [*TABLES, "people", "cut_01", "wide_forms"]


@pytest.fixture
def out(hospital: Hospital) -> Path:
    hospital.release(
        people="people.csv",
        quasi_identifiers=AGE,
        k=5,
        cuts=[{"title": "Ages", "rows": "age"}],
        formats=["parquet", "csv", "sav", "dta"],
    )
    return hospital.folder / "out"


def plain(value: Any) -> Any:
    """A cell as any reader tells it: text, number or None."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return float(value) if isinstance(value, int | float) else value


def written(out: Path, name: str) -> dict[str, list[Any]]:
    frame = pl.read_parquet(out / f"{name}.parquet")
    return {
        column: [plain(cell) for cell in cells]
        for column, cells in frame.to_dict(as_series=False).items()
    }


def test_parquet_and_csv_are_the_same_to_duckdb_and_pandas(out: Path) -> None:
    for name in EVERY:
        wanted = written(out, name)
        # In CSV an apostrophe stands before what a spreadsheet would run.
        safe = {
            column: [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
            for column, cells in wanted.items()
        }
        texts = [
            c
            for c, kind in pl.read_parquet_schema(out / f"{name}.parquet").items()
            if kind == pl.String
        ]
        types = json.dumps(dict.fromkeys(texts, "VARCHAR"))
        for form, reader, whole in (
            ("parquet", "read_parquet(?)", wanted),
            ("csv", f"read_csv(?, header=true, types={types})", safe),
        ):
            told = duckdb.execute(f"select * from {reader}", [str(out / f"{name}.{form}")])
            columns = [one[0] for one in told.description or ()]
            assert columns == list(wanted), (name, form)
            rows = told.fetchall()
            found = {
                column: [plain(row[place]) for row in rows] for place, column in enumerate(columns)
            }
            assert found == whole, (name, form)
        frame = pd.read_parquet(out / f"{name}.parquet")
        assert {c: [plain(v) for v in frame[c].astype(object)] for c in frame} == wanted, name


def test_numbers_and_labels_are_the_same_in_spss_and_stata(out: Path) -> None:
    codebook = json.loads((out / "codebook.json").read_text("utf-8"))
    compared = 0
    for name in EVERY:
        wanted = written(out, name)
        meant = {one["column"]: one["meaning"] for one in codebook["tables"][name]}
        for read in (pyreadstat.read_sav, pyreadstat.read_dta):
            path = out / f"{name}.{read.__name__.removeprefix('read_')}"
            frame, about = read(str(path))
            assert len(frame) == len(next(iter(wanted.values())))
            for column in set(frame) & set(wanted):
                told = about.column_names_to_labels[column]
                assert told == meant[column] or meant[column].startswith(told[:60]), column
                numbers = [one for one in wanted[column] if isinstance(one, float)]
                if numbers and not any(isinstance(one, str) for one in wanted[column]):
                    found = [plain(cell) for cell in frame[column]]
                    assert found == wanted[column], (path.name, column)
                    compared += 1
    assert compared > 100
