"""What a supervisor has not sent: for her alone, and gone as soon as it is sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import Accounts
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import ReviewSheet, Verdict
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

Accounts.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
WORDS = {"skill_seen": "She waited.", "rights_told": "yes"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made:
        add_staff(made)
        made.settings = replace(made.settings, second_ratings=1.0)
        yield made


@pytest.fixture
def row(store: Store) -> RecordRow:
    return recorded(store, add_person(store, "Alder"))


def keep(
    store: Store,
    row: RecordRow,
    by: str = "sita",
    *,
    answers: dict[str, str] | None = None,
    is_rating: bool = False,
    seen: int = 0,
    after: int = 1,
) -> bool:
    at = row.at + timedelta(minutes=after)
    said = WORDS if answers is None else answers
    return store.keep_draft(row.id, f"a_{by}", said, at, is_rating=is_rating, seen=seen)


def test_the_newest_words_stand_and_nobody_else_has_them(store: Store, row: RecordRow) -> None:
    assert keep(store, row)
    assert keep(store, row, answers=WORDS | {"nurse_is": "Tired."}, after=2)
    (draft,) = store.drafts_about(row.interview_id, "a_sita")
    assert draft.answers == WORDS | {"nurse_is": "Tired."}
    assert draft.at == row.at + timedelta(minutes=2)
    assert store.drafts_about(row.interview_id, "a_tess") == store.drafts_of("a_tess") == []
    assert verify(store) == []


def test_nothing_of_them_can_be_read_in_the_file(store: Store, row: RecordRow) -> None:
    keep(store, row)
    store.close()
    kept = b"".join(path.read_bytes() for path in store.settings.data.glob("coprod.db*"))
    assert b"She waited." not in kept


def test_words_that_were_all_taken_out_are_not_kept(store: Store, row: RecordRow) -> None:
    keep(store, row)
    assert keep(store, row, answers={})
    assert store.drafts_of("a_sita") == []


def test_what_is_sent_is_a_draft_no_more_and_does_not_come_back(
    store: Store, row: RecordRow
) -> None:
    keep(store, row)
    keep(store, row, by="tess")
    store.add_review(row.id, "a_sita", "raised", sheet(store, "Look."), row.digest, row.at)
    assert store.drafts_of("a_sita") == []
    # What the page kept by itself came late; what she writes on the next page is new.
    assert not keep(store, row)
    assert keep(store, row, seen=1)
    # Somebody else's words are theirs, whoever was first.
    assert [draft.answers for draft in store.drafts_of("a_tess")] == [WORDS]


def test_marks_are_apart_and_go_when_they_are_sent(store: Store, row: RecordRow) -> None:
    signed(store, row)
    assert keep(store, row, by="tess", is_rating=True)
    (draft,) = store.drafts_of("a_tess")
    assert draft.is_rating
    pin = store.reviews_of(row.id)[0].sheet.pin
    store.add_rating(row.id, "a_tess", marks(1), pin, row.digest, row.at)
    assert store.drafts_of("a_tess") == []
    assert not keep(store, row, by="tess", is_rating=True)


def test_what_was_written_about_an_earlier_version_goes_with_the_newer_one(
    store: Store, row: RecordRow
) -> None:
    keep(store, row)
    newer = changed_since(store, row, "Said anew")
    (draft,) = store.drafts_about(newer.interview_id, "a_sita")
    assert (draft.record_id, draft.version) == (row.id, 1)
    signed(store, newer)
    assert store.drafts_of("a_sita") == []


def test_one_press_that_confirms_throws_nothing_away(store: Store, row: RecordRow) -> None:
    keep(store, row)
    confirms = ReviewSheet(confirms=True)
    store.add_review(row.id, "a_sita", Verdict.SIGNED_OFF, confirms, row.digest, row.at)
    assert len(store.drafts_of("a_sita")) == 1
    store.forget_drafts(row.interview_id, "a_sita")
    assert store.drafts_of("a_sita") == []


@pytest.mark.parametrize("column", ["account_id = 'a_tess'", "is_rating = 1", "body = X'01'"])
def test_a_draft_that_was_moved_or_damaged_shows_nothing(
    store: Store, row: RecordRow, column: str
) -> None:
    keep(store, row)
    with closing(sqlite3.connect(store.settings.data / "coprod.db")) as database, database:
        database.execute(f"UPDATE drafts SET {column}")
    assert store.drafts_of("a_sita") == store.drafts_of("a_tess") == []
