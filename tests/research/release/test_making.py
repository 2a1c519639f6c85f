from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from coprod_widgets import __version__
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import CoprodError, PlanError
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research import folder
from coprod_widgets.research.columns import TABLES
from coprod_widgets.store.datasets import DatasetKind
from tests.browser.search import Haystack
from tests.research.records import DEFINITION, FORMS, as_text
from tests.research.release.hospital import AGE, Hospital, names
from tests.research.test_formulas import NUMBER, RUNS, hostile

WHOLE: dict[str, Any] = {
    "people": "people.csv",
    "quasi_identifiers": AGE,
    "k": 5,
    "cuts": [
        {"title": "Ages", "rows": "age"},
        {"title": "Settled", "mean": "scores.settled", "by": "age"},
    ],
}
_DATE = re.compile(rb"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|(20|19)[0-9]{2}-[0-9]{2}\b")


def bytes_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def everything(out: Path) -> Haystack:
    """Every byte of a folder, and what Parquet has packed."""
    found = Haystack()
    found.add_folder("release", out)
    for path in out.glob("*.parquet"):
        frame = pl.read_parquet(path)
        found.add(f"release {path.name}, unpacked", json.dumps(frame.to_dict(as_series=False)))
    return found


def test_the_folder_has_its_tables_what_lies_beside_them_and_two_accounts_of_itself(
    hospital: Hospital,
) -> None:
    made = hospital.release(**WHOLE)
    tables = [*TABLES, "wide_forms", "people", "cut_01", "cut_02"]
    beside = ["codebook.html", "codebook.json", "datapackage.json", "ddi.xml", "load.R", "load.py"]
    beside.append("thresholds.json")
    wanted = {f"{name}.{form}" for name in tables for form in ("csv", "parquet")} | {
        *beside,
        "release.json",
        "report.html",
    }
    assert set(bytes_of(hospital.folder / "out")) == wanted
    about = hospital.about()
    assert about["product"] == {"name": "coprod", "version": __version__}
    assert about["instruments"] == {"forms@1.0.0": FORMS.hash}
    for key, path in (("plan", "plan.yaml"), ("data_set", "ds/dataset.json")):
        content = (hospital.folder / path).read_bytes()
        assert about[key] == hashlib.sha256(content).hexdigest()
    assert set(about["files"]) == wanted - {"release.json"}
    for name, digest in about["files"].items():
        content = (hospital.folder / "out" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    assert about["settings"]["quasi_identifiers"] == {"age": "in bands: under 40, 40 and over"}
    assert made.parts.chosen.k == about["settings"]["least_people_who_share_all_of_them"] == 6
    assert (about["people"], about["interviews"]) == (10, 10)  # 12, rounded


def test_the_tables_are_those_that_lie_beside_them(hospital: Hospital) -> None:
    hospital.release(**WHOLE)
    out = hospital.folder / "out"
    book = json.loads((out / "codebook.json").read_bytes())["tables"]
    package = json.loads((out / "datapackage.json").read_bytes())["resources"]
    ddi = (out / "ddi.xml").read_text("utf-8")
    page = (out / "codebook.html").read_text("utf-8")
    for name, columns in book.items():
        frame = pl.read_parquet(out / f"{name}.parquet")
        assert frame.columns == [column["column"] for column in columns]
        assert f"<fileName>{name}</fileName>" in ddi
        assert f"<h2>Table {name}</h2>" in page
    fields = {Path(one["path"]).stem: one["schema"]["fields"] for one in package}
    assert {name: len(found) for name, found in fields.items()} == {
        name: len(columns) for name, columns in book.items()
    }


def test_the_same_inputs_give_the_same_bytes_and_both_are_written_down(
    hospital: Hospital,
) -> None:
    hospital.release("one", **WHOLE)
    hospital.release("two", **WHOLE)
    assert bytes_of(hospital.folder / "one") == bytes_of(hospital.folder / "two")
    releases = [row for row in hospital.store.datasets() if row.kind is DatasetKind.RELEASE]
    assert len(releases) == 2
    assert releases[0].digests == releases[1].digests
    deeds = [event for event in hospital.store.events() if event.deed is Deed.MADE_RELEASE]
    assert {event.resource for event in deeds} == {row.id for row in releases}


def test_nothing_that_people_said_no_name_no_number_and_no_date_is_in_any_byte(
    tmp_path: Path,
) -> None:
    hospital = Hospital(tmp_path, names(12), seed=None)
    hospital.people_file({name: [30, f"Planted {name}"] for name in names(12)}, "age", "note")
    hospital.dataset()
    made = hospital.release(**WHOLE)
    found = everything(tmp_path / "out")
    planted = ["Planted", "shouted", "my sister", "saying back", "telling", "Nurse", "cmd|"]
    secret = [hospital.store.study_key("signs-2026").hex(), made.id, "p_03", "i_p_03"]
    inside = pl.read_parquet(tmp_path / "ds/interviews.parquet")
    secret += [*inside["person"], *inside["interview"], str(tmp_path)]
    for words in (*planted, *secret):
        assert found.holds(words) == [], words
    for where, content in found.found:
        assert not _DATE.search(content), where
    # And the search does find what is there.
    assert found.holds("under 40")
    hospital.store.close()


@pytest.mark.parametrize("words", ["=1+1", "@SUM(A1)", '"><script>x</script>', 'a","b\n=c', "﹣1‮"])
def test_hostile_words_of_an_instrument_arrive_harmless_in_csv_and_whole_in_parquet(
    tmp_path: Path, words: str
) -> None:
    text = as_text(hostile(DEFINITION | {"version": "3.0.0", "licence": ""}, words))
    hospital = Hospital(tmp_path, [])
    instrument = load_text(text, "hostile")
    hospital.store.keep_instrument(instrument, text)
    pin = {"id": instrument.id, "version": instrument.version, "hash": instrument.hash}
    for number, name in enumerate(names(6)):
        hospital.talk(name, number, instrument=pin)
    hospital.people_file({name: [words] for name in names(6)}, "kind")
    hospital.dataset()
    cuts = [{"title": words, "rows": "kind"}]
    hospital.release(
        people="people.csv", quasi_identifiers={"kind": {"as_is": True}}, k=5, cuts=cuts
    )
    out = tmp_path / "out"
    for path in out.glob("*.csv"):
        frame = pl.read_parquet(path.with_suffix(".parquet"))
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert len(rows) == frame.height + 1
        for cell in (cell for row in rows for cell in row):
            assert not RUNS.match(cell) or NUMBER.fullmatch(cell), (path.name, cell)
    assert set(pl.read_parquet(out / "people.parquet")["kind"]) == {words.strip()}
    assert words in set(pl.read_parquet(out / "pairs.parquet")["construct"])
    for page in ("report.html", "codebook.html"):
        assert "<script" not in (out / page).read_text("utf-8")
    for cells in csv.reader(io.StringIO((out / "release.json").read_text("utf-8"))):
        assert not [c for c in cells if RUNS.match(c) and not NUMBER.fullmatch(c.strip())]
    assert json.loads((out / "release.json").read_bytes())["cuts"][0]["title"] == words
    hospital.store.close()


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_what_is_there_already_is_never_touched(hospital: Hospital, there: str) -> None:
    out = hospital.folder / "out"
    if there == "file":
        out.write_text("mine")
    elif there == "folder":
        out.mkdir()
    else:
        out.symlink_to(hospital.folder / "ds")
    with pytest.raises(CoprodError, match="there already"):
        hospital.release()
    assert len(hospital.store.datasets()) == 1


@pytest.mark.parametrize("step", ["write_new", "_move", "sync_folder"])
def test_a_disk_that_fills_half_way_leaves_no_folder_and_nothing_in_the_ledger(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = sorted(path.name for path in hospital.folder.iterdir())
    real, seen = getattr(folder, step), []

    def full(*given: Any) -> None:
        seen.append(given)
        if len(seen) > (3 if step != "sync_folder" else 0):
            raise OSError(28, os.strerror(28))
        real(*given)

    monkeypatch.setattr(folder, step, full)
    with pytest.raises(CoprodError, match="disk is full"):
        hospital.release()
    (hospital.folder / "plan.yaml").unlink()
    assert sorted(path.name for path in hospital.folder.iterdir()) == before
    assert [row.kind for row in hospital.store.datasets()] == [DatasetKind.DATASET]


def test_a_table_that_can_not_be_written_leaves_nothing(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: pl.DataFrame, *_: Any, **__: Any) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(CoprodError, match="disk is full"):
        hospital.release()
    assert {path.name for path in hospital.folder.iterdir()} == {
        "data",
        "ds",
        "people.csv",
        "plan.yaml",
    }


def test_what_the_plan_asks_of_the_data_and_they_do_not_have_is_told_at_once(
    hospital: Hospital,
) -> None:
    cuts = [{"title": "t", "mean": "scores.none", "by": "age"}]
    with pytest.raises(PlanError) as refused:
        hospital.release(**WHOLE | {"tables": ["answer", "wide_reasons"], "cuts": cuts})
    told = str(refused.value)
    for words in ("Did you mean 'answers'?", "no table 'wide_reasons'", "no score 'none'"):
        assert words in told


def test_counts_and_means_alone_have_no_line_of_anybody(hospital: Hospital) -> None:
    hospital.release(**WHOLE | {"tables": []})
    left = set(bytes_of(hospital.folder / "out"))
    assert {name for name in left if name.endswith(".csv")} == {"cut_01.csv", "cut_02.csv"}
    found = everything(hospital.folder / "out")
    for person in pl.read_parquet(hospital.folder / "ds/interviews.parquet")["person"]:
        assert found.holds(person) == []
    assert hospital.about()["settings"]["least_people_who_share_all_of_them"] is None
    # Nothing is told of columns of tables that are not there.
    assert hospital.about()["asked_of_too_few"]["columns_of_wide_tables"] == 0


def test_the_plan_can_ask_for_other_formats_and_what_they_shorten_is_named(
    hospital: Hospital,
) -> None:
    made = hospital.release(**WHOLE | {"formats": ["sav", "dta"]})
    left = set(bytes_of(hospital.folder / "out"))
    assert {"answers.sav", "answers.dta", "people.sav", "cut_01.dta", "load.R"} <= left
    assert ("shortened.json" in left) is bool(made.shortened)
