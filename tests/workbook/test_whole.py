"""A folder that is filled with invented people, or left as it was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import StoreError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.simulating import Cast, simulate
from coprod_widgets.workbook.whole import taken_away_unless_made, whole_or_nothing
from tests.workbook.conftest import AT, silent


def stopped(settings: Settings) -> None:
    """Invent somebody, and be interrupted."""

    def invent() -> None:
        with whole_or_nothing(settings) as store:
            cast = Cast(store, 1)
            person = cast.person(0, cast.clinician("ida", "a long enough one"), AT)
            store.add_consent(person.patient.id, "no", AT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        invent()


def test_a_new_folder_that_was_stopped_is_gone(tmp_path: Path) -> None:
    stopped(Settings.load(tmp_path / "data"))
    assert list(tmp_path.iterdir()) == []


def test_what_stood_in_a_folder_before_still_does(tmp_path: Path) -> None:
    (tmp_path / "coprod.toml").write_text("port = 9000")
    stopped(Settings.load(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["coprod.toml"]


def test_a_folder_made_before_is_as_it_was(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "data")
    with Store.create(settings)[0] as store:
        store.add_account("nora", Role.CLINICIAN, "a long enough one")
    tombstones = settings.tombstones.read_bytes()
    stopped(settings)
    assert settings.tombstones.read_bytes() == tombstones
    with Store.open(settings) as store:
        assert [account.name for account in store.accounts()] == ["nora"]
        assert (store.patients(), store.invented()) == ([], None)
        simulate(store, patients=1, seed=2, progress=silent)


def test_a_folder_with_people_is_not_touched(store: Store, tmp_path: Path) -> None:
    nora = store.account_named("nora")
    assert nora
    store.add_patient("Alder Brook", "7", clinician_id=nora.id)
    before = (store.settings.data / "coprod.db").stat()
    with pytest.raises(StoreError, match="people"), whole_or_nothing(store.settings):
        raise AssertionError("nobody may be invented here")
    after = (store.settings.data / "coprod.db").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    with pytest.raises(KeyboardInterrupt), taken_away_unless_made(store.settings):
        raise KeyboardInterrupt
    assert [patient.number for patient in store.patients()] == ["7"]
