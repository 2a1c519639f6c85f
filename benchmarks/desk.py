"""How long a supervisor waits for the desk with 10,000 records, and for a record to open."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx

from benchmarks.row import Figure, Found, Row
from benchmarks.serving import serving_ward
from benchmarks.ward import PASSWORD
from coprod_widgets.access.accounts import Role
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import State
from coprod_widgets.server.identity import COOKIE
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.gist import gist_of
from coprod_widgets.workbook.recording import record_all
from coprod_widgets.workbook.simulating import simulate

RECORDS, PATIENTS, RUNS = 10_000, 8, 60
_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Ask a ward's server for both pages, over HTTP and signed in."""
    settings = Settings.load(folder / "data")
    store, _ = Store.create(settings)
    with store:
        simulate(store, patients=PATIENTS, seed=1, progress=_silent)
        record_all(store, None, workers=2, progress=_silent)
        executed = store.latest_records()
        size = sum(len(store.record_notebook(row.id)) for row in executed) // len(executed)
        _fill(store, executed, RECORDS - len(executed))
        supervisor = store.add_account("bench", Role.SUPERVISOR, PASSWORD)
        cookie = {COOKIE: store.sign_in(supervisor, datetime.now(UTC))}
    with serving_ward(settings.data, folder) as served:
        get = partial(_get, served.url, cookie)
        get("/")
        desk = [get("/") for _ in range(RUNS)]
        paths = [f"/records/{row.id}" for row in executed]
        get(paths[0])
        opened = [get(path) for path in itertools.islice(itertools.cycle(paths), RUNS)]
    note = (
        f"desk_10k, record_opened: {RECORDS} records, {len(executed)} of them executed and "
        f"{size // 1000} kB in the mean; 95th percentile of {RUNS} requests one after the other, "
        "the first after the start not counted."
    )
    rows = (
        Row("desk_10k", Figure.p95(desk), None, "ms"),
        Row("record_opened", Figure.p95(opened), None, "ms"),
    )
    return Found(rows, (note,))


def _silent(_done: int, _of: int) -> None:
    """Show no progress."""


def _get(url: str, cookie: dict[str, str], path: str) -> float:
    began = time.perf_counter()
    answer = httpx.get(url + path, cookies=cookie, timeout=60)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text[:300]
    return took


def _fill(store: Store, executed: Sequence[RecordRow], wanted: int) -> None:
    """More records, six a person, each with the notebook of one that was executed."""
    templates: Iterable[tuple[RecordRow, InterviewRow]]
    templates = itertools.cycle([(row, store.about(row.interview_id)) for row in executed])
    for number, (row, about) in zip(range(wanted), templates, strict=False):
        at = _AT + timedelta(minutes=number)
        name, own = f"Invented {number // 6}", f"N{number // 6}"
        if number % 6 == 0:
            patient = store.add_patient(name, own, clinician_id=about.clinician_id)
        made = store.add_interview(
            patient.id,
            about.clinician_id,
            store.instrument(*about.pin.split("@")),
            about.workbook,
            b"{}",
            at,
            makes=[
                partial(
                    moment_from,
                    happened=Happened(f"{happening.value}-{number:06}", happening),
                    at=at,
                    by=about.clinician_id,
                )
                for happening in (Happening.OPENED, Happening.CLOSED)
            ],
        )
        assert about.state is State.CLOSED
        gist = gist_of(store.interview(row.interview_id))
        store.add_record(made, store.record_notebook(row.id), store.head(made), at, gist)
