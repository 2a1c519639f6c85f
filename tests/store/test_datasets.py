"""What went out is kept, and a release is held against the ones before it as it is written."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import CoprodError, SealError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.datasets import DatasetKind, Ledger
from coprod_widgets.store.verifying import verify
from tests.store.conftest import AT


def add(store: Store, kind: DatasetKind = DatasetKind.RELEASE, **more: Any) -> str:
    return store.add_dataset(
        at=AT, kind=kind, counts={}, digests={}, interviews=[], **{"patients": ["p_1"]} | more
    )


def test_a_release_sees_the_releases_before_it_and_what_is_kept_of_each(store: Store) -> None:
    seen: list[Ledger] = []
    add(store, DatasetKind.DATASET)
    first = add(store, body={"cells": [["p_1"]]}, check=seen.append)
    add(store, DatasetKind.HAND_OUT)
    add(store, check=seen.append)
    assert seen[0] == []
    ((row, body),) = seen[1]
    assert (row.id, row.kind, body) == (first, DatasetKind.RELEASE, {"cells": [["p_1"]]})


def test_gathered_data_sets_are_seen_too_and_no_others(store: Store) -> None:
    seen: list[Ledger] = []
    for kind in DatasetKind:
        add(store, kind, body={"of": kind})
    add(store, check=seen.append)
    told = {(row.kind, body["of"]) for row, body in seen[0]}
    assert told == {(kind, kind) for kind in (DatasetKind.RELEASE, DatasetKind.GATHERED)}
    assert verify(store) == []


def test_what_is_refused_is_not_kept(store: Store) -> None:
    def refuse(_: Ledger) -> None:
        raise CoprodError("Too near.", "Wait.")

    with pytest.raises(CoprodError, match="Too near"):
        add(store, check=refuse)
    assert store.datasets() == []
    assert store.events() == []


def test_of_two_releases_at_one_moment_the_later_sees_the_other(
    settings: Settings, store: Store
) -> None:
    seen: list[int] = []
    begin = threading.Barrier(2)

    def release() -> None:
        with Store.open(settings) as other:
            begin.wait()
            add(other, check=lambda ledger: seen.append(len(ledger)))

    threads = [threading.Thread(target=release) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [0, 1]


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM datasets", "UPDATE datasets SET kind = 'dataset'", "UPDATE datasets SET at = ''"],
)
def test_where_an_earlier_release_was_taken_away_or_changed_there_is_no_new_one(
    settings: Settings, store: Store, change: str
) -> None:
    add(store)
    with closing(sqlite3.connect(settings.data / "coprod.db")) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(SealError):
        add(store, check=lambda _: None)
    assert verify(store)


def test_whose_figures_a_release_tells_is_encrypted(settings: Settings, store: Store) -> None:
    add(store, body={"cells": ["planted words"]})
    for path in settings.data.glob("coprod.db*"):
        assert b"planted words" not in path.read_bytes()
    assert verify(store) == []


def test_the_study_of_a_release_is_kept_and_of_nothing_else(store: Store) -> None:
    assert store.study_of(add(store, body={"study": "signs"})) == "signs"
    for other in (add(store, DatasetKind.DATASET), "d_none"):
        with pytest.raises(CoprodError, match="no release"):
            store.study_of(other)


def test_each_kind_leaves_its_own_line_in_the_trail(store: Store) -> None:
    made = [add(store, kind) for kind in DatasetKind]
    deeds = [(event.deed, event.resource) for event in store.events()]
    told = [Deed.MADE_DATASET, Deed.MADE_DATASET, Deed.HANDED_OUT, Deed.MADE_RELEASE]
    assert deeds == list(zip(told, made, strict=True))
    assert {row.id: row.kind for row in store.datasets()} == dict(
        zip(made, DatasetKind, strict=True)
    )


def test_the_newest_comes_first(store: Store) -> None:
    old = add(store)
    new = store.add_dataset(
        at=AT + timedelta(days=1), counts={}, digests={}, interviews=[], patients=[]
    )
    assert [row.id for row in store.datasets()] == [new, old]
