"""Verdicts, second ratings, and what waits: by the store, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from argon2 import PasswordHasher

from coprod_widgets.access.audit import Deed
from coprod_widgets.interview.answer import Happening
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import Accounts
from coprod_widgets.store.queue import Why
from coprod_widgets.store.reviews import NotTakenError, ReviewSheet, Verdict
from coprod_widgets.store.verifying import verify
from tests.workbook.desks import (
    add_person,
    add_staff,
    changed_since,
    marks,
    recorded,
    sheet,
    signed,
)
from tests.workbook.holding import C, Held, P
from tests.workbook.sealed import sealed

Accounts.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made:
        add_staff(made)
        made.settings = replace(made.settings, second_ratings=1.0)
        yield made


def test_a_review_keeps_every_word_for_whom_it_is_meant(store: Store) -> None:
    row = recorded(store, add_person(store, "Alder"))
    told = sheet(store, "To the nurse.", "To you both.", strengths_first=1)
    made = store.add_review(row.id, "a_sita", "signed_off", told, row.digest, row.at)
    assert store.reviews_of(row.id) == [made]
    assert (made.note, made.message) == ("To the nurse.", "To you both.")
    assert made.sheet.answers["strengths_first"] == 1
    assert store.events()[-1].deed is Deed.REVIEWED
    assert verify(store) == []
    kept = (store.settings.data / "coprod.db").read_bytes()
    assert b"To the nurse." not in kept


def test_of_two_who_sign_at_once_one_is_kept_and_the_other_is_told(store: Store) -> None:
    row = recorded(store, add_person(store, "Alder"))
    start, told = Barrier(2), {}

    def sign(by: str) -> None:
        words = sheet(store, by)
        start.wait()
        try:
            store.add_review(row.id, f"a_{by}", "signed_off", words, row.digest, row.at)
            told[by] = "kept"
        except NotTakenError as error:
            told[by] = error.plain

    both = [Thread(target=sign, args=(by,)) for by in ("sita", "tess")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told.values()) == ["kept", "review_taken"]
    assert len(store.reviews_of(row.id)) == 1
    assert verify(store) == []


@pytest.mark.parametrize("turn", range(6))
def test_a_record_that_is_amended_at_the_moment_of_signing_is_signed_before_or_not_at_all(
    store: Store, turn: int
) -> None:
    row = recorded(store, add_person(store, f"Alder {turn}"))
    held = Held.__new__(Held)
    held.store, held.id, held.by, held.at = store, row.interview_id, "a_nora", row.at
    held.happen(Happening.REOPENED).say("worked", P, "Said anew").say("worked", C, "So").close()
    start, told = Barrier(2), {}
    words = sheet(store)

    def sign() -> None:
        start.wait()
        try:
            store.add_review(row.id, "a_sita", "signed_off", words, row.digest, row.at)
            told["signed"] = "kept"
        except NotTakenError as error:
            told["signed"] = error.plain

    def amend() -> None:
        start.wait()
        sealed(store, row.interview_id, held.at)

    both = [Thread(target=work) for work in (sign, amend)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    newer = store.records_of(row.interview_id)[-1]
    assert newer.version == 2
    (waits,) = store.waiting(9)
    assert waits.record.id == newer.id, "what is newer waits, whoever was first"
    assert waits.why is (Why.CHANGED if told["signed"] == "kept" else Why.NEW)
    assert told["signed"] in ("kept", "review_overtaken")
    assert len(store.reviews_of(row.id)) == (told["signed"] == "kept")
    assert verify(store) == []


def test_what_was_amended_meanwhile_is_not_signed(store: Store) -> None:
    row = recorded(store, add_person(store, "Alder"))
    newer = changed_since(store, row, "Said anew")
    with pytest.raises(NotTakenError) as refused:
        store.add_review(row.id, "a_sita", "signed_off", sheet(store), row.digest, row.at)
    assert refused.value.plain == "review_overtaken"
    other = sheet(store)
    with pytest.raises(NotTakenError):
        store.add_review(newer.id, "a_sita", "signed_off", other, row.digest, row.at)
    assert store.reviews_of(row.id) == store.reviews_of(newer.id) == []


def test_what_was_raised_waits_on_top_until_somebody_decides_it(store: Store) -> None:
    older = recorded(store, add_person(store, "Alder"))
    row = recorded(store, add_person(store, "Birch"), day=1)
    store.add_review(row.id, "a_sita", "raised", ReviewSheet("Look at this."), row.digest, row.at)
    assert [(one.record.id, one.why) for one in store.waiting(9)] == [
        (row.id, Why.RAISED),
        (older.id, Why.NEW),
    ]
    assert not store.reviews_of(row.id)[0].drawn
    with pytest.raises(NotTakenError):
        store.add_review(row.id, "a_tess", "raised", ReviewSheet("Again."), row.digest, row.at)
    store.add_review(row.id, "a_tess", "returned", sheet(store, "Why?"), row.digest, row.at)
    assert [one.decision for one in store.reviews_of(row.id)] == [Verdict.RAISED, Verdict.RETURNED]
    assert [one.record.id for one in store.waiting(9)] == [older.id]


def test_what_waits_longest_comes_first_and_only_the_newest_version_waits(store: Store) -> None:
    rows = [recorded(store, add_person(store, name), day=-n) for n, name in enumerate("ABCD")]
    assert [one.record.id for one in store.waiting(9)] == [row.id for row in reversed(rows)]
    assert [one.record.id for one in store.waiting(2, 1)] == [rows[2].id, rows[1].id]
    signed(store, rows[0])
    told = sheet(store, "Ask again.")
    store.add_review(rows[1].id, "a_sita", "returned", told, rows[1].digest, rows[1].at)
    assert store.count_waiting() == 2
    after = {changed_since(store, rows[n], "Anew").id: why for n, why in enumerate(AFTER)}
    found = {one.record.id: one.why for one in store.waiting(9)}
    assert found == {**after, rows[2].id: Why.NEW, rows[3].id: Why.NEW}
    assert [one.decision for one in store.reviewed(9)] == [Verdict.SIGNED_OFF, Verdict.RETURNED]


AFTER = (Why.CHANGED, Why.AGAIN)


def test_a_record_is_rated_once_more_by_somebody_else(store: Store) -> None:
    row = recorded(store, add_person(store, "Alder"))
    with pytest.raises(NotTakenError, match="not to be rated"):
        store.add_rating(row.id, "a_tess", marks(), "review@1.0.0", row.digest, row.at)
    signed(store, row)
    assert [one.record.id for one in store.to_rate("a_tess", 9)] == [row.id]
    assert store.to_rate("a_sita", 9) == []
    with pytest.raises(NotTakenError, match="can't rate it again"):
        store.add_rating(row.id, "a_sita", marks(), "review@1.0.0", row.digest, row.at)
    store.add_rating(row.id, "a_tess", marks(1), "review@1.0.0", row.digest, row.at)
    with pytest.raises(NotTakenError, match="Somebody else"):
        store.add_rating(row.id, "a_tess", marks(1), "review@1.0.0", row.digest, row.at)
    assert store.to_rate("a_tess", 9) == []
    (two,) = store.rated_twice()
    assert (two.first.account_id, two.second.account_id) == ("a_sita", "a_tess")
    assert two.second.answers["strengths_first"] == 1
    assert verify(store) == []


def test_nobody_rates_a_talk_they_held(store: Store) -> None:
    row = recorded(store, add_person(store, "Alder", clinician="tess"))
    signed(store, row)
    assert store.to_rate("a_tess", 9) == []


def test_the_draw_takes_its_share_and_comes_out_the_same_every_time(store: Store) -> None:
    ids = [f"r_{number}" for number in range(2_000)]

    def drawn(share: float) -> set[str]:
        store.settings = replace(store.settings, second_ratings=share)
        with store.reading() as connection:
            told = (store._is_drawn(connection, one, "signed_off", ReviewSheet()) for one in ids)
            return {one for one, is_drawn in zip(ids, told, strict=True) if is_drawn}

    tenth = drawn(0.1)
    assert 140 < len(tenth) < 260
    assert drawn(0.1) == tenth
    assert tenth < drawn(0.3)
    assert drawn(0.0) == set()
    assert drawn(1.0) == set(ids)
    store.rotate_key()
    assert drawn(0.1) == tenth
