"""A store with one clinician, and hashes that cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from coprod_widgets.access.accounts import Role
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import Accounts

AT = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
Accounts.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def silent(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made:
        made.add_account("nora", Role.CLINICIAN, "a long enough one")
        yield made
