"""Writes a closed interview down: the same notebook, executed once more, sealed with its digest."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from coprod_widgets.errors import CoprodError
from coprod_widgets.interview.interview import State
from coprod_widgets.research.reading import read_record
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow

Progress = Callable[[int, int], None]
_START_SECONDS = 60
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
    head = store.head(interview_id)
    for known in store.records_of(interview_id):
        if known.head == head:
            return known
    notebook = _executed(store, interview_id)
    if read_record(notebook).head != head:
        raise CoprodError(
            f"Interview {interview_id} was changed while it was written down.", "Record it again."
        )
    return store.add_record(interview_id, notebook, head, at)


def _executed(store: Store, interview_id: str) -> bytes:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from coprod_widgets.workbook import desk
    from coprod_widgets.workbook.kernel import (
        ARGUMENTS,
        PRELOAD,
        kernel_config,
        kernel_environment,
    )

    source, target = (
        f"coprod://interviews/{interview_id}.ipynb",
        f"coprod://records/{interview_id}.ipynb",
    )
    desk.put(source, store.notebook(interview_id))
    try:
        with kernel_environment("record", store.settings.data) as environment:
            papermill.execute_notebook(
                source,
                target,
                engine_name="coprod-fork",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                start_timeout=_START_SECONDS,
                execution_timeout=_CELL_SECONDS,
                environment=environment,
                preload=PRELOAD,
                extra_arguments=ARGUMENTS,
                store_widget_state=False,
                config=kernel_config(environment["HOME"]),
            )
        return desk.take(target)
    except PapermillExecutionError as error:
        raise CoprodError(
            f"Interview {interview_id} could not be written down: cell {error.exec_count} of its "
            f"notebook stopped with {error.ename}.",
            f"Nothing was lost. Run: coprod --debug record {interview_id}",
        ) from error
    except RuntimeError as error:
        # nbclient's word for a kernel that did not start or died.
        raise CoprodError(
            f"Interview {interview_id} could not be written down: its kernel did not answer.",
            "Nothing was lost. Try again when the machine has more room.",
        ) from error
    finally:
        desk.clear(source, target)


def record_all(
    store: Store,
    interview_ids: Sequence[str] | None,
    *,
    workers: int,
    progress: Progress,
) -> Recorded:
    """Record several interviews, or all closed ones. One that fails stops no other."""
    wanted = list(interview_ids) if interview_ids else store.unrecorded()
    for interview_id in wanted:
        store.about(interview_id)
    recorded = Recorded()
    if workers == 1 or len(wanted) < 2:
        for done, interview_id in enumerate(wanted, start=1):
            recorded.keep(*_record_now(store, interview_id))
            progress(done, len(wanted))
        return recorded
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(wanted)), mp_context=spawn) as pool:
        jobs = [pool.submit(_in_a_process, store.settings.data, one) for one in wanted]
        for done, job in enumerate(as_completed(jobs), start=1):
            recorded.keep(*job.result())
            progress(done, len(wanted))
    recorded.made.sort()
    return recorded


def _record_now(store: Store, interview_id: str) -> tuple[str, str]:
    """The record's id, or what went wrong as text, which can travel between processes."""
    try:
        return record(store, interview_id, datetime.now(UTC)).id, ""
    except CoprodError as error:
        return "", str(error)


def _in_a_process(data: Path, interview_id: str) -> tuple[str, str]:
    try:
        with Store.open(Settings.load(data)) as store:
            return _record_now(store, interview_id)
    except CoprodError as error:
        return "", str(error)


def finish_unrecorded(store: Store) -> Recorded:
    """Record what was closed and not written down, as after a crash between the two."""
    return record_all(store, None, workers=1, progress=_silent)


def _silent(_done: int, _total: int) -> None:
    """Show no progress."""
