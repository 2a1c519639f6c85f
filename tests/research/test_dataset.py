from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import update

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research import beside, folder
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.dataset import Made, make_dataset
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.tables import records

from .records import DEFINITION, FORMS, as_text, body, notebook

FILES = frozenset(
    {f"{name}.{form}" for name in (*TABLES, "wide_forms") for form in ("csv", "parquet")}
    | {"dataset.json", *beside.NAMES}
)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HEAD = "h" * 64
THIRTY = ["no"] * 4 + ["ask_later"] * 2 + ["withdrawn", "capacity_lost"] + ["yes"] * 22
LEFT_OUT = {"no": 4, "ask_later": 2, "withdrawn": 1, "capacity_lost": 1, "never_asked": 0}


class Shelf:
    """A real store, filled with records made by hand."""

    def __init__(self, folder: Path, seed: int | None = None) -> None:
        self.store, _ = Store.create(Settings.load(folder))
        if seed is not None:
            self.store.mark_invented(seed)
        self.store.keep_instrument(FORMS, as_text(DEFINITION))
        self.clinician = self.store.add_account("Nurse Planted", Role.CLINICIAN, "a long password")
        self.people: set[str] = set()

    def put(
        self, patient: str, interview: str, *consents: str, sealed: bytes = b"", **more: Any
    ) -> RecordRow:
        """Add a record of somebody who said this about research, the latest word last."""
        store, nurse = self.store, self.clinician.id
        if patient not in self.people:
            store.add_patient(f"Planted {patient}", patient, clinician_id=nurse, id=patient)
            self.people.add(patient)
        for days, word in enumerate(consents):
            store.add_consent(patient, word, NOW - timedelta(days=100 - days))
        made = body(interview=interview, head=HEAD) | more
        pinned = made["instrument"] if not sealed else {"id": FORMS.id, "version": FORMS.version}
        instrument = store.instrument(pinned["id"], pinned["version"])
        store.add_interview(patient, nurse, instrument, "forms", b"{}", NOW, id=interview)
        return store.add_record(interview, sealed or notebook(made), HEAD, NOW)

    def put_three(self) -> None:
        """Three talks of two willing people."""
        for patient, interview, day in [
            ("p_anna", "i_1", "2026-03-16"),
            ("p_anna", "i_2", "2026-03-09"),
            ("p_bert", "i_3", "2026-04-01"),
        ]:
            opened, closed = f"{day}T10:00:00+00:00", f"{day}T10:20:30+00:00"
            self.put(patient, interview, "yes", opened=opened, closed=closed)


def make(shelf: Shelf, out: Path) -> Made:
    return make_dataset(shelf.store, out, at=NOW, progress=lambda *_: None)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "data")
    yield shelf
    shelf.store.close()


@pytest.fixture
def shelf(empty: Shelf) -> Shelf:
    empty.put_three()
    return empty


def test_of_thirty_records_only_those_of_willing_people_are_opened(
    empty: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    kept = {n: empty.put(f"p_{n}", f"i_{n}", "yes", word) for n, word in enumerate(THIRTY)}
    read = Store.record_notebook

    def watched(self: Store, record_id: str) -> bytes:
        opened.append(record_id)
        return read(self, record_id)

    monkeypatch.setattr(Store, "record_notebook", watched)
    made = make(empty, tmp_path / "out")
    assert (made.interviews, made.people, made.left_out) == (22, 22, LEFT_OUT)
    assert sorted(opened) == sorted(kept[n].id for n in range(8, 30))
    assert json.loads((tmp_path / "out/dataset.json").read_bytes())["left_out"] == LEFT_OUT


def test_an_earlier_data_set_with_somebody_who_withdrew_can_be_named(
    shelf: Shelf, tmp_path: Path
) -> None:
    make(shelf, tmp_path / "before")
    shelf.store.add_consent("p_anna", "withdrawn", NOW)
    made = make(shelf, tmp_path / "after")
    assert (made.interviews, made.people, made.left_out["withdrawn"]) == (1, 1, 1)
    holding = [kept for kept in shelf.store.datasets() if "p_anna" in kept.patients]
    assert len(holding) == 1
    assert list(holding[0].interviews) == ["i_1", "i_2", "i_3"]
    assert holding[0].digests != made.files


def test_a_person_who_was_never_asked_is_counted_as_such(empty: Shelf, tmp_path: Path) -> None:
    empty.put("p_anna", "i_1")
    made = make(empty, tmp_path / "out")
    assert (made.interviews, made.left_out["never_asked"]) == (0, 1)
    assert pl.read_parquet(tmp_path / "out/answers.parquet").is_empty()


def test_twice_the_same_gives_the_same_bytes(shelf: Shelf, tmp_path: Path) -> None:
    make(shelf, tmp_path / "one")
    make(shelf, tmp_path / "two")
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_invented_people_give_the_same_bytes_in_whatever_order_they_came(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path / name, seed=1) for name in ("data1", "data2")]
    for number, shelf in enumerate(shelves):
        names = ["p_anna", "p_bert", "p_cora"]
        for name in names if number else reversed(names):
            shelf.put(name, f"i_{name}", "yes")
        make(shelf, tmp_path / f"out{number}")
        shelf.store.close()
    for name in FILES:
        assert (tmp_path / "out0" / name).read_bytes() == (tmp_path / "out1" / name).read_bytes()


