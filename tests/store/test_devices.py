from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import NotFoundError
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import LockedOutError
from coprod_widgets.store.devices import MOST_FAILED
from tests.store.conftest import AT, PASSWORD

HERE = "192.0.2.1"
LATER = AT + timedelta(minutes=10)


def show(store: Store, token: str, interview: str = "i_1", at: datetime = AT) -> str:
    with store.writing() as writing:
        return store.show_code(writing, token, interview, at)


def join(store: Store, code: str, at: datetime = AT) -> str:
    with store.writing() as writing:
        return store.join_beside(writing, code, at)


def is_in(store: Store, token: str, at: datetime = AT) -> bool:
    return store.signed_in(token, at, by_a_person=False) is not None


def test_a_code_opens_the_one_interview_it_was_shown_for(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    code = show(store, token)
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    assert store.interview_of_code(typed, HERE, AT) == "i_1"
    device = store.signed_in(join(store, typed), AT)
    assert device is not None
    assert (device.account, device.locked_to, device.is_device) == (nora, "i_1", True)
    assert store.device_of("i_1") == device.id
    assert store.device_of("i_2") is None


def test_a_code_is_eight_signs_that_do_not_look_alike_and_is_kept_as_a_hash(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    codes = {show(store, token) for _ in range(50)}
    assert len(codes) == 50
    assert all(
        len(code) == 8 and not set(code) & set("01OIL5S2ZB8AEU") - set("258") for code in codes
    )
    kept = (store.settings.data / "coprod.db").read_bytes()
    wal = (store.settings.data / "coprod.db-wal").read_bytes()
    assert not any(code.encode() in kept + wal for code in codes)


def test_a_code_works_once(store: Store, nora: Account) -> None:
    code = show(store, store.sign_in(nora, AT))
    assert store.waits_for_device("i_1", AT)
    join(store, code)
    assert not store.waits_for_device("i_1", AT)
    assert store.interview_of_code(code, HERE, AT) is None
    with pytest.raises(NotFoundError):
        join(store, code)


def test_a_code_is_too_late_after_ten_minutes(store: Store, nora: Account) -> None:
    code = show(store, store.sign_in(nora, AT))
    assert store.interview_of_code(code, HERE, LATER - timedelta(seconds=1)) == "i_1"
    assert store.interview_of_code(code, HERE, LATER) is None
    assert not store.waits_for_device("i_1", LATER)
    with pytest.raises(NotFoundError):
        join(store, code, LATER)


def test_a_new_code_ends_the_one_before(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    old, new = show(store, token), show(store, token)
    other = show(store, token, "i_2")
    assert store.interview_of_code(old, HERE, AT) is None
    assert store.interview_of_code(new, HERE, AT) == "i_1"
    assert store.interview_of_code(other, HERE, AT) == "i_2"


def test_of_many_devices_with_one_code_at_once_one_is_let_in(store: Store, nora: Account) -> None:
    code = show(store, store.sign_in(nora, AT))

    def attempt(_: int) -> str | None:
        try:
            return join(store, code)
        except NotFoundError:
            return None

    with ThreadPoolExecutor(8) as pool:
        let_in = [token for token in pool.map(attempt, range(16)) if token]
    assert len(let_in) == 1


def test_after_five_wrong_codes_a_machine_is_refused_for_a_while(
    store: Store, nora: Account
) -> None:
    code = show(store, store.sign_in(nora, AT))
    for guess in range(5):
        assert store.interview_of_code(f"GUESS{guess}", HERE, AT) is None
    with pytest.raises(LockedOutError):
        store.interview_of_code(code, HERE, AT)
    assert store.interview_of_code(code, "192.0.2.2", AT) == "i_1", "only that machine"
    later = AT + timedelta(minutes=16)
    fresh = show(store, store.sign_in(nora, later), at=later)
    assert store.interview_of_code(fresh, HERE, later) == "i_1"


def test_a_code_that_fits_clears_the_count_of_its_machine(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    for _ in range(3):
        for guess in range(4):
            assert store.interview_of_code(f"GUESS{guess}", HERE, AT) is None
        assert store.interview_of_code(show(store, token), HERE, AT) == "i_1"


def test_many_machines_guess_no_faster(store: Store, nora: Account) -> None:
    code = show(store, store.sign_in(nora, AT))
    for guess in range(MOST_FAILED):
        assert store.interview_of_code("GUESS", f"192.0.2.{guess}", AT) is None
    with pytest.raises(LockedOutError):
        store.interview_of_code(code, HERE, AT)


def test_a_second_device_puts_the_first_one_out(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    first = join(store, show(store, token))
    second = join(store, show(store, token))
    assert not is_in(store, first)
    assert is_in(store, second)


def test_ending_the_device_ends_its_code_and_leaves_her_and_other_talks_in(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    device, other = join(store, show(store, token)), join(store, show(store, token, "i_2"))
    code = show(store, token)
    with store.writing() as writing:
        store.end_device_beside(writing, "i_1")
    assert not is_in(store, device)
    assert store.interview_of_code(code, HERE, AT) is None
    assert is_in(store, other)
    assert is_in(store, token)


def test_a_device_and_its_code_go_with_the_sign_in_that_let_it_in(
    store: Store, nora: Account
) -> None:
    for end in (
        lambda token: store.sign_out(token),
        lambda _: store.set_password(nora, PASSWORD),
        lambda _: store.close_account(nora, AT),
    ):
        token = store.sign_in(nora, AT)
        device, code = join(store, show(store, token)), show(store, token, "i_2")
        end(token)
        assert not is_in(store, device)
        assert store.interview_of_code(code, HERE, AT) is None


def test_closing_and_handing_over_end_a_code_and_closing_the_device(
    store: Store, nora: Account
) -> None:
    token = store.sign_in(nora, AT)
    device, code = join(store, show(store, token)), show(store, token)
    with store.writing() as writing:
        store.unlock_beside(writing, token, "i_1")
    assert not is_in(store, device)
    assert is_in(store, token)
    assert store.interview_of_code(code, HERE, AT) is None
    code = show(store, token)
    store.lock_screen(token, "i_1", None)
    assert store.interview_of_code(code, HERE, AT) is None


def test_a_device_is_idle_only_when_both_are(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    device = join(store, show(store, token))
    for minutes in range(0, 100, 25):
        at = AT + timedelta(minutes=minutes)
        assert store.signed_in(token, at) is not None, "she writes, he listens"
    assert is_in(store, device, at + timedelta(minutes=29))
    assert not is_in(store, device, at + timedelta(minutes=31))
    assert store.signed_in(device, at + timedelta(minutes=29)) is not None
    later = at + timedelta(minutes=55)
    assert is_in(store, device, later), "he wrote, and she listens"
    assert not is_in(store, token, later), "what he does keeps no unlocked screen of hers open"


def test_a_device_lives_no_longer_than_half_a_day_of_hers(store: Store, nora: Account) -> None:
    token = store.sign_in(nora, AT)
    late = AT
    while late < AT + timedelta(hours=11, minutes=40):
        late += timedelta(minutes=20)
        assert store.signed_in(token, late)
    device = join(store, show(store, token, at=late), late)
    assert is_in(store, device, late + timedelta(minutes=10))
    assert not is_in(store, device, late + timedelta(minutes=25))


def test_a_code_of_a_sign_in_that_has_been_idle_opens_nothing(store: Store, nora: Account) -> None:
    late = AT + timedelta(minutes=31)
    code = show(store, store.sign_in(nora, AT), at=late)
    assert store.interview_of_code(code, HERE, late) is None


def test_signing_in_again_takes_the_device_over(store: Store, nora: Account) -> None:
    old = store.sign_in(nora, AT)
    device = join(store, show(store, old))
    new = store.sign_in(nora, AT)
    store.sign_in_instead(old, new)
    assert not is_in(store, old)
    assert is_in(store, device)
    store.sign_out(new)
    assert not is_in(store, device)


def test_somebody_else_who_signs_in_takes_no_device_over(store: Store, nora: Account) -> None:
    old = store.sign_in(nora, AT)
    device = join(store, show(store, old))
    other = store.add_account("Omar", Role.CLINICIAN, PASSWORD)
    store.sign_in_instead(old, store.sign_in(other, AT))
    assert not is_in(store, device)
