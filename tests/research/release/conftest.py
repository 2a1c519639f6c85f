from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from coprod_widgets.store.accounts import Accounts
from tests.research.release.hospital import Hospital, names


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(Accounts, "hasher", cheap)


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    """Twelve people with a data set; 6 of them are under 40."""
    made = Hospital(tmp_path, names(12))
    made.people_file({name: [30 + n % 2 * 20] for n, name in enumerate(names(12))}, "age")
    made.dataset()
    yield made
    made.store.close()
