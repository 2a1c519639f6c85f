"""The invented ward that is there to try everything with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import StoreError
from coprod_widgets.interview.interview import State
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.verifying import verify
from coprod_widgets.workbook.demo import Demo, known_demo, make_demo
from coprod_widgets.workbook.finding import EPISODE
from coprod_widgets.workbook.promises import open_promises
from tests.workbook.conftest import AT, silent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Demo]]:
    folder = tmp_path_factory.mktemp("demo") / "data"
    with Store.create(Settings.load(folder))[0] as store:
        yield store, make_demo(store, patients=8, seed=1, at=AT, progress=silent)


@pytest.mark.slow
def test_somebody_is_at_each_of_the_six_conversations(made: tuple[Store, Demo]) -> None:
    store, demo = made
    states = {(one["workbook"], one["state"]) for one in demo.interviews}
    assert {workbook for workbook, _ in states} == set(EPISODE)
    assert states > {
        ("getting_ready", "ready"),
        ("reasons", "half_way"),
        ("reasons", "recorded"),
        ("reasons", "signed_off"),
        ("signs", "returned"),
        ("power", "ready"),
    }
    assert store.unrecorded() == []
    for about in store.all_interviews():
        assert all(entry.at < AT for entry in store.interview(about.id).entries)
        assert all(record.at < AT for record in store.records_of(about.id))
    assert verify(store) == []


@pytest.mark.slow
def test_two_supervisors_have_marked_one_record_and_another_waits_for_the_second(
    made: tuple[Store, Demo],
) -> None:
    store, demo = made
    first, second = [one for one in demo.accounts if one.role is Role.SUPERVISOR]
    accounts = {one.name: one.id for one in store.accounts()}
    (waits,) = store.to_rate(accounts[second.name], 9)
    assert store.to_rate(accounts[first.name], 9) == []
    assert store.about(waits.record.interview_id).workbook == "reasons"
    (twice,) = store.rated_twice()
    assert len(twice.first.sheet.answers) > len(twice.second.answers) == 10
    assert store.settings.second_ratings < 1


@pytest.mark.slow
def test_promises_are_open_and_some_are_overdue(made: tuple[Store, Demo]) -> None:
    store, _ = made
    promised = [
        promise
        for about in store.all_interviews()
        if about.workbook == "actions" and about.state is State.CLOSED
        for promise in open_promises(store.interview(about.id))
    ]
    overdue = [promise for promise in promised if promise.is_overdue(AT.date())]
    assert 0 < len(overdue) < len(promised)
    assert any(promise.is_of_staff for promise in overdue)


@pytest.mark.slow
def test_the_same_ward_is_there_again_with_new_passwords(made: tuple[Store, Demo]) -> None:
    store, demo = made
    again = known_demo(store)
    assert again.interviews == demo.interviews
    assert {one.name: one.role for one in again.accounts} == {
        one.name: one.role for one in demo.accounts
    }
    for old in demo.accounts:
        (new,) = [one for one in again.accounts if one.name == old.name]
        assert store.check_password(old.name, old.password, AT) is None
        assert store.check_password(new.name, new.password, AT)


def test_a_folder_of_real_people_is_no_demo(store: Store) -> None:
    with pytest.raises(StoreError, match="no invented ward"):
        known_demo(store)
    assert store.check_password("nora", "a long enough one", AT)
