"""A real store in a folder of its own, with hashes that cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import Accounts
from tests.interview.tiny import TINY

AT = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(Accounts, "hasher", cheap)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made, _ = Store.create(settings)
    with made:
        yield made


@pytest.fixture
def nora(store: Store) -> Account:
    return store.add_account("Nora", Role.CLINICIAN, PASSWORD)


@pytest.fixture
def talk(store: Store, nora: Account) -> str:
    """The id of an interview with the tiny instrument, its text kept as a file would give it."""
    patient = store.add_patient("PLANTED NAME", "PLANTED-77", clinician_id=nora.id)
    path = Path(__file__).parent.parent / "instruments" / "text.yaml"
    from coprod_widgets.instrument.loading import load, text_of

    instrument = load(path)
    store.keep_instrument(instrument, text_of(path))
    assert TINY.id != instrument.id
    return store.add_interview(patient.id, nora.id, instrument, "text", b"{}", AT)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One folder with a small ward in it. It is made once; work on a copy of it."""
    from tests.store.ward import fill

    made = Settings.load(tmp_path_factory.mktemp("filled") / "data")
    store, _ = Store.create(made)
    with store:
        fill(store)
    return made


@pytest.fixture
def full(filled: Settings, tmp_path: Path) -> Settings:
    """A folder with a small ward in it."""
    from tests.store.ward import copy

    return copy(filled, tmp_path / "full")
