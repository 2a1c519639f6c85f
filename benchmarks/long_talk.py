"""A data folder with one talk of many questions, ready to be answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coprod_widgets.access.accounts import Role
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.writing import Said, answer_from
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store

NAME, PASSWORD = "bench", "a long password for a benchmark"
_A_SECTION = 20


@dataclass(frozen=True, slots=True)
class LongTalk:
    """The folder, its clinician's sign-in, and two same talks: for the store alone, for the web."""

    settings: Settings
    clinician: str
    token: str
    for_the_store: str
    for_the_web: str


def question(number: int) -> str:
    """The id of a question, from 0."""
    return f"q{number}"


def prepare(folder: Path, count: int) -> LongTalk:
    """Make the folder with talks of `count` questions to the clinician, who has the screen."""
    settings = Settings.load(folder)
    store, _ = Store.create(settings)
    with store:
        text = json.dumps(_definition(count))
        instrument = load_text(text, "long.yaml")
        store.keep_instrument(instrument, text)
        account = store.add_account(NAME, Role.CLINICIAN, PASSWORD)
        clinician = account.id
        patient = store.add_patient("Invented", "1", clinician_id=clinician).id
        made = []
        for number in range(2):
            at = datetime.now(UTC)
            talk = store.add_interview(patient, clinician, instrument, "reasons", b"{}", at)
            opened = Happened(f"opened-{number}", Happening.OPENED)
            store.append(
                talk,
                opened.key,
                lambda i, opened=opened: moment_from(  # type: ignore[misc]  # bound as a default
                    i, opened, at=datetime.now(UTC), by=clinician
                ),
            )
            made.append(talk)
        token = store.sign_in(account, datetime.now(UTC))
    return LongTalk(settings, clinician, token, made[0], made[1])


def answer(store: Store, talk: LongTalk, number: int) -> None:
    """Answer one question in the store, as the server does."""
    place = Place(question(number), None, Voice.CLINICIAN)
    said = Said(f"store-{number:06}", place, Status.ANSWERED, 1 + number % 5)
    store.append(
        talk.for_the_store,
        said.key,
        lambda i: answer_from(i, said, at=datetime.now(UTC), by=talk.clinician),
    )


def _definition(count: int) -> dict[str, Any]:
    return {
        "id": "long",
        "version": "1.0.0",
        "title": {"en": "A long talk"},
        "minutes": 60,
        "scales": {"five": [{"code": n, "text": {"en": f"Number {n}"}} for n in range(1, 6)]},
        "sections": [
            {
                "id": f"s{first}",
                "title": {"en": f"From question {first}"},
                "questions": [
                    _question(number) for number in range(first, min(first + _A_SECTION, count))
                ],
            }
            for first in range(0, count, _A_SECTION)
        ],
    }


def _question(number: int) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "id": question(number),
        "voice": "clinician",
        "type": "scale",
        "scale": "five",
        "ask": {"en": f"How much is number {number}?"},
    }
    # A rule for every second question, as instruments have them.
    return asked | ({"ask_if": f"answered({question(number - 1)})"} if number % 2 else {})