def test_two_hospitals_have_different_pseudonyms_for_the_same_id(tmp_path: Path) -> None:
    seen = set()
    for name in ("one", "two"):
        shelf = Shelf(tmp_path / name)
        shelf.put("p_anna", "i_1", "yes")
        make(shelf, tmp_path / f"out-{name}")
        shelf.store.close()
        seen.add(rows_of(tmp_path / f"out-{name}/interviews.csv")[0]["person"])
    assert len(seen) == 2


def test_the_digests_are_those_of_the_files(shelf: Shelf, tmp_path: Path) -> None:
    made = make(shelf, tmp_path / "out")
    assert set(made.files) == FILES - {"dataset.json"}
    for name, digest in made.files.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_no_words_of_people_no_ids_and_no_dates_are_in_any_file(
    shelf: Shelf, tmp_path: Path
) -> None:
    make(shelf, tmp_path / "out")
    secrets = ["lanted", "shouted", "sister", "p_anna", "p_bert", "i_1", "i_3", "2026-", "telling"]
    for path in (tmp_path / "out").iterdir():
        texts = [path.read_bytes().decode(errors="replace")]
        if path.suffix == ".parquet":
            texts = [str(pl.read_parquet(path).to_dict(as_series=False))]
        assert not [secret for secret in secrets if any(secret in text for text in texts)]


def test_days_count_from_the_first_talk_of_each_person(shelf: Shelf, tmp_path: Path) -> None:
    make(shelf, tmp_path / "out")
    frame = pl.read_parquet(tmp_path / "out/interviews.parquet")
    assert sorted(frame.select("sitting", "day", "minutes").rows()) == [
        (1, 0, 20),
        (1, 0, 20),
        (2, 7, 20),
    ]


def test_csv_and_parquet_hold_the_same_and_formulas_are_harmless_in_csv(
    shelf: Shelf, tmp_path: Path
) -> None:
    make(shelf, tmp_path / "out")
    for table in (*TABLES, "wide_forms"):
        frame = pl.read_parquet(tmp_path / f"out/{table}.parquet")
        rows = rows_of(tmp_path / f"out/{table}.csv")
        assert len(rows) == frame.height
        assert all(list(row) == frame.columns for row in rows)
    frame = pl.read_parquet(tmp_path / "out/pairs.parquet").filter(question="room")
    assert frame["construct"].unique().to_list() == ["=1+1"]
    assert {row["construct"] for row in rows_of(tmp_path / "out/pairs.csv")} == {"'=1+1", ""}
    nights = [r for r in rows_of(tmp_path / "out/answers.csv") if r["question"] == "nights"]
    assert {row["number"] for row in nights} == {"-3"}


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (b"{", "cut short"),
        (notebook(body(interview="i_1", head=HEAD)), "another interview"),
        (notebook(body(interview="i_4", head="x" * 64)), "earlier state"),
        (notebook(body(interview="i_4", head=HEAD, answers=[])), "doesn't say"),
        (
            notebook(
                body(
                    interview="i_4",
                    head=HEAD,
                    instrument={"id": "forms", "version": "1.0.0", "hash": "x"},
                )
            ),
            "another instrument",
        ),
    ],
)
def test_a_record_that_does_not_hold_is_named_and_the_rest_goes_on(
    shelf: Shelf, tmp_path: Path, broken: bytes, problem: str
) -> None:
    shelf.put("p_dora", "i_4", "yes", sealed=broken)
    made = make(shelf, tmp_path / "out")
    assert (made.interviews, made.people) == (3, 2)
    (fault,) = made.quarantined
    assert problem in str(fault)
    assert "i_4" in str(fault)
    about = json.loads((tmp_path / "out/dataset.json").read_bytes())
    assert about["records_that_did_not_hold"] == 1


