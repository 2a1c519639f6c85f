from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from typing import Any

import pytest

from coprod_widgets.access.accounts import Account
from coprod_widgets.errors import ConflictError, NotFoundError, StoreError
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import State
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.store.conftest import AT


def place(store: Store, talk: str) -> Place:
    question = next(q for q in store.interview(talk).instrument.questions if q.type == "text")
    return Place(question.id, None, question.voices[0])


def say(store: Store, talk: str, words: str, key: str, base: int) -> Any:
    said = Said(key, place(store, talk), Status.ANSWERED, words, base=base)
    return store.append(talk, key, lambda i: answer_from(i, said, at=AT, by="a_1"))


def open_it(store: Store, talk: str) -> None:
    happened = Happened("key-of-opening", Happening.OPENED)
    store.append(talk, happened.key, lambda i: moment_from(i, happened, at=AT, by="a_1"))


def test_what_was_appended_is_there_for_another_process(
    settings: Settings, store: Store, talk: str
) -> None:
    say(store, talk, "walks", "key-00000001", 0)
    with Store.open(settings) as other:
        answer = other.interview(talk).answer(place(store, talk))
    assert answer is not None
    assert answer.value == "walks"


def test_a_message_sent_twice_is_written_once(store: Store, talk: str) -> None:
    _, first, replayed = say(store, talk, "walks", "key-00000001", 0)
    assert not replayed
    _, again, replayed = say(store, talk, "walks", "key-00000001", 0)
    assert replayed
    assert again == first
    assert len(store.interview(talk).entries) == 1


def test_of_two_who_write_at_once_both_are_kept_or_told(
    settings: Settings, store: Store, talk: str
) -> None:
    told: list[str] = []
    go = threading.Barrier(2)

    def write(name: str) -> None:
        with Store.open(settings) as own:
            go.wait()
            for number in range(20):
                base = own.interview(talk).version(place(own, talk))
                try:
                    say(own, talk, f"{name} {number}", f"key-{name}-{number:04}", base)
                except ConflictError:
                    told.append(f"{name} {number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [answer.value for answer in store.interview(talk).history(place(store, talk))]
    everything = {f"{name} {number}" for name in ("one", "two") for number in range(20)}
    assert set(kept) | set(told) == everything
    assert len(kept) + len(told) == 40


APPENDING = """
import sys
from pathlib import Path
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.store.test_talks import say
with Store.open(Settings.load(Path(sys.argv[1]))) as store:
    for number in range(1, 10_000):
        say(store, sys.argv[2], f"words {number}", f"key-{number:08}", number - 1)
        print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(settings: Settings, store: Store, talk: str) -> None:
    command = [sys.executable, "-c", APPENDING, str(settings.data), talk]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
    assert acknowledged[-1].strip() == "25"
    kept = [answer.value for answer in store.interview(talk).history(place(store, talk))]
    assert kept[:25] == [f"words {number}" for number in range(1, 26)]


def test_a_full_disk_is_told_plainly_and_costs_nothing_that_was_saved(
    store: Store, talk: str
) -> None:
    say(store, talk, "kept", "key-00000000", 0)
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    said = 0

    def fill_up() -> None:
        nonlocal said
        for number in range(1, 2_000):
            say(store, talk, "x" * 500, f"key-{number:08}", number)
            said = number

    with pytest.raises(StoreError, match="disk is full"):
        fill_up()
    assert len(store.interview(talk).entries) == said + 1


def test_the_list_tells_the_state_without_opening_the_journal(
    store: Store, talk: str, nora: Account
) -> None:
    assert store.interviews_of(nora)[0].state is State.READY
    open_it(store, talk)
    assert store.about(talk).state is State.HALF_WAY
    assert store.interview(talk).state is State.HALF_WAY


def test_a_version_of_an_instrument_is_frozen_once_used(store: Store, talk: str) -> None:
    instrument = store.interview(talk).instrument
    changed = instrument.model_copy(update={"hash": "f" * 64})
    with pytest.raises(StoreError, match="new version"):
        store.keep_instrument(changed, "id: other")


def test_an_unknown_interview_is_named(store: Store) -> None:
    with pytest.raises(NotFoundError, match="i_nothing"):
        store.interview("i_nothing")


def test_no_name_and_no_word_is_readable_in_the_folder(
    settings: Settings, store: Store, talk: str
) -> None:
    say(store, talk, "PLANTED words", "key-00000001", 0)
    store.close()
    with closing(sqlite3.connect(settings.data / "coprod.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in settings.data.rglob("*"):
        if path.is_file():
            assert b"PLANTED" not in path.read_bytes(), path


def test_a_sealed_text_cannot_be_read_with_the_key_ring(settings: Settings, store: Store) -> None:
    sealed = store.seal("PLANTED")
    assert "PLANTED" not in sealed
    secret_keys = settings.key_ring.read_text()
    assert "AGE-SECRET-KEY" not in secret_keys
