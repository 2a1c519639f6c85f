"""Copies are numbers in the audit trail, and how far the journal had come."""

from __future__ import annotations

from threading import Thread

import pytest

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.store import Store
from tests.store.conftest import AT
from tests.store.ward import fill


@pytest.fixture
def store(store: Store) -> Store:
    fill(store)
    return store


def test_numbers_count_up_one_talk_at_a_time(store: Store) -> None:
    first, second = "i_1", "i_2"
    assert [store.add_copy(first, None, AT).number for _ in range(3)] == [1, 2, 3]
    assert store.add_copy(second, None, AT).number == 1
    assert [row.number for row in store.copies_of(first)] == [1, 2, 3]
    assert store.copy_numbered(first, 2).entries == len(store.interview(first).entries)


def test_two_who_make_a_copy_at_once_get_two_numbers(store: Store) -> None:
    interview = "i_1"
    threads = [Thread(target=store.add_copy, args=(interview, None, AT)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.number for row in store.copies_of(interview)] == [1, 2, 3, 4, 5, 6]


def test_what_is_not_there_is_said_so(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no interview"):
        store.add_copy("i_none", None, AT)
    with pytest.raises(NotFoundError, match="no copy 1"):
        store.copy_numbered("i_1", 1)


def test_a_line_of_the_trail_that_says_no_number_is_named(store: Store) -> None:
    interview = "i_1"
    store.note(Event(AT, Deed.MADE_COPY, None, interview, "x"))
    with pytest.raises(SealError, match="audit trail"):
        store.copies_of(interview)
