"""How long a kernel takes to start, and how many notebooks are executed: warm and stock."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.machine import machine

STARTS = 20
CELLS = 10
WARM, STOCK = "coprod-fork", None
PRELOAD = ["ipywidgets"]
NAMES = ("a kernel until it answers", "+ import ipywidgets")


def main() -> None:
    """Measure both kinds, one after the other, and print a table."""
    folder = Path(tempfile.mkdtemp(prefix="coprod-bench-"))
    try:
        print(f"Kernels over ipc, {STARTS} starts; notebooks of {CELLS} cells\n{machine(folder)}\n")
        print(f"{'':<46} {'warm':>8} {'stock':>8} {'ratio':>8}")
        warm, stock = (asyncio.run(_starts(folder, warm=kind)) for kind in (True, False))
        for name, here, there in zip(NAMES, warm, stock, strict=True):
            print(f"{f'{name}, median ms':<46} {here:>8.0f} {there:>8.0f} {there / here:>8.1f}")
        _write_notebook(folder / "in.ipynb")
        for processes in (1, 2):
            fast = _notebooks_a_second(folder, WARM, processes, 30)
            slow = _notebooks_a_second(folder, STOCK, processes, 5)
            name = f"notebooks a second, {processes} at a time"
            print(f"{name:<46} {fast:>8.2f} {slow:>8.2f} {fast / slow:>8.1f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _starts(folder: Path, *, warm: bool) -> tuple[float, float]:
    took = [await _start(folder, warm=warm) for _ in range(STARTS + 1)][1:]
    return median(first for first, _ in took), median(then for _, then in took)


async def _start(folder: Path, *, warm: bool) -> tuple[float, float]:
    from jupyter_client.manager import AsyncKernelManager

    from coprod_widgets.kernels.provisioner import ForkProvisioner

    sockets = tempfile.mkdtemp(dir=folder)
    km = AsyncKernelManager(
        transport="ipc", ip=f"{sockets}/k", connection_file=f"{sockets}/connection.json"
    )
    if warm:
        km.provisioner = ForkProvisioner(parent=km, kernel_spec=km.kernel_spec, preload=PRELOAD)
    began = perf_counter()
    await km.start_kernel()
    kc = km.client()
    kc.start_channels()
    await _reply(kc, kc.kernel_info())
    first = perf_counter()
    await _reply(kc, kc.execute("import ipywidgets"))
    then = perf_counter()
    kc.stop_channels()
    await km.shutdown_kernel(now=True)
    km.context.destroy(linger=0)
    return (first - began) * 1000, (then - began) * 1000


async def _reply(kc: Any, message: str) -> None:
    while (await kc.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != message:
        pass


def _write_notebook(path: Path) -> None:
    import nbformat

    sources = ["n = 0", *(f"print({number})\nn" for number in range(CELLS - 1))]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    nbformat.write(notebook, path)


def _notebooks_a_second(folder: Path, engine: str | None, processes: int, count: int) -> float:
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        # The first has papermill and the fork server to start.
        pool.map(_execute, [(folder, engine, worker, 1) for worker in range(processes)], 1)
        began = perf_counter()
        pool.map(_execute, [(folder, engine, worker, count) for worker in range(processes)], 1)
        return processes * count / (perf_counter() - began)


def _execute(job: tuple[Path, str | None, int, int]) -> None:
    import papermill

    folder, engine, worker, count = job
    for number in range(count):
        papermill.execute_notebook(
            str(folder / "in.ipynb"),
            str(folder / f"out{worker}.ipynb"),
            parameters={"n": number},
            kernel_name="python3",
            engine_name=engine,
            progress_bar=False,
            request_save_on_cell_execute=False,
        )
