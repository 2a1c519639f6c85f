"""Whatever is changed behind coprod's back is found and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError, StoreError
from coprod_widgets.interview.answer import Happening
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.verifying import verify, walk
from tests.store.conftest import AT
from tests.store.ward import INSTRUMENT, copy, database, flush, happen, say


def named(settings: Settings) -> list[str]:
    """What is found, each finding as one line."""
    with Store.open(settings) as fresh:
        findings = verify(fresh)
    assert all(finding.problem and finding.cure for finding in findings)
    return [f"{finding.thing}: {finding.problem}" for finding in findings]


def assert_named(settings: Settings, *words: str) -> None:
    lines = named(settings)
    assert any(all(word in line for word in words) for line in lines), lines


def test_a_folder_that_nobody_touched_holds(full: Settings) -> None:
    with Store.open(full) as fresh:
        walked = walk(fresh)
    assert walked.findings == []
    assert walked.interviews == 2


I1 = "interview_id = 'i_1'"
SWAPPED = (
    f"UPDATE entries SET number = 99 WHERE {I1} AND number = 3;"
    f"UPDATE entries SET number = 3 WHERE {I1} AND number = 4;"
    f"UPDATE entries SET number = 4 WHERE {I1} AND number = 99"
)
MOVED = f"UPDATE entries SET interview_id = 'i_2', number = 90, key = 'k' WHERE {I1} AND number = 3"
ALL_OF_I1 = (
    "DELETE FROM reviews; DELETE FROM records WHERE interview_id = 'i_1';"
    "DELETE FROM entries WHERE interview_id = 'i_1'; DELETE FROM interviews WHERE id = 'i_1'"
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        # Journals
        (f"DELETE FROM entries WHERE {I1} AND number > 3", ["i_1", "had 5 entries, and 3"]),
        (f"DELETE FROM entries WHERE {I1} AND number = 2", ["i_1", "from entry 2 on"]),
        (f"DELETE FROM entries WHERE {I1}", ["i_1", "had 5 entries, and 0"]),
        (f"UPDATE entries SET kind = 'moment' WHERE {I1} AND number = 3", ["'entries'", "i_1:3"]),
        (f"UPDATE entries SET at = 'zz' WHERE {I1} AND number = 3", ["'entries'", "i_1:3"]),
        (f"UPDATE entries SET \"by\" = 'a_x' WHERE {I1} AND number = 3", ["'entries'", "i_1:3"]),
        (f"UPDATE entries SET status = 'declined' WHERE {I1} AND number = 3", ["i_1:3"]),
        (f"UPDATE entries SET head = 'f' WHERE {I1} AND number = 3", ["i_1", "entry 3"]),
        (f"UPDATE entries SET body = 'text' WHERE {I1} AND number = 3", ["i_1:3"]),
        (f"UPDATE entries SET body = zeroblob(80) WHERE {I1} AND number = 3", ["i_1:3"]),
        (SWAPPED, ["i_1:3"]),
        (MOVED, ["i_2:90"]),
        ("UPDATE journals SET entries = 3 WHERE id = 'i_1'", ["'journals', row i_1"]),
        ("DELETE FROM journals WHERE id = 'i_1'", ["'journals'", "i_1"]),
        # Interviews
        ("DELETE FROM interviews WHERE id = 'i_1'", ["'interviews', row i_1", "missing"]),
        ("DELETE FROM interviews WHERE id = 'i_1'", ["'interviews' lacks 1 of its 2", "(i_1)"]),
        (ALL_OF_I1, ["Interview i_1", "missing"]),
        (ALL_OF_I1 + "; DELETE FROM journals WHERE id = 'i_1'", ["'interviews' lacks 1", "(i_1)"]),
        *(
            (
                f"UPDATE interviews SET {column} = {value} WHERE id = 'i_1'",
                ["'interviews', row i_1"],
            )
            for column, value in [
                ("patient_id", "'p_bert'"),
                ("clinician_id", "'a_sara'"),
                ("workbook", "'evil'"),
                ("hash", "'0'"),
                ("version", "'9'"),
                ("created", "'garbage'"),
                ("created", "'2020-01-01T00:00:00+00:00'"),
                ("notebook", "x'00'"),
                ("notebook", "'text'"),
                ("notebook", "(SELECT notebook FROM interviews WHERE id = 'i_2')"),
                ("mac", "'0'"),
            ]
        ),
        # Records and reviews
        ("DELETE FROM records WHERE interview_id = 'i_2'", ["'records' lacks 1 of its 2", "(r_"]),
        ("DELETE FROM records WHERE interview_id = 'i_1'", ["'records', row r_", "missing"]),
        ("UPDATE records SET version = 9", ["'records', row r_"]),
        ("UPDATE records SET version = 9", ["Interview i_1", "Version 1"]),
        ("UPDATE records SET at = 'x'", ["'records', row r_"]),
        ("UPDATE records SET digest = 'f'", ["'records', row r_"]),
        ("UPDATE records SET head = interview_id", ["made from entries that are no longer"]),
        ("UPDATE records SET notebook = substr(notebook, 1, 20)", ["'records', row r_"]),
        ("DELETE FROM reviews", ["'reviews' lacks 1 of its 1", "(v_"]),
        ("DROP TABLE reviews", ["'reviews' is missing"]),
        ("UPDATE reviews SET decision = 'signed_off'", ["'reviews', row v_"]),
        ("UPDATE reviews SET decision = 'x'", ["'reviews', row v_"]),
        ("UPDATE reviews SET body = x'0102'", ["'reviews', row v_"]),
        ("UPDATE reviews SET drawn = 0", ["'reviews', row v_"]),
        ("DELETE FROM ratings", ["'ratings' lacks 1 of its 1", "(g_"]),
        ("UPDATE ratings SET body = x'0102'", ["'ratings', row g_"]),
        ("UPDATE records SET gist = x'0102'", ["'records', row r_"]),
        ("UPDATE reviews SET account_id = 'a_nora'", ["'reviews', row v_"]),
        # People
        ("UPDATE patients SET name = x'00' WHERE id = 'p_anna'", ["'patients', row p_anna"]),
        ("UPDATE patients SET number = x'00' WHERE id = 'p_anna'", ["'patients', row p_anna"]),
        ("UPDATE patients SET clinician_id = 'a_sara'", ["'patients', row p_anna"]),
        ("DELETE FROM patients WHERE id = 'p_anna'", ["'patients', row p_anna", "missing"]),
        ("UPDATE consents SET decision = 'yes' WHERE id = 3", ["'consents', row 3"]),
        ("UPDATE consents SET patient_id = 'p_anna' WHERE id = 3", ["Patient p_bert", "2 times"]),
        ("DELETE FROM consents WHERE id = 3", ["'consents' lacks 1 of its 3", "(3)"]),
        ("DELETE FROM consents WHERE id = 3", ["Patient p_bert", "2 times, and 1"]),
        (
            "INSERT INTO consents SELECT 4, patient_id, 'yes', '2099', mac FROM consents LIMIT 1",
            ["'consents', row 4"],
        ),
        ("UPDATE accounts SET role = 'administrator'", ["'accounts', row a_nora"]),
        ("UPDATE accounts SET role = 'boss' WHERE id = 'a_sara'", ["'accounts', row a_sara"]),
        ("UPDATE accounts SET password = 'x' WHERE id = 'a_sara'", ["'accounts', row a_sara"]),
        ("DELETE FROM accounts WHERE id = 'a_sara'", ["'accounts', row a_sara", "missing"]),
        # The rest
        ("UPDATE instruments SET text = replace(text, 'e', 'a')", ["'instruments', row text@"]),
        ("UPDATE instruments SET text = '{'", ["'instruments', row text@"]),
        ("DELETE FROM instruments", ["'instruments' lacks 1", f"({INSTRUMENT.pin})"]),
        ("UPDATE datasets SET patients = '[]'", ["'datasets', row d_"]),
        ("DELETE FROM datasets", ["'datasets' lacks 1 of its 1", "(d_"]),
        ("UPDATE coprod_meta SET value = 'abc' WHERE key = 'invented'", ["row invented"]),
        ("DELETE FROM coprod_meta WHERE key = 'invented'", ["'coprod_meta' lacks 1", "(invented)"]),
        ("DELETE FROM audit", ["The audit trail", "had 8 events, and 0"]),
        ("DELETE FROM audit WHERE number = 8", ["The audit trail", "had 8 events, and 7"]),
        ("DELETE FROM audit WHERE number = 2", ["The audit trail", "event 2"]),
        ("UPDATE audit SET deed = 'denied' WHERE number = 2", ["The audit trail", "event 2"]),
        ("UPDATE audit SET deed = 'zzz' WHERE number = 2", ["The audit trail", "Row 2"]),
        ("DELETE FROM journals WHERE id = 'audit'", ["The audit trail", "missing"]),
        ("DELETE FROM anchor", ["The anchor"]),
        ("UPDATE anchor SET sums = zeroblob(99)", ["The anchor"]),
        ("UPDATE anchor SET sums = 'text'", ["The anchor"]),
    ],
)
def test_what_was_changed_by_hand_is_named(full: Settings, change: str, words: list[str]) -> None:
    with database(full) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executescript(change)
    assert_named(full, *words)


def test_an_interview_that_was_never_prepared_is_named(full: Settings) -> None:
    with Store.open(full) as store:
        store.add_interview("p_anna", "a_nora", INSTRUMENT, "text", b"{}", AT, id="i_bare")
    assert_named(full, "Interview i_bare", "prepared")


def put_back(full: Settings, old: Settings, table: str, where: str) -> None:
    """Take rows of a table from an older state of the folder."""
    flush(full)
    with database(full) as connection:
        connection.execute("ATTACH DATABASE ? AS old", (str(old.data / "coprod.db"),))
        connection.execute(f"DELETE FROM {table} WHERE {where}")
        connection.execute(f"INSERT INTO {table} SELECT * FROM old.{table} WHERE {where}")


@pytest.fixture
def older(full: Settings, tmp_path: Path) -> Settings:
    """The folder as it was before more was said, and somebody withdrew."""
    old = copy(full, tmp_path / "older")
    with Store.open(full) as store:
        say(store, "i_1", "four")
        happen(store, "i_1", Happening.CLOSED)
        store.add_consent("p_anna", "withdrawn", AT)
        store.add_patient("Another name", "p_bert", clinician_id="a_nora")
    assert named(full) == []
    return old


@pytest.mark.parametrize(
    ("table", "where", "words"),
    [
        ("journals", "id = 'i_1'", ["'journals'", "older state", "(i_1)"]),
        ("journals", "id = 'i_1'", ["Interview i_1", "had 5 entries, and 7"]),
        ("patients", "id = 'p_bert'", ["'patients'", "older state", "(p_bert)"]),
        ("patients", "id = 'p_anna'", ["'patients'", "older state", "(p_anna)"]),
        ("patients", "1", ["'patients'", "older state"]),
        ("consents", "1", ["'consents' lacks 1", "(4)"]),
        ("anchor", "1", ["'consents' has 1 rows that were taken out or never made"]),
        ("anchor", "1", ["'journals'", "older state"]),
    ],
)
def test_old_rows_put_back_beside_new_ones_are_named(
    full: Settings, older: Settings, table: str, where: str, words: list[str]
) -> None:
    put_back(full, older, table, where)
    assert_named(full, *words)


def test_a_journal_put_back_with_its_end_is_named(full: Settings, older: Settings) -> None:
    put_back(full, older, "journals", "id = 'i_1'")
    put_back(full, older, "entries", "interview_id = 'i_1'")
    assert_named(full, "'journals'", "older state", "(i_1)")


def test_a_cut_journal_is_neither_read_nor_written_on(full: Settings) -> None:
    with database(full) as connection:
        connection.execute(f"DELETE FROM entries WHERE {I1} AND number > 3")
    with Store.open(full) as store:
        with pytest.raises(CoprodError, match="had 5 entries"):
            store.interview("i_1")
        with pytest.raises(CoprodError, match="had 5 entries"):
            happen(store, "i_1", Happening.BREAK)
        say(store, "i_2", "still goes on")
    assert_named(full, "i_1", "had 5 entries, and 3")


def test_a_change_does_not_make_good_a_row_that_was_changed(full: Settings) -> None:
    with database(full) as connection:
        connection.execute("UPDATE patients SET clinician_id = 'a_sara' WHERE id = 'p_anna'")
    with Store.open(full) as store, pytest.raises(CoprodError, match="Row p_anna"):
        store.add_consent("p_anna", "yes", AT)
    assert_named(full, "'patients', row p_anna")


def test_a_guarded_table_is_not_written_past_its_anchor(full: Settings) -> None:
    from sqlalchemy import delete

    from coprod_widgets.store.tables import consents

    with (
        Store.open(full) as store,
        store.writing() as writing,
        pytest.raises(AssertionError, match="guarded"),
    ):
        writing.execute(delete(consents))


def test_what_was_written_before_a_key_was_changed_still_holds(full: Settings) -> None:
    with Store.open(full) as before:
        with Store.open(full) as store:
            store.rotate_key()
            say(store, "i_1", "with a new key")
        say(before, "i_2", "with the old one still")
    assert named(full) == []


def test_a_row_whose_key_is_gone_is_named(full: Settings, tmp_path: Path) -> None:
    old_ring = full.key_ring.read_bytes()
    with Store.open(full) as store:
        store.rotate_key()
        store.add_patient("Somebody new", "n", clinician_id="a_nora", id="p_new")
    full.key_ring.write_bytes(old_ring)
    assert_named(full, "'patients', row p_new", "not in this key ring")


@pytest.mark.parametrize("table", ["entries", "records", "patients", "audit", "anchor", "journals"])
@pytest.mark.parametrize("byte", [b"\0", b"\xff"])
def test_a_damaged_page_is_a_finding_and_hides_no_other(
    full: Settings, table: str, byte: bytes
) -> None:
    with database(full) as connection:
        connection.execute("UPDATE accounts SET role = 'administrator' WHERE id = 'a_sara'")
    flush(full)
    path = full.data / "coprod.db"
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        root = connection.execute(query, (table,)).fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = byte * 4096
    path.write_bytes(content)
    lines = named(full)
    assert any("'accounts', row a_sara" in line for line in lines)
    assert len(lines) > 1


def test_a_damaged_list_of_tables_is_told_plainly(full: Settings) -> None:
    with database(full) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET name = CAST(x'ff96' AS TEXT), sql = CAST(x'ff96' AS TEXT) "
            "WHERE name = 'reviews'"
        )
    with pytest.raises(StoreError, match="damaged"):
        Store.open(full)


@pytest.mark.parametrize("table", ["entries", "records", "patients", "audit", "interviews"])
def test_a_table_that_is_gone_is_a_finding_and_hides_no_other(full: Settings, table: str) -> None:
    with database(full) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE accounts SET role = 'administrator' WHERE id = 'a_sara'")
        connection.execute(f"DROP TABLE {table}")
    assert_named(full, f"'{table}' is missing")
    assert_named(full, "'accounts', row a_sara")


def test_half_a_file_is_told_with_its_cure(full: Settings) -> None:
    flush(full)
    path = full.data / "coprod.db"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2 // 4096 * 4096])
    with pytest.raises(StoreError, match="damaged") as told:
        Store.open(full)
    assert "restore the last backup" in told.value.cure
