"""What R makes of a data set by `load.R`, beside what was written."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
import pytest

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.labelled import LETTERS
from coprod_widgets.research.writers import harmless
from tests.r import NO_R, find_r

from .records import DEFINITION
from .test_dataset import NOW, Shelf
from .test_formats import answers
from .test_formulas import hostile

TEXT = "=1+\"1\", 'two'; Ääkköset <b> 🙂"
TELL = """
source(file.path(folder, "load.R"))
told <- function(column) {
  if (is.null(column) || !is.numeric(column)) return(as.character(column))
  tags <- haven::na_tag(as.double(column))
  found <- sprintf("%.17g", as.double(column))
  found[is.na(as.double(column))] <- NA
  ifelse(is.na(tags), found, paste0(".", tags))
}
seen <- lapply(tables, function(table) lapply(as.list(table), function(column) {
  labels <- attr(column, "labels")
  list(
    values = I(told(column)), label = attr(column, "label"), kind = I(class(column)),
    codes = I(told(labels)), names = I(as.character(names(labels))),
    missing = I(as.character(attr(column, "na_range")))
  )
}))
writeLines(jsonlite::toJSON(seen, auto_unbox = TRUE, na = "null"), "seen.json", useBytes = TRUE)
"""
Seen = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same data set in each format that `load.R` loads, and as Parquet."""
    if find_r() is None:
        pytest.skip(NO_R)
    folder = tmp_path_factory.mktemp("r")
    written = json.dumps(
        hostile(DEFINITION | {"version": "2.0.0", "licence": ""}, TEXT), ensure_ascii=False
    )
    shelf = Shelf(folder / "data")
    instrument = load_text(written, "hostile")
    shelf.store.keep_instrument(instrument, written)
    pin = {"id": instrument.id, "version": instrument.version, "hash": instrument.hash}
    shelf.put("p_anna", "i_1", "yes", instrument=pin, answers=answers(TEXT))
    for names in (["csv"], ["sav"], ["dta"], ["parquet"]):
        make_dataset(
            shelf.store, folder / names[0], at=NOW, progress=lambda *_: None, formats=names
        )
    shelf.store.close()
    return folder


def seen_by_r(folder: Path, aside: Path) -> Seen:
    command = [str(find_r()), "--vanilla", "-e", f'folder <- "{folder}"\n{TELL}']
    subprocess.run(command, check=True, cwd=aside, env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    found: Seen = json.loads((aside / "seen.json").read_text("utf-8"))
    assert set(found) == {*TABLES, "wide_forms"}
    return found


def number(told: str | None) -> Any:
    return told if told is None or told.startswith(".") else float(told)


def test_r_sees_the_values_and_labels_of_csv(made: Path, tmp_path: Path) -> None:
    seen = seen_by_r(made / "csv", tmp_path)
    package = json.loads((made / "csv" / "datapackage.json").read_text("utf-8"))
    kinds = {"string": "character", "integer": "numeric", "number": "numeric"}
    for resource in package["resources"]:
        name = Path(resource["path"]).stem
        frame = pl.read_parquet(made / "parquet" / f"{name}.parquet")
        assert list(seen[name]) == [harmless(column) for column in frame.columns]
        for field in resource["schema"]["fields"]:
            column = seen[name][field["name"]]
            assert column["label"] == field["title"]
            assert column["kind"] == [kinds.get(field["type"], "logical")]
            wanted = frame[field["name"]].to_list()
            if column["kind"] == ["numeric"]:
                assert list(map(number, column["values"])) == wanted
            else:
                as_told = {None: None, True: "TRUE", False: "FALSE"}
                cells = [as_told[w] if w in (None, True, False) else harmless(w) for w in wanted]
                assert column["values"] == cells
            categories = field.get("categories", [])
            assert column["names"] == [one["label"] for one in categories]
            assert column["codes"] == [str(one["value"]) for one in categories]


def test_r_sees_the_values_labels_and_missing_codes_of_spss(made: Path, tmp_path: Path) -> None:
    for name, table in seen_by_r(made / "sav", tmp_path).items():
        frame, about = pyreadstat.read_sav(str(made / f"sav/{name}.sav"), user_missing=True)
        assert list(table) == list(frame.columns)
        for column, told in table.items():
            assert told["label"] == about.column_names_to_labels[column]
            given = [None if v != v or v == "" else v for v in frame[column].tolist()]
            if "character" in told["kind"]:
                assert told["values"] == given
                continue
            assert list(map(number, told["values"])) == given
            labels = dict(zip(map(number, told["codes"]), told["names"], strict=True))
            assert labels == about.variable_value_labels.get(column, {})
            codes = ["-14", "-7"] if about.missing_ranges.get(column) else []
            assert told["missing"] == codes


def test_r_sees_the_values_labels_and_missing_values_of_stata(made: Path, tmp_path: Path) -> None:
    for name, table in seen_by_r(made / "dta", tmp_path).items():
        sav, about = pyreadstat.read_sav(str(made / f"sav/{name}.sav"), user_missing=True)
        assert len(table) == len(sav.columns)
        for column, in_spss, told in zip(table, sav.columns, table.values(), strict=True):
            assert told["label"] == about.column_names_to_labels[in_spss][:80]
            given = [None if v != v or v == "" else v for v in sav[in_spss].tolist()]
            if "character" in told["kind"]:
                assert told["values"] == given, column
                continue
            has_codes = bool(about.missing_ranges.get(in_spss))
            letters = {code: f".{letter}" for code, letter in LETTERS.items()} if has_codes else {}
            assert list(map(number, told["values"])) == [letters.get(v, v) for v in given], column
            labels = dict(zip(map(number, told["codes"]), told["names"], strict=True))
            in_use = {letters.get(v, v) for v in given}
            wanted = {
                letters.get(code, code): text
                for code, text in about.variable_value_labels.get(in_spss, {}).items()
                if code not in letters or letters[code] in in_use
            }
            assert labels == wanted, column
