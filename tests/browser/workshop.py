"""A ward with one talk that asks a question of every type, served as a ward serves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coprod_widgets.access.accounts import Role
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.finding import Workbook
from coprod_widgets.workbook.preparing import add_prepared
from tests.browser.ward import Ward, free_port

_TESTS = Path(__file__).parent.parent
BOOK = Workbook(
    "every_type",
    _TESTS / "notebooks" / "every_type.ipynb",
    _TESTS / "instruments" / "every_type.yaml",
)
PASSWORD = "a password long enough"


def start_workshop(folder: Path, talks: int = 1, settings_file: str = "") -> Ward:
    """A running ward whose clinician has `talks` interviews ready."""
    settings = Settings.load(folder / "data")
    store, _ = Store.create(settings)
    (settings.data / "coprod.toml").write_text(settings_file, "utf-8")
    said: dict[str, Any] = {"accounts": [], "interviews": []}
    with store:
        instrument = load(BOOK.instrument)
        store.keep_instrument(instrument, text_of(BOOK.instrument))
        for role in (Role.CLINICIAN, Role.SUPERVISOR):
            name = f"The {role.value}"
            account = store.add_account(name, role, PASSWORD)
            said["accounts"].append({"name": name, "password": PASSWORD, "role": role.value})
            if role is Role.CLINICIAN:
                nora = account
        for number in range(talks):
            patient = store.add_patient(f"Patient {number}", f"N{number}", clinician_id=nora.id)
            at = datetime.now(UTC)
            made = add_prepared(store, BOOK, instrument, patient, nora, [], at)
            told = {"id": made, "workbook": BOOK.id, "state": "ready", "clinician": nora.name}
            said["interviews"].append(told)
    ward = Ward(
        settings.data, None, said | {"url": f"http://127.0.0.1:{free_port()}/"}, folder / "log"
    )
    ward.serve_again()
    return ward
