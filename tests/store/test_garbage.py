"""Garbage in a row is told with its table and row wherever it is read, never from deep inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coprod_widgets.errors import SealError, StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.reviews import ReviewSheet
from tests.store.conftest import AT
from tests.store.ward import database

Read = Callable[[Store], object]


@pytest.mark.parametrize(
    ("change", "read", "table", "row"),
    [
        ("UPDATE records SET at = 'x'", Store.all_records, "records", "r_"),
        ("UPDATE records SET at = 'x'", Store.latest_records, "records", "r_"),
        ("UPDATE interviews SET created = 'x'", Store.all_interviews, "interviews", "i_"),
        ("UPDATE interviews SET created = 'x'", lambda s: s.about("i_1"), "interviews", "i_1"),
        ("UPDATE interviews SET hash = 'x'", lambda s: s.interview("i_1"), "interviews", "i_1"),
        ("UPDATE interviews SET notebook = 'x'", lambda s: s.notebook("i_1"), "interviews", "i_1"),
        ("UPDATE accounts SET role = 'boss'", Store.accounts, "accounts", "a_"),
        ("UPDATE accounts SET role = 'boss'", lambda s: s.account("a_nora"), "accounts", "a_nora"),
        ("UPDATE accounts SET name = 'x'", Store.accounts, "accounts", "a_"),
        (
            "UPDATE accounts SET role = 'administrator'",
            lambda s: s.account_named("Nora"),
            "accounts",
            "a_nora",
        ),
        ("UPDATE patients SET name = 'x'", Store.patients, "patients", "p_"),
        ("UPDATE patients SET name = x'01'", lambda s: s.patient("p_anna"), "patients", "p_anna"),
        ("UPDATE reviews SET decision = 'x'", Store.latest_reviews, "reviews", "v_"),
        ("UPDATE reviews SET at = 'x'", Store.latest_reviews, "reviews", "v_"),
        ("UPDATE coprod_meta SET value = 'x'", Store.invented, "coprod_meta", "invented"),
        ("UPDATE consents SET decision = 'x'", lambda s: s.consent("p_anna"), "consents", "1"),
        ("UPDATE datasets SET counts = '{'", Store.datasets, "datasets", "d_"),
        ("UPDATE datasets SET at = 'x'", Store.datasets, "datasets", "d_"),
        ("UPDATE audit SET deed = 'x'", Store.events, "audit", "1"),
        ("UPDATE audit SET at = 'x'", Store.events, "audit", "1"),
        ("UPDATE entries SET body = 'x'", lambda s: s.interview("i_1"), "entries", "i_1:1"),
        ("UPDATE instruments SET text = '{'", lambda s: s.interview("i_1"), "instruments", "text@"),
    ],
)
def test_garbage_is_told_with_its_table_and_row(
    full: Settings, change: str, read: Read, table: str, row: str
) -> None:
    with Store.open(full) as fresh:
        with database(full) as connection:
            connection.execute(f"{change} WHERE key = 'invented'" if "meta" in change else change)
        with pytest.raises((SealError, StoreError)) as told:
            read(fresh)
    assert f"'{table}'" in told.value.problem
    assert row in told.value.problem
    assert "backup" in told.value.cure


def test_what_is_acted_on_is_not_taken_from_a_row_that_was_changed(full: Settings) -> None:
    with database(full) as connection:
        connection.execute("UPDATE reviews SET decision = 'signed_off'")
        connection.execute("UPDATE interviews SET clinician_id = 'a_sara'")
    with Store.open(full) as store:
        record = store.records_of("i_1")[0]
        for read in (lambda: store.reviews_of(record.id), lambda: store.about("i_1")):
            with pytest.raises(SealError, match="behind coprod's back"):
                read()
        with database(full) as connection:
            connection.execute("UPDATE records SET at = '2020-01-01T00:00:00+00:00'")
        other = store.records_of("i_2")[0]
        with pytest.raises(SealError, match="'records'"):
            store.add_review(other.id, "a_sara", "signed_off", ReviewSheet(), other.digest, AT)
