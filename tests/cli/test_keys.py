"""A new key for the ring, as whoever runs the server gets it."""

from __future__ import annotations

import json
from pathlib import Path

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.audit import Deed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.cli.running import coprod, folder


def test_a_new_key_encrypts_and_what_was_written_before_can_still_be_read(tmp_path: Path) -> None:
    data = folder(tmp_path)
    with Store.open(Settings.load(Path(data))) as store:
        nurse = store.add_account("Nora", Role.CLINICIAN, "a long password")
        store.add_patient("Ann", "1", clinician_id=nurse.id)
    ring = Path(data, "keys/ring.json")
    before = json.loads(ring.read_text())

    done = coprod("rotate-key", "--data", data)
    assert done.returncode == 0, done.stderr
    assert str(ring) in done.stdout

    after = json.loads(ring.read_text())
    assert after["current"] != before["current"]
    assert before["keys"].items() < after["keys"].items()
    assert ring.stat().st_mode & 0o077 == 0
    with Store.open(Settings.load(Path(data))) as store:
        store.add_patient("Bob", "2", clinician_id=nurse.id)
        assert [one.name for one in store.patients()] == ["Ann", "Bob"]
        assert Deed.ROTATED_KEY in {event.deed for event in store.events()}
    assert coprod("verify", "--data", data).returncode == 0
