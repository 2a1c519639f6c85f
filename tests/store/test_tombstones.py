"""What ends a yes to research outlives the database, and nobody takes it out unseen."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent, Said, in_order
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.verifying import verify, walk
from tests.store.conftest import AT, PASSWORD
from tests.store.test_verifying import assert_named
from tests.store.ward import flush

LATER = AT + timedelta(days=1)
WORDS = st.sampled_from(list(Consent))
SAID = st.tuples(WORDS, st.integers(0, 4).map(lambda days: AT + timedelta(days=days)))


def backup(of: Settings, to: Path) -> Path:
    flush(of)
    return Path(shutil.copy(of.data / "coprod.db", to / "backup.db"))


def restore(of: Settings, kept: Path) -> None:
    for ending in ("-wal", "-shm"):
        (of.data / f"coprod.db{ending}").unlink(missing_ok=True)
    shutil.copy(kept, of.data / "coprod.db")


@pytest.fixture
def kept(full: Settings, tmp_path: Path) -> Path:
    """A backup in which Anna still said yes; since then she has withdrawn."""
    kept = backup(full, tmp_path)
    with Store.open(full) as store:
        assert store.consent("p_anna") is Consent.YES
        store.add_consent("p_anna", "withdrawn", LATER)
    return kept


@pytest.mark.parametrize("word", [word for word in Consent if word is not Consent.YES])
def test_no_old_backup_brings_a_yes_back(full: Settings, tmp_path: Path, word: Consent) -> None:
    kept = backup(full, tmp_path)
    with Store.open(full) as store:
        store.add_consent("p_anna", word, LATER)
    restore(full, kept)
    with Store.open(full) as store:
        assert store.consent("p_anna") is word
        assert store.consents_of("p_anna") == [(Consent.YES, AT), (word, LATER)]
        walked = walk(store)
    assert walked.findings == []
    (note,) = walked.notes
    assert "older than the tombstones" in note


def test_a_later_yes_rules_again_and_the_chain_goes_on(full: Settings, kept: Path) -> None:
    restore(full, kept)
    with Store.open(full) as store:
        store.add_consent("p_anna", "yes", LATER)
        assert store.consent("p_anna") is Consent.WITHDRAWN  # the same moment
        store.add_consent("p_anna", "yes", LATER + timedelta(days=1))
        assert store.consent("p_anna") is Consent.YES
        store.add_consent("p_anna", "no", LATER + timedelta(days=2))
    with Store.open(full) as store:
        assert store.consent("p_anna") is Consent.NO
        assert verify(store) == []


def test_somebody_who_is_entered_anew_after_a_restore_has_still_withdrawn(
    full: Settings, tmp_path: Path
) -> None:
    kept = backup(full, tmp_path)
    with Store.open(full) as store:
        new = store.add_patient("Dora", "D 77", clinician_id="a_nora")
        store.add_consent(new.id, "yes", AT)
        store.add_consent(new.id, "withdrawn", LATER)
    restore(full, kept)
    with Store.open(full) as store:
        again = store.add_patient("Dora", "d  77", clinician_id="a_nora")
        assert again.id != new.id
        assert store.consent(again.id) is Consent.WITHDRAWN
        assert store.consents_numbered("D 77") == [(Consent.WITHDRAWN, LATER)]


def test_the_file_is_its_owners_alone_and_tells_nobody_who_it_is(
    full: Settings, kept: Path
) -> None:
    content = full.tombstones.read_text()
    assert stat.S_IMODE(full.tombstones.stat().st_mode) == 0o600
    with Store.open(full) as store:
        known = store.patient("p_anna")
        key = store._number_key(known.number)
    assert not {"p_anna", known.name, known.number, key} & set(content.replace('"', " ").split())
    assert key not in content
    full.tombstones.chmod(0o644)
    assert_named(full, "tombstones", "Others can read")


def cut(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def without_first(lines: list[bytes]) -> list[bytes]:
    return [lines[0], *lines[2:]]


def other_word(lines: list[bytes]) -> list[bytes]:
    return [*lines[:-1], lines[-1].replace(b"withdrawn", b"ask_later")]


def other_day(lines: list[bytes]) -> list[bytes]:
    return [*lines[:-1], lines[-1].replace(b"2026", b"2025")]


def turned(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1]]


def twice(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[-1]]


def garbage(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"{}\n"]


def more_in_a_line(lines: list[bytes]) -> list[bytes]:
    return [*lines[:-1], lines[-1].replace(b"{", b'{"x": 1, ')]


def without_head(lines: list[bytes]) -> list[bytes]:
    return lines[1:]


def emptied(_: list[bytes]) -> list[bytes]:
    return []


HARMS = [
    cut, without_first, other_word, other_day, turned, twice, garbage, more_in_a_line, without_head,
    emptied,
]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_taken_out_or_changed_is_missed_by_all(
    full: Settings, kept: Path, harm: Callable[[list[bytes]], list[bytes]]
) -> None:
    lines = full.tombstones.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3  # its head, Bert and Anna
    full.tombstones.write_bytes(b"".join(harm(lines)))
    assert_refused(full)
    full.tombstones.write_bytes(b"".join(lines))
    with Store.open(full) as store:
        assert verify(store) == []


def assert_refused(folder: Settings) -> None:
    with Store.open(folder) as store:
        for attempt in (
            lambda: store.consent("p_anna"),
            lambda: store.consents_of("p_anna"),
            lambda: store.add_consent("p_anna", "no", LATER + timedelta(days=9)),
            store.check_people,
        ):
            with pytest.raises(SealError, match="tombstones") as told:
                attempt()
            assert "Put the newest copy of this file back" in told.value.cure
    assert_named(folder, "The tombstones")


def test_a_file_that_is_missing_is_never_made_anew_by_itself(full: Settings, kept: Path) -> None:
    full.tombstones.unlink()
    assert_refused(full)
    restore(full, kept)
    assert_refused(full)
    assert not full.tombstones.exists()


def test_the_file_of_another_folder_is_refused(full: Settings, tmp_path: Path) -> None:
    other, _ = Store.create(Settings.load(tmp_path / "other"))
    with other:
        shutil.copy(other.settings.tombstones, full.tombstones)
    assert_refused(full)


def test_an_older_file_put_back_beside_the_database_is_refused(
    full: Settings, tmp_path: Path
) -> None:
    shutil.copy(full.tombstones, tmp_path / "old")
    with Store.open(full) as store:
        store.add_consent("p_anna", "withdrawn", LATER)
    shutil.copy(tmp_path / "old", full.tombstones)
    assert_refused(full)


def test_two_that_went_on_apart_are_told_apart(full: Settings, tmp_path: Path) -> None:
    shutil.copytree(full.data, tmp_path / "twin")
    for folder, word in ((full, "no"), (Settings.load(tmp_path / "twin"), "withdrawn")):
        with Store.open(folder) as store:
            store.add_consent("p_anna", word, LATER)
    shutil.copy(tmp_path / "twin/keys/tombstones.jsonl", full.tombstones)
    assert_refused(full)


def test_a_word_whose_row_was_never_committed_holds_already(
    full: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with Store.open(full) as store:
        with monkeypatch.context() as patched:
            patched.setattr(Writing, "settle", stopped)
            with pytest.raises(KeyboardInterrupt):
                store.add_consent("p_anna", "withdrawn", LATER)
        assert store.consent("p_anna") is Consent.WITHDRAWN
        assert len(full.tombstones.read_bytes().splitlines()) == 3
        store.add_consent("p_anna", "withdrawn", LATER)  # said again: the row is made up for
        assert len(full.tombstones.read_bytes().splitlines()) == 3
        assert (walk(store).findings, walk(store).notes) == ([], [])


def test_half_a_line_of_somebody_who_was_stopped_does_no_harm(full: Settings, kept: Path) -> None:
    with full.tombstones.open("ab") as file:
        file.write(b'{"number": 3, "person"')
    with Store.open(full) as store:
        assert store.consent("p_anna") is Consent.WITHDRAWN
        assert verify(store) == []
        store.add_consent("p_bert", "withdrawn", LATER)
        assert verify(store) == []
    assert len(full.tombstones.read_bytes().splitlines()) == 4


def test_a_full_disk_leaves_all_as_it_was(full: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = full.tombstones.read_bytes()
    with Store.open(full) as store:
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full_disk)
            with pytest.raises(StoreError, match="No space left"):
                store.add_consent("p_anna", "withdrawn", LATER)
        assert store.consent("p_anna") is Consent.YES
        assert full.tombstones.read_bytes() == before


def test_a_new_key_changes_nothing_for_either(full: Settings) -> None:
    with Store.open(full) as before:
        with Store.open(full) as store:
            store.rotate_key()
            store.add_consent("p_anna", "withdrawn", LATER)
        assert before.consent("p_anna") is Consent.WITHDRAWN
        before.add_consent("p_bert", "ask_later", LATER)
    with Store.open(full) as store:
        assert verify(store) == []


def test_many_at_once_lose_nothing(full: Settings) -> None:
    stores = [Store.open(full) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        done = [
            pool.submit(
                stores[number % 3].add_consent, "p_anna", "no", AT + timedelta(hours=number)
            )
            for number in range(24)
        ]
    assert [one.result() for one in done] == [None] * 24
    for store in stores:
        assert len(store.consents_of("p_anna")) == 25
        assert verify(store) == []
        store.close()
    assert len(full.tombstones.read_bytes().splitlines()) == 26


def test_a_lost_file_is_made_anew_of_what_the_database_knows(full: Settings, kept: Path) -> None:
    with Store.open(full) as store:
        with pytest.raises(StoreError, match="hold; nothing was done"):
            store.renew_tombstones(LATER)
        full.tombstones.unlink()
        assert store.renew_tombstones(LATER) == (2, None)
        assert store.consent("p_anna") is Consent.WITHDRAWN
        assert verify(store) == []
    restore(full, kept)
    with Store.open(full) as store:
        assert store.consent("p_anna") is Consent.WITHDRAWN


def test_what_still_holds_of_a_damaged_file_is_kept(full: Settings, kept: Path) -> None:
    with Store.open(full) as store:
        store.add_consent("p_bert", "withdrawn", LATER)
    lines = full.tombstones.read_bytes().splitlines(keepends=True)
    full.tombstones.write_bytes(b"".join([*lines[:3], b"damaged\n", *lines[4:]]))
    restore(full, kept)
    with Store.open(full) as store:
        count, old = store.renew_tombstones(LATER)
        # Anna's word stood in the sound half; Bert's second one is gone with both.
        assert (count, old is not None and old.exists()) == (2, True)
        assert store.consent("p_anna") is Consent.WITHDRAWN
        assert verify(store) == []


@pytest.mark.parametrize("renamed", [0, 1])
def test_who_is_stopped_while_making_them_anew_loses_nothing_that_held(
    full: Settings, kept: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    with full.tombstones.open("ab") as file:
        file.write(b"damaged\n")
    restore(full, kept)
    real, times = Path.replace, iter(range(9))

    def stopped(path: Path, target: Path) -> Path:
        if next(times) == renamed:
            raise KeyboardInterrupt
        return real(path, target)

    with Store.open(full) as store:
        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr(Path, "replace", stopped)
            store.renew_tombstones(LATER)
        with suppress(StoreError):  # it was done already
            store.renew_tombstones(LATER + timedelta(microseconds=1))
        # Only the sound half of the file knew of Anna's word.
        assert store.consent("p_anna") is Consent.WITHDRAWN
        assert verify(store) == []


@given(st.lists(SAID, max_size=12), st.lists(SAID, max_size=12))
def test_the_latest_rules_and_never_a_yes_over_another_word_of_that_moment(
    rows: list[Said], stones: list[Said]
) -> None:
    said = in_order(rows, stones)
    assert set(said) == {*rows, *stones}
    assert len(set(said)) == len(said)
    if said:
        last, moment = said[-1]
        of_then = {word for word, at in said if at == moment}
        assert moment == max(at for _, at in said)
        assert (last is Consent.YES) == (of_then == {Consent.YES})


@settings(max_examples=20, deadline=None)
@given(st.lists(SAID, max_size=6), st.lists(SAID, max_size=6), st.lists(SAID, max_size=4))
def test_whatever_was_said_before_and_after_a_backup_the_same_rules_after_its_restore(
    before: list[Said],
    lost: list[Said],
    after: list[Said],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Settings.load(Path(name) / "data")
        store, _ = Store.create(folder)
        store.add_account("Nora", Role.CLINICIAN, PASSWORD, id="a_nora")
        store.add_patient("Anna", "A 1", clinician_id="a_nora", id="p_anna")
        for word, at in before:
            store.add_consent("p_anna", word, at)
        store.close()
        kept = backup(folder, Path(name))
        with Store.open(folder) as store:
            for word, at in lost:
                store.add_consent("p_anna", word, at)
        restore(folder, kept)
        with Store.open(folder) as store:
            for word, at in after:
                store.add_consent("p_anna", word, at)
            known = {*before, *after, *(one for one in lost if one[0] is not Consent.YES)}
            said, latest = store.consents_of("p_anna"), store.latest_consent("p_anna")
            assert set(said) == known
            assert latest == (said[-1][0] if said else None)
            newest = max((at for _, at in known), default=AT)
            of_then = {word for word, at in known if at == newest}
            assert (latest is Consent.YES) == (of_then == {Consent.YES})
            assert verify(store) == []
