"""What one more open meeting costs in memory: server and kernels, shared pages counted by share."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psutil

from benchmarks.peers import voila_form
from benchmarks.row import Figure, Found, Row
from benchmarks.serving import Served, fetched, serving_voila, serving_ward
from benchmarks.ward import Talking, cookies, make_ward

OURS, STOCK = 30, 12
_STEPS = 3
_WARM = 2
_SETTLE = 2.0


_NOTE = (
    f"session_memory: PSS of the server and all below it, added a meeting, over {OURS} of ours "
    f"and {STOCK} of stock Voila after {_WARM} each; the spread is over three equal steps. "
    "Ours: the page fetched and its event stream held open; stock: the page fetched, which "
    "starts its kernel, without a websocket."
)


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Open meetings in three steps and see how much each step added."""
    if not Path("/proc/self/smaps_rollup").exists():
        return Found(notes=("session_memory: left out, this system has no /proc/*/smaps_rollup.",))
    ward = make_ward(folder, talks=_WARM + OURS, a_section=60)
    with serving_ward(ward.data, folder) as server, ExitStack() as open_pages:
        opening = iter(ward.talks)
        ours = _added(server, OURS, lambda: _hold(open_pages, server.url, next(opening)))
    notebook = folder / "form.ipynb"
    notebook.write_text(json.dumps(voila_form.notebook()), encoding="utf-8")
    with serving_voila(notebook, folder) as server:
        stock = _added(server, STOCK, lambda: fetched(server.url))
    return Found(
        (Row("session_memory", ours, stock, "MiB"),),
        (_NOTE,),
    )


def _added(server: Served, count: int, open_one: Callable[[], object]) -> Figure:
    """MiB that each meeting added: over all of them, with the least and the most of the steps."""
    for _ in range(_WARM):
        open_one()
    seen = [_pss(server)]
    for _ in range(_STEPS):
        for _ in range(count // _STEPS):
            open_one()
        seen.append(_pss(server))
    steps = [_STEPS * (after - before) / count for before, after in itertools.pairwise(seen)]
    return Figure((seen[-1] - seen[0]) / count, min(steps), max(steps), count)


def _hold(open_pages: ExitStack, url: str, talk: Talking) -> None:
    """Fetch the page of a talk, and keep its event stream as a browser does."""
    client = open_pages.enter_context(httpx.Client(base_url=url, timeout=90))
    client.cookies.update(cookies(url, talk))
    page = client.get(talk.path).raise_for_status()
    if page.text.count("data-question=") != 60:
        raise RuntimeError("A page came without its 60 questions.")
    open_pages.enter_context(client.stream("GET", f"{talk.path}/events")).raise_for_status()


def _pss(server: Served) -> float:
    """MiB of all processes once they are quiet; a page that several share counts once in all."""
    time.sleep(_SETTLE)
    return sum(_pss_of(process) for process in server.tree()) / 1024


def _pss_of(process: psutil.Process) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
