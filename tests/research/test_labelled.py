from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_widgets.research import labelled, writers
from coprod_widgets.research.columns import Cell, Column, Row
from coprod_widgets.research.formats import WRITERS, write_all
from coprod_widgets.research.labelled import write_dta, write_sav
from coprod_widgets.research.values import MISSING
from coprod_widgets.research.wide import STATUS_LABELS, STATUS_NUMBERS
from coprod_widgets.research.writers import NotAsWrittenError, Table, write_csv, write_parquet

STATUS = Column("how_status", "text", "What became of it", STATUS_LABELS, numbers=STATUS_NUMBERS)
HOW = Column("how", "number", "How right?", {1: "Not", 5: "Fully"}, status="how_status")
KIND = Column(
    "kind",
    "text",
    "Which?",
    {"fact": "A fact", "other": "Else"},
    (),
    {"fact": 1, "other": 2},
    "how_status",
)
PICKED = Column(
    "picked",
    "whole",
    "Picked?",
    {0: "No", 1: "Yes", -10: "not_applicable"},
    tuple(MISSING.values()),
)
NAME = Column("name", "text", "A pseudonym")
SAME = Column("same", "yes_no", "Same?")
COLUMNS = (NAME, HOW, STATUS, KIND, PICKED, SAME)


def row(
    name: str = "a",
    how: float | None = 1.0,
    status: str = "answered",
    kind: str | None = "fact",
    picked: int = 1,
    same: bool | None = True,
) -> Row:
    return {
        "name": name,
        "how": how,
        "how_status": status,
        "kind": kind,
        "picked": picked,
        "same": same,
    }


def table(*rows: Row, columns: tuple[Column, ...] = COLUMNS) -> Table:
    return Table("t", columns, lambda: rows)


ROWS = (
    row(),
    row("b", 5.0, "answered", "other", 0, False),
    row("=1+1", None, "declined", None, -10, None),
    row("<b>", None, "not_reached", None, -9),
)


def test_spss_has_values_labels_and_missing_codes_whole(tmp_path: Path) -> None:
    assert write_sav(table(*ROWS), tmp_path / "t.sav") == []
    frame, about = pyreadstat.read_sav(str(tmp_path / "t.sav"), user_missing=True)
    assert frame["name"].tolist() == ["a", "b", "=1+1", "<b>"]
    assert frame["how"].tolist() == [1, 5, -7, -9]
    assert frame["kind"].tolist() == [1, 2, -7, -9]
    assert frame["how_status"].tolist() == [0, 0, -7, -9]
    assert frame["picked"].tolist() == [1, 0, -10, -9]
    assert about.variable_value_labels["how"][1] == "Not"
    assert about.variable_value_labels["how"][-7] == "declined"
    assert about.variable_value_labels["kind"][2] == "Else"
    assert about.column_names_to_labels["how"] == "How right?"
    assert {"how", "kind", "picked", "how_status"} <= set(about.missing_ranges)
    plain, _ = pyreadstat.read_sav(str(tmp_path / "t.sav"))
    assert plain["how"].mean() == 3


def test_stata_has_values_labels_and_its_own_missing_values(tmp_path: Path) -> None:
    assert write_dta(table(*ROWS), tmp_path / "t.dta") == []
    frame = pd.read_stata(tmp_path / "t.dta", convert_missing=True, convert_categoricals=False)
    assert [str(value) for value in frame["how"]] == ["1", "5", ".a", ".c"]
    assert pd.read_stata(tmp_path / "t.dta", convert_categoricals=False)["how"].mean() == 3
    _, about = pyreadstat.read_dta(str(tmp_path / "t.dta"), user_missing=True)
    assert about.variable_value_labels["how"] == {
        1: "Not",
        5: "Fully",
        "a": "declined",
        "c": "not_reached",
    }


def test_a_number_that_looks_like_a_missing_code_stays_a_number(tmp_path: Path) -> None:
    rows = (row(how=-7.0), row(how=None, status="declined"))
    write_sav(table(*rows), tmp_path / "t.sav")
    frame, about = pyreadstat.read_sav(str(tmp_path / "t.sav"), user_missing=True)
    assert frame["how"].tolist()[0] == -7
    assert pd.isna(frame["how"].tolist()[1])
    assert "how" not in about.missing_ranges
    assert frame["how_status"].tolist() == [0, -7]


LONG = "Ä" * 200


