"""Acceptance scenario 17: of thirty records only the valid ones go out, now and after a restore."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from coprod_widgets.errors import SealError
from coprod_widgets.research.handing_out import hand_out
from coprod_widgets.research.recall import given_out, to_recall
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.store.verifying import walk
from coprod_widgets.workbook.consenting import note_now
from tests.research.test_dataset import LEFT_OUT, NOW, THIRTY, Shelf, make
from tests.store.test_tombstones import backup, restore

LAST_WEEK = NOW - timedelta(days=7)
VALID = {f"p_{number}" for number, word in enumerate(THIRTY) if word == "yes"}
GONE = f"p_{THIRTY.index('withdrawn')}"


class Study:
    """Thirty records of people who had all said yes, given out twice; then eight left."""

    def __init__(self, folder: Path) -> None:
        shelf = Shelf(folder / "data")
        self.store = shelf.store
        self.folder = Settings.load(folder / "data")
        for number in range(len(THIRTY)):
            shelf.put(f"p_{number}", f"i_{number}", "yes")
        self.before = make(shelf, folder / "before")
        hand_out(self.store, folder / "handed", at=NOW, progress=lambda *_: None)
        self.backup = backup(self.folder, folder)
        for number, word in enumerate(THIRTY):
            if word != "yes":
                note_now(self.store, f"p_{number}", Consent(word), LAST_WEEK)
        self.shelf = shelf


BOTH = ["dataset", "hand_out"]


def kinds_given(store: Store) -> list[str]:
    return sorted(one.kind for one in given_out(store, GONE))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def people_in(store: Store, out: Path) -> set[str]:
    named = {store.pseudonym(f"p_{number}"): f"p_{number}" for number in range(len(THIRTY))}
    return {named[one] for one in pl.read_parquet(out / "interviews.parquet")["person"]}


def test_only_the_valid_go_out_and_the_others_are_counted(study: Study, tmp_path: Path) -> None:
    assert (study.before.people, people_in(study.store, tmp_path / "before")) == (
        30,
        {f"p_{number}" for number in range(30)},
    )
    made = make(study.shelf, tmp_path / "out")
    assert (made.people, made.left_out) == (22, LEFT_OUT)
    assert people_in(study.store, tmp_path / "out") == VALID
    said = json.loads((tmp_path / "out/dataset.json").read_text())
    assert said["left_out"] == LEFT_OUT
    handed = hand_out(study.store, tmp_path / "again", at=NOW, progress=lambda *_: None)
    assert (handed.people, handed.left_out) == (22, LEFT_OUT)


def test_everything_given_out_before_with_the_person_is_named(study: Study, tmp_path: Path) -> None:
    assert kinds_given(study.store) == BOTH
    make(study.shelf, tmp_path / "out")
    assert kinds_given(study.store) == BOTH
    counts = [len(to_recall(study.store)[row.id]) for row in study.store.datasets()]
    assert sorted(counts) == [0, 8, 8]


def test_care_goes_on_as_before(study: Study) -> None:
    assert len(study.store.records_of("i_6")) == 1
    assert study.store.patient(GONE).name
    assert study.store.about("i_6").patient_id == GONE


def test_an_old_backup_brings_nobody_back(study: Study, tmp_path: Path) -> None:
    study.store.close()
    restore(study.folder, study.backup)
    with Store.open(study.folder) as store:
        study.shelf.store = store
        made = make(study.shelf, tmp_path / "out")
        assert (made.people, made.left_out) == (22, LEFT_OUT)
        assert people_in(store, tmp_path / "out") == VALID
        handed = hand_out(store, tmp_path / "again", at=NOW, progress=lambda *_: None)
        assert (handed.people, handed.left_out) == (22, LEFT_OUT)
        assert kinds_given(store) == BOTH
        walked = walk(store)
        # The records were made by hand, without talks; nothing else is found.
        assert all(one.thing.startswith("Interview") for one in walked.findings)
        assert "8 words on research, of 8 people" in walked.notes[0]
        note_now(store, GONE, Consent.YES, NOW)
        assert make(study.shelf, tmp_path / "later").people == 23


def test_without_the_tombstones_nothing_goes_out(study: Study, tmp_path: Path) -> None:
    study.store.close()
    restore(study.folder, study.backup)
    study.folder.tombstones.unlink()
    with Store.open(study.folder) as store:
        study.shelf.store = store
        with pytest.raises(SealError, match="tombstones"):
            make(study.shelf, tmp_path / "out")
        with pytest.raises(SealError, match="tombstones"):
            hand_out(store, tmp_path / "again", at=NOW, progress=lambda *_: None)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "again").exists()
