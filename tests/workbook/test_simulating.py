from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import StoreError
from coprod_widgets.interview.answer import Answer, Status
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.verifying import verify
from coprod_widgets.workbook.record_format import record_of
from coprod_widgets.workbook.simulating import simulate
from tests.workbook.conftest import silent


def simulated(folder: Path, patients: int, seed: int) -> Store:
    made, _ = Store.create(Settings.load(folder))
    simulate(made, patients=patients, seed=seed, progress=silent)
    return made


def heads(store: Store) -> dict[str, str]:
    return {row.id: store.head(row.id) for row in store.all_interviews()}


def test_the_same_seed_invents_the_same_people_anywhere(tmp_path: Path) -> None:
    with simulated(tmp_path / "a", 5, 1) as one, simulated(tmp_path / "b", 5, 1) as two:
        assert heads(one) == heads(two)
        assert [p.name for p in one.patients()] == [p.name for p in two.patients()]
        assert [one.consent(p.id) for p in one.patients()] == [
            two.consent(p.id) for p in two.patients()
        ]
        assert verify(one) == []
    with simulated(tmp_path / "c", 5, 2) as other:
        assert heads(other) != heads(one)


def test_a_folder_that_holds_people_is_refused(tmp_path: Path) -> None:
    with simulated(tmp_path / "a", 1, 1) as store, pytest.raises(StoreError, match="people"):
        simulate(store, patients=1, seed=1, progress=silent)


def test_every_record_says_what_became_of_every_question(tmp_path: Path) -> None:
    with simulated(tmp_path / "a", 6, 3) as store:
        for row in store.all_interviews():
            talk = store.interview(row.id)
            record = record_of(talk, workbook=row.workbook, head=store.head(row.id), language="en")
            asked = {(a["question"], a["row"], a["voice"]) for a in record["answers"]}
            assert len(asked) == len(record["answers"])
            assert {a["status"] for a in record["answers"]} <= {s.value for s in Status}
            said = {e.place.question for e in talk.entries if isinstance(e, Answer)}
            assert said <= {question for question, _, _ in asked}
            names = [p.name for p in store.patients()] + [a.name for a in store.accounts()]
            assert not any(name in str(record) for name in names)
