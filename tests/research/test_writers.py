from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.research.columns import Cell, Column, Row
from coprod_widgets.research.writers import as_csv, as_parquet, harmless

COLUMNS = (
    Column("label", "text", "Text."),
    Column("count", "whole", "Whole."),
    Column("number", "number", "Number."),
    Column("same", "yes_no", "Yes or no."),
)
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",  # noqa: RUF001
    "＋1+1",  # noqa: RUF001
    "－1+1",  # noqa: RUF001
    "＠SUM(A1)",  # noqa: RUF001
    " =1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "=cmd|' /C calc'!A0",
    "-",
]


def row(label: Cell = "a", count: Cell = 1, number: Cell = 1.0, same: Cell = True) -> Row:
    return {"label": label, "count": count, "number": number, "same": same}


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_a_spreadsheet_would_run_is_made_harmless_in_csv(formula: str) -> None:
    assert cells(as_csv(COLUMNS, [row(formula)]))[1][0] == f"'{formula}"


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_a_spreadsheet_would_run_is_intact_in_parquet(formula: str) -> None:
    frame = pl.read_parquet(io.BytesIO(as_parquet(COLUMNS, [row(formula)])))
    assert frame["label"].to_list() == [formula]


def test_a_header_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    columns = (Column("=cmd", "text", "A bad name."),)
    assert cells(as_csv(columns, [{"=cmd": "a"}]))[0] == ["'=cmd"]


def test_negative_numbers_stay_numbers_in_csv() -> None:
    assert cells(as_csv(COLUMNS, [row("-3", -7, -2.5)]))[1] == ["-3", "-7", "-2.5", "true"]


def test_whole_numbers_have_no_decimals_and_missing_ones_are_empty() -> None:
    rows = [row(None, None, None, None), row("a", 0, 4.0, False)]
    assert cells(as_csv(COLUMNS, rows))[1:] == [["", "", "", ""], ["a", "0", "4", "false"]]


def test_an_empty_table_keeps_its_columns_and_their_types() -> None:
    frame = pl.read_parquet(io.BytesIO(as_parquet(COLUMNS, [])))
    assert frame.schema == {
        "label": pl.String,
        "count": pl.Int64,
        "number": pl.Float64,
        "same": pl.Boolean,
    }


@given(st.text())
def test_a_harmless_text_never_begins_like_a_formula(text: str) -> None:
    made = harmless(text)
    assert made in (text, f"'{text}")
    stripped = made.strip()
    if stripped[:1] in {"=", "+", "-", "@"}:
        assert stripped.lstrip("-").isdigit()


@given(st.lists(st.builds(row, st.none() | st.text(st.characters(exclude_categories=["Cs"])))))
def test_the_same_rows_make_the_same_bytes(rows: list[Row]) -> None:
    assert as_csv(COLUMNS, rows) == as_csv(COLUMNS, rows)
    written = as_parquet(COLUMNS, rows)
    assert written == as_parquet(COLUMNS, rows)
    assert pl.read_parquet(io.BytesIO(written))["label"].to_list() == [r["label"] for r in rows]
