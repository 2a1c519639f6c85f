"""What the desk's lists tell of promises: overdue ones, staff's first, and how many were kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.queue import Gist
from coprod_widgets.workbook.gist import follow_through, gist_of, overdue
from tests.workbook.desks import add_person, add_staff, closed, looked_at, promised

TODAY = date(2026, 4, 20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made:
        add_staff(made)
        yield made


def test_overdue_promises_of_staff_come_before_older_ones_of_patients(store: Store) -> None:
    alder, birch = add_person(store, "Alder"), add_person(store, "Birch")
    row = promised(store, alder, [("Mine", "me", "2026-03-10"), ("Theirs", "staff", "2026-04-01")])
    promised(store, birch, [("Later", "staff", "2026-04-19"), ("Not yet", "staff", "2026-05-01")])
    found = overdue(store.gists("actions"), TODAY)
    assert [one.promise.what for one in found] == ["Theirs", "Later", "Mine"]
    assert (found[0].patient_id, found[0].record_id) == (alder.id, row.id)


def test_what_has_an_outcome_is_overdue_no_more_and_counts_for_who_held_the_talk(
    store: Store,
) -> None:
    alder = add_person(store, "Alder")
    made = [("One", "staff", "2026-03-10"), ("Two", "me", "2026-03-10"), ("Three", "staff", "")]
    promised(store, alder, [one for one in made if one[2]] + [("Four", "other", "2026-03-11")])
    outcomes = {"staff": ["part"], "me": ["done"], "other": ["not_done"]}
    looked_at(store, alder, outcomes, day=7)
    gists = store.gists("actions")
    assert overdue(gists, TODAY) == []
    (kept,) = follow_through(gists)
    assert (kept.clinician_id, kept.staff_done, kept.staff_due) == ("a_nora", 0.5, 1)
    assert (kept.patient_done, kept.patient_due) == (1.0, 1)
    assert kept.staff is kept.gap is None, "nothing is said from so few"


def test_ten_promises_are_enough_to_say_something() -> None:
    def gist(staff: list[float], me: list[float]) -> Gist:
        return Gist("r_1", "p_1", "a_1", {"kept": {"staff": staff, "me": me}})

    (nine,) = follow_through([gist([3, 5], [4, 4])])
    assert (nine.is_enough, nine.staff, nine.gap) == (False, None, None)
    (ten,) = follow_through([gist([3, 5], [4, 4]), gist([1, 1], [0, 0])])
    assert ten.is_enough
    assert ten.staff == pytest.approx(4 / 6)
    assert ten.gap == pytest.approx(1 - 4 / 6)
    (one_sided,) = follow_through([gist([6, 12], [0, 0])])
    assert (one_sided.staff, one_sided.gap) == (0.5, None)


def test_other_talks_tell_lists_nothing(store: Store) -> None:
    held = closed(store, add_person(store, "Alder"))
    assert gist_of(held.talk) == {}


def test_a_gist_that_cannot_be_read_hides_no_other(store: Store) -> None:
    import sqlite3
    from contextlib import closing

    rows = [
        promised(store, add_person(store, name), [(name, "staff", "2026-03-10")]) for name in "AB"
    ]
    with closing(sqlite3.connect(store.settings.data / "coprod.db")) as connection, connection:
        connection.execute("UPDATE records SET gist = x'01' WHERE id = ?", (rows[0].id,))
    assert [one.promise.what for one in overdue(store.gists("actions"), TODAY)] == ["B"]
