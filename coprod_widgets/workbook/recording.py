"""Writes a closed interview down: the same notebook, executed once more, sealed with its digest."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.interview import State
from coprod_widgets.research.reading import read_record
from coprod_widgets.settings import Settings
from coprod_widgets.startup import without_slow_imports
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.workbook.asking_again import close_left_open
from coprod_widgets.workbook.consenting import note_consent
from coprod_widgets.workbook.executing import executed
from coprod_widgets.workbook.gist import gist_of

Progress = Callable[[int, int], None]
_CELL_SECONDS = 120


@dataclass
class Recorded:
    """The ids of the records that were made, and what went wrong with the others."""

    made: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def keep(self, record_id: str, fault: str) -> None:
        """Count one interview in, as a record or as a fault."""
        if fault:
            self.faults.append(fault)
        else:
            self.made.append(record_id)


def record(store: Store, interview_id: str, at: datetime) -> RecordRow:
    """Execute a closed interview's notebook and seal it. Doing it twice gives the same record.

    Raises:
        CoprodError: it is not closed, or the notebook could not be executed; nothing was kept.
    """
    if store.about(interview_id).state is not State.CLOSED:
        raise CoprodError(
            f"Interview {interview_id} is not closed yet.", "Close the talk, then record it."
        )
    note_consent(store, interview_id)
    head = store.head(interview_id)
    for known in store.records_of(interview_id):
        if known.head == head:
            return known
    notebook = _executed(store, interview_id)
    gist = gist_of(store.interview(interview_id))
    # The notebook and the gist are of the same journal: nothing was added to it meanwhile.
    if read_record(notebook).head != head or store.head(interview_id) != head:
        raise CoprodError(
            f"Interview {interview_id} was changed while it was written down.", "Record it again."
        )
    return store.add_record(interview_id, notebook, head, at, gist)


def _executed(store: Store, interview_id: str) -> bytes:
    return executed(
        store.notebook(interview_id),
        "record",
        store.settings.data,
        cell_seconds=_CELL_SECONDS,
        source=f"interviews/{interview_id}.ipynb",
        target=f"records/{interview_id}.ipynb",
        failed=f"Interview {interview_id} could not be written down",
        kept="Nothing was lost",
        again=f"coprod --debug record {interview_id}",
    )


def record_all(
    store: Store,
    interview_ids: Sequence[str] | None,
    *,
    workers: int,
    progress: Progress,
) -> Recorded:
    """Record several interviews, or all closed ones. One that fails stops no other."""
    if not interview_ids:
        close_left_open(store, datetime.now(UTC))
    wanted = list(interview_ids) if interview_ids else store.unrecorded()
    for interview_id in wanted:
        store.about(interview_id)
    recorded = Recorded()
    told = _Told(recorded, len(wanted), progress)
    if workers == 1 or len(wanted) < 2:
        for interview_id in wanted:
            told.keep(*_record_now(store, interview_id))
        return recorded
    data = store.settings.data
    died = _in_processes(data, wanted, min(workers, len(wanted)), told)
    # One process that dies takes its pool with it, so each that is left gets one of its own.
    for interview_id in died:
        if _in_processes(data, [interview_id], 1, told):
            told.keep(
                "",
                f"Interview {interview_id} could not be written down: the process that was at it "
                "was ended. Nothing was lost. Try again when the machine has more room.",
            )
    recorded.made.sort()
    return recorded


@dataclass
class _Told:
    """What becomes of each interview, with the progress told."""

    recorded: Recorded
    total: int
    progress: Progress
    done: int = 0

    def keep(self, record_id: str, fault: str) -> None:
        self.recorded.keep(record_id, fault)
        self.done += 1
        self.progress(self.done, self.total)


def _in_processes(data: Path, wanted: Sequence[str], workers: int, told: _Told) -> list[str]:
    """Record side by side; gives those whose process ended under them."""
    spawn = multiprocessing.get_context("spawn")
    died: list[str] = []
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin)
    try:
        jobs = {pool.submit(_in_a_process, data, one): one for one in wanted}
        for job in as_completed(jobs):
            try:
                told.keep(*job.result())
            except BrokenProcessPool:
                died.append(jobs[job])
    finally:
        pool.shutdown(cancel_futures=True)
    return sorted(died, key=wanted.index)


def _begin() -> None:
    """What a process that records does first.

    Ctrl-C reaches every process of a terminal; the parent lets what was begun be finished. A
    handler of our own, not "ignore", which the kernels would be born with.
    """
    without_slow_imports()
    signal.signal(signal.SIGINT, _nothing)


def _nothing(_number: int, _frame: object) -> None:
    """Do nothing."""


def _record_now(store: Store, interview_id: str) -> tuple[str, str]:
    """The record's id, or what went wrong as text, which can travel between processes."""
    try:
        return record(store, interview_id, datetime.now(UTC)).id, ""
    except CoprodError as error:
        return "", str(error)
    except Exception as error:  # whatever befell this one, the others are still to be done
        return "", (
            f"Interview {interview_id} could not be written down: {type(error).__name__}. "
            f"Nothing was lost. Run: coprod --debug record {interview_id}"
        )


def _in_a_process(data: Path, interview_id: str) -> tuple[str, str]:
    try:
        return _record_now(_opened(data), interview_id)
    except CoprodError as error:
        return "", str(error)


@cache
def _opened(data: Path) -> Store:
    """The one store of a process that records, open for as long as it lives."""
    return Store.open(Settings.load(data))
