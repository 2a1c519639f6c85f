"""Whatever the store does verifies, and whatever is done to a guarded row without it is found."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.loading import text_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent
from coprod_widgets.store.reviews import ReviewSheet
from coprod_widgets.store.tables import GUARDED
from coprod_widgets.store.verifying import verify
from tests.store.conftest import AT, PASSWORD
from tests.store.ward import INSTRUMENT, TEXT, add_talk, copy, database, say

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PEOPLE, TALKS = ("p_1", "p_2"), ("i_1", "i_2")


def recorded(store: Store, person: str, talk: str) -> None:
    store.add_record(talk, talk.encode(), store.head(talk), AT)


def reviewed(store: Store, person: str, talk: str) -> None:
    row = store.records_of(talk)[-1]
    store.add_review(row.id, "a_nora", "signed_off", ReviewSheet(), row.digest, AT)


Do = Callable[[Store, str, str], object]
DEEDS: dict[str, Do] = {
    "account": lambda s, p, t: s.add_account(f"Name {p}", Role.RESEARCHER, PASSWORD),
    "patient": lambda s, p, t: s.add_patient(f"In {t}", p, clinician_id="a_nora", id=p),
    "consent": lambda s, p, t: s.add_consent(p, list(Consent)[len(s.accounts()) % 5], AT),
    "instrument": lambda s, p, t: s.keep_instrument(INSTRUMENT, text_of(TEXT)),
    "interview": lambda s, p, t: add_talk(s, p, t),
    "say": lambda s, p, t: say(s, t, p),
    "record": recorded,
    "review": reviewed,
    "dataset": lambda s, p, t: s.add_dataset(
        at=AT, counts={}, digests={}, interviews=[t], patients=[p]
    ),
    "note": lambda s, p, t: s.note(Event(AT, Deed.CLOSED, "a_nora", t)),
    "sign in": lambda s, p, t: s.sign_in(s.account("a_nora"), AT),
    "wrong password": lambda s, p, t: s.check_password("Nora", "wrong", AT),
    "new key": lambda s, p, t: s.rotate_key(),
    "invented": lambda s, p, t: s.mark_invented(3),
}
DEED = st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(PEOPLE), st.sampled_from(TALKS))


@contextmanager
def empty() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store, _ = Store.create(Settings.load(Path(folder) / "data"))
        with store:
            yield store


@FEW
@given(st.lists(DEED, max_size=25))
def test_whatever_the_store_does_in_whatever_order_verifies(deeds: list[Any]) -> None:
    with empty() as store:
        store.add_account("Nora", Role.CLINICIAN, PASSWORD, id="a_nora")
        for name, person, talk in deeds:
            try:
                DEEDS[name](store, person, talk)
            except (CoprodError, IndexError):
                continue  # refused, as it would be in a ward
        assert verify(store) == []


@st.composite
def harm(draw: st.DrawFn) -> Callable[[sqlite3.Connection], bool]:
    """A change or a deletion of one row of a guarded table; tells whether it changed anything."""
    table = draw(st.sampled_from(GUARDED))
    columns = [column.name for column in table.columns]
    column = draw(st.sampled_from([None, *columns]))
    which = draw(st.integers(0, 9))
    value = draw(st.one_of(st.text("abc019", max_size=5), st.binary(max_size=5), st.integers(0, 9)))

    def do(connection: sqlite3.Connection) -> bool:
        rows = connection.execute(f"SELECT rowid, * FROM {table.name} ORDER BY 1").fetchall()
        row = rows[which % len(rows)]
        before = connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()
        try:
            if column is None:
                connection.execute(f"DELETE FROM {table.name} WHERE rowid = ?", (row[0],))
            else:
                connection.execute(
                    f'UPDATE {table.name} SET "{column}" = ? WHERE rowid = ?', (value, row[0])
                )
        except sqlite3.IntegrityError:
            return False
        after = connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()
        return before != after

    return do


@settings(parent=FEW, max_examples=80)
@given(do=harm())
def test_any_one_row_changed_or_taken_out_by_hand_is_found(
    filled: Settings, do: Callable[[sqlite3.Connection], bool]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        harmed = copy(filled, Path(folder) / "data")
        with database(harmed) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            done = do(connection)
        try:
            with Store.open(harmed) as store:
                assert bool(verify(store)) is done
        except CoprodError:
            assert done  # the key check, which is looked at before anything else
