from __future__ import annotations

from datetime import timedelta

import pytest

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import CoprodError
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import LockedOutError
from tests.store.conftest import AT, PASSWORD


def test_a_name_is_known_whatever_its_case(store: Store, nora: Account) -> None:
    assert store.check_password("NORA ", PASSWORD, AT) == nora
    with pytest.raises(CoprodError, match="already"):
        store.add_account("nora", Role.SUPERVISOR, PASSWORD)


@pytest.mark.parametrize("name", ["Nora", "nobody at all"])
def test_five_wrong_passwords_lock_a_name_known_or_not(
    store: Store, nora: Account, name: str
) -> None:
    for _ in range(5):
        assert store.check_password(name, "wrong", AT) is None
    with pytest.raises(LockedOutError):
        store.check_password(name, PASSWORD, AT)
    later = AT + timedelta(minutes=16)
    assert store.check_password("Nora", PASSWORD, later) == nora


def test_a_sign_in_ends_when_idle_after_half_a_day_and_on_signing_out(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    assert store.signed_in(token, AT + timedelta(minutes=20)) is not None
    assert store.signed_in(token, AT + timedelta(minutes=45)) is not None
    assert store.signed_in(token, AT + timedelta(minutes=90)) is None
    busy = store.sign_in(nora, AT)
    for minutes in range(0, 12 * 60, 20):
        assert store.signed_in(busy, AT + timedelta(minutes=minutes)) is not None
    assert store.signed_in(busy, AT + timedelta(hours=12, minutes=1)) is None
    out = store.sign_in(nora, AT)
    store.sign_out(out)
    assert store.signed_in(out, AT) is None
    assert store.signed_in("forged", AT) is None


def locked_to(store: Store, token: str) -> str | None:
    found = store.signed_in(token, AT)
    assert found is not None
    return found.locked_to


def test_four_numbers_or_the_password_open_a_locked_screen(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "1357")
    assert locked_to(store, token) == "i_1"
    assert not store.unlock_screen(token, "0000", AT)
    assert locked_to(store, token) == "i_1"
    assert store.unlock_screen(token, "1357", AT)
    assert locked_to(store, token) is None
    store.lock_screen(token, "i_1", None)
    assert store.unlock_screen(token, PASSWORD, AT)


def test_after_five_wrong_numbers_only_the_password_opens(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", "1357")
    for _ in range(5):
        assert not store.unlock_screen(token, "0000", AT)
    assert not store.unlock_screen(token, "1357", AT)
    assert store.unlock_screen(token, PASSWORD, AT)


def test_the_numbers_of_one_sign_in_open_no_other(store: Store, nora: Account) -> None:
    one, two = store.sign_in(nora, AT), store.sign_in(nora, AT)
    store.lock_screen(one, "i_1", "1357")
    store.lock_screen(two, "i_1", "2468")
    assert not store.unlock_screen(two, "1357", AT)


def test_without_numbers_an_empty_word_opens_nothing(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.lock_screen(token, "i_1", None)
    assert not store.unlock_screen(token, "", AT)


def test_a_closed_account_signs_in_no_more_and_is_still_named(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    store.close_account(nora, AT)
    assert store.signed_in(token, AT) is None
    assert store.check_password("Nora", PASSWORD, AT) is None
    assert (store.account(nora.id).name, store.account(nora.id).closed) == ("Nora", True)
    late = store.sign_in(nora, AT)
    assert store.signed_in(late, AT) is None
    store.reopen_account(nora)
    assert store.check_password("Nora", PASSWORD, AT) == nora


def test_a_new_password_ends_sign_ins_and_unlocks(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    for _ in range(5):
        store.check_password("Nora", "wrong", AT)
    store.set_password(nora, "quite another one")
    assert store.signed_in(token, AT) is None
    assert store.check_password("Nora", "quite another one", AT) == nora
    with pytest.raises(CoprodError, match="short"):
        store.set_password(nora, "short")
