from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.keys import KeyRing
from coprod_widgets.store.tables import REVISION, metadata
from tests.store.conftest import AT


def test_a_folder_that_is_not_there_is_named_with_its_cure(settings: Settings) -> None:
    with pytest.raises(StoreError, match="coprod init"):
        Store.open(settings)


def test_a_folder_of_a_newer_version_is_not_touched(settings: Settings, store: Store) -> None:
    store.close()
    with closing(sqlite3.connect(settings.data / "coprod.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        Store.open(settings)


def test_the_revision_is_the_newest_script_and_makes_these_tables(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    import coprod_widgets.store

    scripts = Path(coprod_widgets.store.__file__).parent / "migrations"
    assert ScriptDirectory(str(scripts)).get_current_head() == REVISION
    made, _ = Store.create(Settings.load(tmp_path / "made"))
    with made:
        engine = create_engine(made.settings.database)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, metadata) == []
        engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_key_ring_that_others_can_read_is_refused(settings: Settings, store: Store) -> None:
    assert settings.key_ring.stat().st_mode & 0o777 == 0o600
    assert settings.data.stat().st_mode & 0o777 == 0o700
    settings.key_ring.chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        Store.open(settings)


def test_another_folders_key_ring_is_refused(settings: Settings, store: Store) -> None:
    KeyRing.new().save(settings.key_ring)
    with pytest.raises(StoreError, match="another data folder"):
        Store.open(settings)


KEY = "A" * 43 + "="
RING = f'{{"current": "zz", "keys": {{"zz": "{KEY}"}}, "lookup": "{KEY}", "pseudonym": "{KEY}"}}'


@pytest.mark.parametrize("content", ["", "{}", '{"current": "x", "keys": {}}', "not json", RING])
def test_a_damaged_key_ring_is_told(settings: Settings, store: Store, content: str) -> None:
    settings.key_ring.write_text(content)
    with pytest.raises(StoreError, match="can't be read"):
        Store.open(settings)


def test_a_new_key_still_reads_what_an_old_one_wrote(settings: Settings, store: Store) -> None:
    from coprod_widgets.access.accounts import Role

    store.add_account("Nora", Role.CLINICIAN, "a long enough one")
    store.rotate_key()
    store.add_account("Omar", Role.CLINICIAN, "a long enough one")
    with Store.open(settings) as again:
        assert [account.name for account in again.accounts()] == ["Nora", "Omar"]


def test_a_field_cannot_be_moved_to_another_place(store: Store) -> None:
    hidden = store.hide("words", "table|column|1")
    assert store.show(hidden, "table|column|1") == "words"
    with pytest.raises(StoreError):
        store.show(hidden, "table|column|2")


def test_the_same_seed_gives_the_same_pseudonyms_and_real_people_never_do(tmp_path: Path) -> None:
    pseudonyms = []
    for name, seed in (("a", 7), ("b", 7), ("c", None), ("d", None)):
        made, _ = Store.create(Settings.load(tmp_path / name))
        with made:
            if seed is not None:
                made.mark_invented(seed)
            pseudonyms.append(made.pseudonym("p_1"))
    assert pseudonyms[0] == pseudonyms[1]
    assert len(set(pseudonyms)) == 3


def test_real_people_and_invented_ones_do_not_mix(store: Store) -> None:
    from coprod_widgets.access.accounts import Role

    nora = store.add_account("Nora", Role.CLINICIAN, "a long enough one")
    store.add_patient("Somebody", "1", clinician_id=nora.id)
    with pytest.raises(StoreError, match="holds people already"):
        store.mark_invented(1)


def test_a_record_and_a_data_set_leave_a_line_in_the_trail(store: Store, talk: str) -> None:
    store.add_record(talk, b"{}", store.head(talk), AT)
    store.add_record(talk, b"{}", store.head(talk), AT)
    made = store.add_dataset(at=AT, counts={}, digests={}, interviews=[talk], patients=[])
    deeds = [(event.deed, event.resource) for event in store.events()]
    assert deeds == [(Deed.RECORDED, talk), (Deed.MADE_DATASET, made)]
