"""A ward's data folder with open talks of the sixty questions, and its people signed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx

from benchmarks.sixty import instrument, notebook
from coprod_widgets.access.accounts import Role
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.server.identity import COOKIE
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.finding import Workbook
from coprod_widgets.workbook.preparing import add_prepared

PASSWORD = "a long password for a benchmark"
_CLINICIANS = 30


@dataclass(frozen=True, slots=True)
class Talking:
    """One open talk, and the sign-in of the clinician who holds it."""

    interview: str
    token: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/interview/{self.interview}"


@dataclass(frozen=True, slots=True)
class Ward:
    """A data folder and its open talks, each with a sign-in of its own."""

    data: Path
    talks: tuple[Talking, ...]


def make_ward(folder: Path, talks: int, a_section: int) -> Ward:
    """A ward with so many open talks; its clinicians, 30 at most, are signed in once a talk.

    The tokens are taken from the store, so no password is hashed while something is measured.
    """
    settings = Settings.load(folder / "data")
    book = _book(folder, a_section)
    store, _ = Store.create(settings)
    with store:
        text = book.instrument.read_text(encoding="utf-8")
        asked = load_text(text, book.instrument.name)
        store.keep_instrument(asked, text)
        clinicians = [
            store.add_account(f"Clinician {number}", Role.CLINICIAN, PASSWORD)
            for number in range(min(talks, _CLINICIANS))
        ]
        made = []
        for number in range(talks):
            own = clinicians[number % len(clinicians)]
            patient = store.add_patient(f"Invented {number}", f"N{number}", clinician_id=own.id)
            at = datetime.now(UTC)
            talk = add_prepared(store, book, asked, patient, own, [], at)
            opened = Happened(f"opened-{number:06}", Happening.OPENED)
            store.append(talk, opened.key, partial(moment_from, happened=opened, at=at, by=own.id))
            made.append(Talking(talk, store.sign_in(own, at)))
    return Ward(settings.data, tuple(made))


def cookies(url: str, talk: Talking) -> dict[str, str]:
    """The cookies of a signed-in browser: the sign-in, and the token that a POST carries."""
    page = httpx.get(f"{url}/login", timeout=30)
    return {COOKIE: talk.token, "_xsrf": page.cookies["_xsrf"]}


def _book(folder: Path, a_section: int) -> Workbook:
    definition = instrument(a_section)
    sections = [section["id"] for section in definition["sections"]]
    book = Workbook("sixty", folder / "sixty.ipynb", folder / "sixty.yaml")
    book.notebook.write_text(json.dumps(notebook(sections)), encoding="utf-8")
    book.instrument.write_text(json.dumps(definition), encoding="utf-8")
    return book
