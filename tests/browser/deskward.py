"""A ward with two supervisors whose records were made without a kernel, served as a ward is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import Accounts
from tests.browser.ward import Ward, free_port
from tests.workbook.desks import PASSWORD, PEOPLE, add_staff


def start_desk(folder: Path, fill: Callable[[Store], Any], share: float = 1.0) -> Ward:
    """A running ward that `fill` put people and records into."""
    store, _ = Store.create(Settings.load(folder / "data"))
    (folder / "data" / "coprod.toml").write_text(f"second_ratings = {share}\n", "utf-8")
    store.settings = Settings.load(folder / "data")
    hasher, Accounts.hasher = Accounts.hasher, PasswordHasher(1, 8, 1)
    with store:
        add_staff(store)
        fill(store)
    Accounts.hasher = hasher
    said = {
        "accounts": [
            {"name": name, "password": PASSWORD, "role": role.value}
            for name, role in PEOPLE.items()
        ],
        "url": f"http://127.0.0.1:{free_port()}/",
    }
    ward = Ward(folder / "data", None, said, folder / "log")
    ward.serve_again()
    return ward
