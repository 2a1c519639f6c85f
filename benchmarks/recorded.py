"""How many closed interviews are written down a second, against papermill as it comes."""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks.row import Figure, Found, Row
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.recording import record_all
from coprod_widgets.workbook.simulating import simulate

INTERVIEWS, STOCK = 200, 16
_QUARTERS = 4


_NOTE = (
    f"recorded_per_s_*: {INTERVIEWS} simulated interviews by record_all, sealing and the start "
    f"of its workers included, against {STOCK} of the same prepared notebooks by "
    "papermill.execute_notebook with its own engine and the python3 kernel, in as many "
    "processes, which are warm before the time runs; the spread is over quarters."
)


def measure(names: Sequence[str], folder: Path) -> Found:
    """For each number of workers: ours on a simulated folder, papermill on the same notebooks."""
    rows = []
    for name in names:
        workers = int(name.rsplit("_", 1)[1])
        settings = Settings.load(folder / name)
        store, _ = Store.create(settings)
        with store:
            _invent(store)
            notebooks = _written(store, folder / f"{name}-notebooks")
            stock = _by_papermill(notebooks, settings.data, workers)
            ours = _ours(store, workers)
        rows.append(Row(name, ours, stock, "1/s", better="more"))
    return Found(
        tuple(rows),
        (_NOTE,),
    )


def _invent(store: Store) -> None:
    """One talk a person, none of them left out."""
    simulate(
        store,
        patients=INTERVIEWS,
        seed=1,
        progress=lambda _done, _all: None,
        habits=Habits(left_out=0),
        workbooks=("reasons",),
    )


def _written(store: Store, folder: Path) -> list[Path]:
    folder.mkdir()
    written = []
    for interview in store.unrecorded():
        written.append(folder / f"{interview}.ipynb")
        written[-1].write_bytes(store.notebook(interview))
    return written


def _ours(store: Store, workers: int) -> Figure:
    ended = [perf_counter()]
    done = record_all(
        store, None, workers=workers, progress=lambda _done, _all: ended.append(perf_counter())
    )
    if done.faults or len(done.made) != INTERVIEWS:
        raise RuntimeError(f"Not all were written down: {done.faults[:3]}")
    return _rate(ended)


def _by_papermill(notebooks: Sequence[Path], data: Path, workers: int) -> Figure:
    spawn = multiprocessing.get_context("spawn")
    telling = _environment({"COPROD_MODE": "record", "COPROD_DATA": str(data)})
    with telling, ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        for job in [pool.submit(_execute, one) for one in notebooks[-2 * workers :]]:
            job.result()
        ended = [perf_counter()]
        for job in as_completed([pool.submit(_execute, one) for one in notebooks[:STOCK]]):
            job.result()
            ended.append(perf_counter())
    return _rate(ended)


def _execute(notebook: Path) -> None:
    import papermill

    target = notebook.with_suffix(".out.ipynb")
    papermill.execute_notebook(notebook, target, kernel_name="python3", progress_bar=False)


def _rate(ended: Sequence[float]) -> Figure:
    """How many a second: over all, and the slowest and fastest quarter. The first is the start."""
    count = len(ended) - 1
    marks = [ended[count * quarter // _QUARTERS] for quarter in range(_QUARTERS + 1)]
    each = [(count / _QUARTERS) / (after - before) for before, after in itertools.pairwise(marks)]
    return Figure(count / (ended[-1] - ended[0]), min(each), max(each), count)


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    """What stock papermill's kernels are given, which inherit everything."""
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
