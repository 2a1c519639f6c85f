from __future__ import annotations

import json
import os
import runpy
import warnings
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pandas as pd
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.research.codebook_page import codebook_page
from coprod_widgets.research.columns import Column
from coprod_widgets.research.data_package import data_package
from coprod_widgets.research.dataset import make_dataset
from coprod_widgets.research.ddi import ddi
from coprod_widgets.research.writers import Table

from .records import FORMS
from .test_dataset import NOW, Shelf

XSD = os.environ.get("COPROD_DDI_XSD")
"""Where the schema of DDI-Codebook 2.5 is. Its licence is not ours, so it does not come along."""
DDI = "{ddi:codebook:2_5}"
# As its schema wants them, one after the other.
IN_VARIABLE = ["labl", "qstn", "universe", "catgry", "concept", "varFormat"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    shelf = Shelf(folder / "data")
    shelf.put_three()
    make_dataset(shelf.store, folder / "out", at=NOW, progress=lambda *_: None)
    shelf.store.close()
    return folder / "out"


def test_the_data_package_is_valid_by_its_own_tool(made: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tool itself
        import frictionless

        report = frictionless.validate(str(made / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == len(list(made.glob("*.csv")))


def test_the_codebook_for_archives_is_in_the_order_that_its_schema_wants(made: Path) -> None:
    root = Xml.parse(made / "ddi.xml").getroot()
    assert root.tag == f"{DDI}codeBook"
    parts = [part.tag.removeprefix(DDI) for part in root]
    assert sorted(set(parts), key=parts.index) == ["stdyDscr", "fileDscr", "dataDscr"]
    variables = root.findall(f"{DDI}dataDscr/{DDI}var")
    known = [one.get("ID") for one in variables]
    assert len(known) == len(set(known)) > 100
    for one in variables:
        names = [part.tag.removeprefix(DDI) for part in one]
        assert names == sorted(names, key=IN_VARIABLE.index)
    picked = next(one for one in variables if one.get("name") == "differ_1_words_joint")
    missing = [c.findtext(f"{DDI}catValu") for c in picked if c.get("missing") == "Y"]
    assert missing == [str(code) for code in range(-7, -15, -1)]


@pytest.mark.skipif(XSD is None, reason="COPROD_DDI_XSD names no schema of DDI-Codebook 2.5")
def test_the_codebook_for_archives_is_valid_against_its_schema(made: Path) -> None:
    xmlschema.XMLSchema(str(XSD)).validate(str(made / "ddi.xml"))


def test_the_page_names_every_column_and_the_exact_words(made: Path) -> None:
    page = (made / "codebook.html").read_text(encoding="utf-8")
    for path in made.glob("*.parquet"):
        for column in pd.read_parquet(path).columns:
            assert f"<td>{column}</td>" in page
    assert "[en] nights?" in page
    assert "words of facts" in page
    assert FORMS.hash in page
    assert "<script" not in page


def test_the_snippet_for_python_loads_every_table_with_its_labels(made: Path) -> None:
    loaded = runpy.run_path(str(made / "load.py"))
    assert set(loaded["tables"]) == {path.stem for path in made.glob("*.csv")}
    for name, frame in loaded["tables"].items():
        assert list(frame.columns) == list(loaded["labels"][name])
    assert loaded["values"]["wide_forms"]["matters_1_patient"][5] == "words of 5"
    from_csv = loaded["_from_csv"]("wide_forms")
    for column in ("matters_1_patient", "differ_1_words_joint", "differ_2_same_joint"):
        assert from_csv[column].tolist() == loaded["tables"]["wide_forms"][column].tolist()


def tables(name: str, meaning: str, label: str) -> list[Table]:
    columns = (Column(name, "text", meaning, {"a": label}), Column("b", "yes_no", meaning))
    return [Table("t", columns, list)]


hostile = st.text() | st.sampled_from(["<script>alert(1)</script>", "=1+1", '"', "]]>", "&amp;"])


@given(meaning=hostile, label=hostile)
def test_markup_in_words_is_only_ever_text(meaning: str, label: str) -> None:
    made = tables("a", meaning, label)
    root = Xml.fromstring(ddi(made))
    assert {part.tag for part in root.iter()} <= {
        f"{DDI}{name}"
        for name in (
            *("codeBook", "stdyDscr", "citation", "titlStmt", "titl", "fileDscr", "fileTxt"),
            *("fileName", "dataDscr", "var", "catValu", *IN_VARIABLE),
        )
    }
    if meaning.isprintable() and meaning:
        assert root.find(f"{DDI}dataDscr/{DDI}var/{DDI}labl").text == meaning  # type: ignore[union-attr]
    page = codebook_page([], made).decode("utf-8", "surrogatepass")
    assert "<script" not in page
    told: Any = json.loads(data_package(made))
    assert told["resources"][0]["schema"]["fields"][0]["title"] == meaning
