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


def test_a_password_that_would_never_fit_again_is_refused(store: Store) -> None:
    longest = "p" * 1_000
    with pytest.raises(CoprodError, match="1001 characters") as told:
        store.add_account("Omar", Role.CLINICIAN, longest + "p")
    assert "at most 1000" in told.value.cure
    omar = store.add_account("Omar", Role.CLINICIAN, longest)
    assert store.check_password("Omar", longest, AT) == omar