@pytest.mark.parametrize(
    ("write", "name", "label", "value_label"),
    [(write_sav, 64, 256, 120), (write_dta, 32, 80, 32_000)],
)
def test_what_a_format_would_cut_or_refuse_is_named_and_the_rest_is_whole(
    tmp_path: Path, write: Any, name: int, label: int, value_label: int
) -> None:
    columns = (
        Column("q" * 70, "text", LONG),
        Column("q" * 69 + "r", "text", "short"),
        Column("q1", "text", "small"),
        Column("Q1", "text", "big"),
        Column("with", "text", "reserved"),
        Column("=cmd", "text", "a formula"),
        Column("five", "number", "labelled", {1: LONG, 2: "two"}),
    )
    cells: list[Cell] = ["a", "b", "c", "d", "e", "f", 1.0]
    one: Row = {column.name: cell for column, cell in zip(columns, cells, strict=True)}
    path = tmp_path / f"t.{'sav' if write is write_sav else 'dta'}"
    told = write(table(one, columns=columns), path)
    whats = {(each.what, each.column) for each in told}
    assert ("name", "q" * 70) in whats
    assert ("name", "Q1") in whats
    assert ("name", "with") in whats
    assert ("name", "=cmd") in whats
    assert ("label", "q" * 70) in whats
    assert (("value label", "five") in whats) is (value_label < 400)
    assert all(each.whole != each.written and each.file == path.name for each in told)
    read = pyreadstat.read_sav if write is write_sav else pyreadstat.read_dta
    frame, about = read(str(path))
    assert frame.iloc[0].tolist() == cells
    names = [each.lower() for each in frame.columns]
    assert len(set(names)) == len(names)
    assert all(len(each) <= name for each in names)
    for each in told:
        if each.what == "label":
            assert each.written in about.column_labels
            assert each.written.endswith("…")


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name, write in WRITERS.items():
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir(exist_ok=True)
            write(table(*ROWS), tmp_path / folder / f"t.{name}")
        assert (tmp_path / f"one/t.{name}").read_bytes() == (
            tmp_path / f"two/t.{name}"
        ).read_bytes()


@pytest.mark.parametrize("name", WRITERS)
def test_an_empty_table_is_written(tmp_path: Path, name: str) -> None:
    WRITERS[name](table(), tmp_path / f"t.{name}")
    assert (tmp_path / f"t.{name}").stat().st_size


def test_what_does_not_come_back_as_it_was_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelled, "_without_the_hour", lambda path, at, text: _harm(path))
    with pytest.raises(NotAsWrittenError, match=r"t\.sav"):
        write_sav(table(row(name="planted")), tmp_path / "t.sav")
    monkeypatch.setattr(writers, "_frame", _without_last(writers._frame))
    with pytest.raises(NotAsWrittenError, match=r"t\.parquet"):
        write_parquet(table(*ROWS), tmp_path / "t.parquet")


def _harm(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"planted", b"changed"))


def _without_last(frame: Any) -> Any:
    seen: list[int] = []

    def cut(columns: Any, rows: Any) -> Any:
        seen.append(1)
        return frame(columns, rows[:-1] if len(seen) == 1 else rows)

    return cut


def test_what_was_shortened_is_a_file_of_its_own(tmp_path: Path) -> None:
    long = Table("t", (Column("a", "text", LONG),), lambda: [{"a": "x"}])
    files, shortened = write_all([long], ("csv", "sav"), tmp_path)
    assert set(files) == {"t.csv", "t.sav", "shortened.json"}
    assert len(shortened) == 1


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
hostile = texts | st.sampled_from(
    ["=1+1", '"', "a,b", "\r\n", "<script>", "'=1", "@x", "-1+1", ","]
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(names=st.lists(hostile, min_size=1, max_size=4), label=hostile, value_label=hostile)
def test_readers_that_did_not_write_it_see_equal_values_and_labels(
    tmp_path: Path, names: list[str], label: str, value_label: str
) -> None:
    how = Column("how", "number", label, {1: value_label}, status="how_status")
    made = table(*(row(name) for name in names), columns=(NAME, how, STATUS))
    write_parquet(made, tmp_path / "t.parquet")
    write_csv(made, tmp_path / "t.csv")
    assert pd.read_parquet(tmp_path / "t.parquet")["name"].tolist() == names
    parquet = str(tmp_path / "t.parquet")
    assert duckdb.sql(
        "SELECT name FROM read_parquet($path)", params={"path": parquet}
    ).fetchall() == [(name,) for name in names]
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        cells = [cell for cell, *_ in list(csv.reader(file))[1:]]
    for name, cell in zip(names, cells, strict=True):
        assert cell in (name, f"'{name}")
        assert not cell.startswith(("=", "+", "@", "\t", "\r"))

    write_sav(made, tmp_path / "t.sav")
    frame, about = pyreadstat.read_sav(str(tmp_path / "t.sav"), user_missing=True)
    assert frame["name"].tolist() == [name.rstrip(" ") for name in names]
    assert about.column_names_to_labels["how"] == (label or None)
    assert about.variable_value_labels["how"][1] == value_label
    write_dta(made, tmp_path / "t.dta")
    assert pd.read_stata(tmp_path / "t.dta")["name"].tolist() == names
