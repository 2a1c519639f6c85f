"""Invented people whose talks were closed, as the talks and as what their records tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.research.masking import without_words
from coprod_widgets.research.reading import read_record
from coprod_widgets.research.tables import Talk
from coprod_widgets.research.values import kept_of
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.record_format import record_of
from coprod_widgets.workbook.simulating import simulate

from .records import notebook


@dataclass(frozen=True)
class Round:
    """One episode of one person: what was held, and what can be read of it."""

    held: list[tuple[Interview, str]]
    talks: list[Talk]


@pytest.fixture(scope="session")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> list[Round]:
    data = tmp_path_factory.mktemp("ward") / "data"
    store, _ = Store.create(Settings.load(data))
    try:
        simulate(store, patients=4, seed=3, episodes=2, progress=lambda *_: None)
        return list(_rounds(store))
    finally:
        store.close()


def _rounds(store: Store) -> Iterator[Round]:
    found: dict[tuple[str, int], Round] = {}
    for about in reversed(store.all_interviews()):
        if about.state is not State.CLOSED:
            continue
        interview = store.interview(about.id)
        made = record_of(
            interview,
            workbook=about.workbook,
            head=store.head(about.id),
            language="en",
            episode=about.episode,
        )
        record = without_words(read_record(notebook(made)), kept_of(interview.instrument))
        first = date(2026, 1, 1)
        talk = Talk(
            record, interview.instrument, about.workbook, 1, about.id, about.patient_id, 1, first
        )
        own = found.setdefault((about.patient_id, about.episode), Round([], []))
        own.held.append((interview, about.workbook))
        own.talks.append(talk)
    yield from found.values()