def test_a_record_with_a_broken_seal_is_named_and_the_rest_goes_on(
    shelf: Shelf, tmp_path: Path
) -> None:
    row = shelf.put("p_dora", "i_4", "yes")
    with shelf.store.engine.begin() as connection:
        changed = update(records).where(records.c.id == row.id)
        connection.execute(changed.values(notebook=notebook(body(interview="i_4", head=HEAD))))
    made = make(shelf, tmp_path / "out")
    assert made.interviews == 3
    assert "seal" in str(made.quarantined[0])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE consents SET decision = 'yes' WHERE patient_id = 'p_dora'", "'consents'"),
        ("DELETE FROM consents WHERE decision = 'no'", "2 times, and 1"),
        (
            "UPDATE consents SET patient_id = 'p_anna' WHERE decision = 'no'",
            "'consents'|2 times, and 1",
        ),
        ("UPDATE interviews SET patient_id = 'p_anna' WHERE id = 'i_4'", "'interviews'"),
        ("UPDATE interviews SET created = 'garbage' WHERE id = 'i_4'", "'interviews'"),
        ("DELETE FROM interviews WHERE id = 'i_4'", "There is no interview 'i_4'"),
        ("UPDATE patients SET consents = 1 WHERE id = 'p_dora'", "'patients'"),
    ],
)
def test_whose_word_on_research_cannot_be_trusted_is_left_out_and_named(
    shelf: Shelf, tmp_path: Path, change: str, problem: str
) -> None:
    shelf.put("p_dora", "i_4", "yes", "no")
    with closing(sqlite3.connect(shelf.store.settings.data / "coprod.db")) as connection:
        connection.execute(change)
        connection.commit()
    made = make(shelf, tmp_path / "out")
    faults = {fault.interview: fault.problem for fault in made.quarantined}
    assert re.search(problem, faults["i_4"])
    interviews = rows_of(tmp_path / "out" / "interviews.csv")
    assert shelf.store.pseudonym("i_4") not in {row["interview"] for row in interviews}


def test_where_people_are_missing_there_is_no_data_set(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put("p_dora", "i_4", "yes", "no")
    with closing(sqlite3.connect(shelf.store.settings.data / "coprod.db")) as connection:
        connection.execute("DELETE FROM patients WHERE id = 'p_dora'")
        connection.commit()
    with pytest.raises(CoprodError, match="who said no to research"):
        make(shelf, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_first_talk_that_does_not_hold_is_not_counted_from(empty: Shelf, tmp_path: Path) -> None:
    empty.put("p_anna", "i_1", "yes", opened="2026-01-01T10:00:00+00:00", answers=[])
    empty.put("p_anna", "i_2")
    make(empty, tmp_path / "out")
    frame = pl.read_parquet(tmp_path / "out/interviews.parquet")
    assert frame.select("sitting", "day").rows() == [(1, 0)]


def test_versions_of_an_instrument_are_kept_apart(shelf: Shelf, tmp_path: Path) -> None:
    text = as_text(DEFINITION | {"version": "2.0.0"})
    later = load_text(text, "forms.yaml")
    shelf.store.keep_instrument(later, text)
    pin = {"id": later.id, "version": later.version, "hash": later.hash}
    shelf.put("p_cora", "i_4", "yes", instrument=pin)
    made = make(shelf, tmp_path / "out")
    assert not made.quarantined
    frame = pl.read_parquet(tmp_path / "out/answers.parquet")
    assert sorted(frame["version"].unique()) == ["1.0.0", "2.0.0"]
    book = json.loads((tmp_path / "out/codebook.json").read_bytes())
    assert [i["version"] for i in book["instruments"]] == ["1.0.0", "2.0.0"]


def test_a_folder_with_other_things_in_it_is_refused_and_nothing_is_kept(
    shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.docx").write_text("mine")
    with pytest.raises(CoprodError, match="other things"):
        make(shelf, tmp_path / "out")
    assert shelf.store.datasets() == []


def test_a_full_disk_leaves_no_folder_and_keeps_no_data_set(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "write_new", full)
    with pytest.raises(CoprodError, match="disk is full"):
        make(shelf, tmp_path / "out")
    assert shelf.store.datasets() == []
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_progress_counts_the_records(shelf: Shelf, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    make_dataset(shelf.store, tmp_path / "out", at=NOW, progress=lambda *pair: seen.append(pair))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_what_the_page_shows_in_python_works(shelf: Shelf, tmp_path: Path) -> None:
    make(shelf, tmp_path / "out")
    page = (Path(__file__).parents[2] / "docs/research.md").read_text(encoding="utf-8")
    first, tidy, reproduced = (part.split("```")[0] for part in page.split("```python\n")[1:])
    first = first.replace("FOLDER", str(tmp_path / "out")).replace("matters_today", "matters")
    found: dict[str, Any] = {}
    exec(first, found)
    # 2 and 5, 4 and 4, in three talks.
    assert found["table"].rows() == [("forms", "1.0.0", 6, 2, 0.5, 0.5, 1.5)]
    answers = pl.read_parquet(tmp_path / "out/answers.parquet")
    picked = eval(tidy, {"pl": pl, "answers": answers})
    assert sorted(picked["code"].unique()) == ["facts", "words"]
    exec(reproduced.replace("FOLDER", str(tmp_path / "out")), found)
    assert found["again"].holds
