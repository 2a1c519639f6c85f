from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from coprod_widgets.access.accounts import Account
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import LockedOutError
from coprod_widgets.store.screens import MOST_TRIES
from tests.store.conftest import AT, PASSWORD


def locked_to(store: Store, token: str) -> str | None:
    found = store.signed_in(token, AT)
    assert found is not None
    return found.locked_to


def unlock(store: Store, token: str, interview_id: str) -> None:
    with store.writing() as writing:
        store.unlock_beside(writing, token, interview_id)


def test_four_numbers_or_the_password_open_a_locked_screen(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "1357")
    assert locked_to(store, token) == "i_1"
    assert not store.opens_screen(token, "0000", AT)
    assert store.opens_screen(token, "1357", AT)
    assert store.opens_screen(token, PASSWORD, AT)
    assert locked_to(store, token) == "i_1", "it opens with the moment that takes the screen back"
    unlock(store, token, "i_1")
    assert locked_to(store, token) is None


def test_after_five_wrong_numbers_only_the_password_opens(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "1357")
    for _ in range(5):
        assert not store.opens_screen(token, "0000", AT)
    assert not store.opens_screen(token, "1357", AT)
    assert store.opens_screen(token, PASSWORD, AT)


def test_who_sits_before_a_locked_screen_can_set_no_numbers_and_clear_no_count(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "1357")
    for _ in range(5):
        assert not store.opens_screen(token, "0000", AT)
    for pin in ("2468", None):
        store.lock_screen(token, "i_1", pin)
        assert not store.opens_screen(token, "2468", AT)
        assert not store.opens_screen(token, "1357", AT)


def test_wrong_tries_shut_this_lock_for_a_while_and_lock_nobody_out_elsewhere(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "1357")
    for _ in range(MOST_TRIES):
        assert not store.opens_screen(token, "a wrong password", AT)
    with pytest.raises(LockedOutError):
        store.opens_screen(token, PASSWORD, AT)
    assert store.check_password("Nora", PASSWORD, AT) == nora
    assert store.opens_screen(token, PASSWORD, AT + timedelta(minutes=16))


def test_many_wrong_tries_at_once_count_as_many(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "9999")

    def attempt(number: int) -> bool:
        try:
            return store.opens_screen(token, f"{number:04}", AT)
        except LockedOutError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(attempt, range(32)))
    with pytest.raises(LockedOutError):
        store.opens_screen(token, "9999", AT)


def test_the_numbers_of_one_sign_in_open_no_other(store: Store, nora: Account) -> None:
    one, two = store.sign_in(nora, AT), store.sign_in(nora, AT)
    store.lock_screen(one, "i_1", "1357")
    store.lock_screen(two, "i_1", "2468")
    assert not store.opens_screen(two, "1357", AT)


def test_without_numbers_an_empty_word_opens_nothing(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", None)
    assert not store.opens_screen(token, "", AT)


def test_taking_the_screen_back_ends_other_sign_ins_that_were_locked_to_it(
    store: Store, nora: Account
) -> None:
    here, there, another = (store.sign_in(nora, AT) for _ in range(3))
    store.lock_screen(here, "i_1", None)
    store.lock_screen(there, "i_1", None)
    store.lock_screen(another, "i_2", None)
    unlock(store, here, "i_1")
    assert store.signed_in(here, AT) is not None
    assert store.signed_in(there, AT) is None
    assert locked_to(store, another) == "i_2"


def test_what_a_page_asks_for_by_itself_does_not_put_off_the_idle_time(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    for minutes in range(0, 30, 5):
        at = AT + timedelta(minutes=minutes)
        assert store.signed_in(token, at, by_a_person=False) is not None
    assert store.signed_in(token, AT + timedelta(minutes=31)) is None
