"""Thirty people ask for their page in the same moment: how long until the last one has it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import httpx

from benchmarks.peers import voila_form
from benchmarks.row import Figure, Found, Row
from benchmarks.serving import serving_voila, serving_ward
from benchmarks.ward import Ward, cookies, make_ward

PEOPLE, ROUNDS = 30, 3
_CONTROLS, _PATIENCE = 60, 120
_NOT_COME = (TimeoutError, httpx.HTTPError, EOFError)


_NOTE = (
    f"pages_30: {PEOPLE} GETs at once, each of another interview by another sign-in, until the "
    "last page's HTML is complete and has its 60 questions. Stock Voila's 60 widgets still "
    "have to be fetched and drawn by the browser then, which is not counted."
)


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Ours and stock Voila in turns, each round with a server of its own."""
    ward = make_ward(folder, talks=PEOPLE, a_section=60)
    notebook = folder / "form.ipynb"
    notebook.write_text(json.dumps(voila_form.notebook()), encoding="utf-8")
    ours, stock, lost = [], [], 0
    for _ in range(ROUNDS):
        took, missing = _round_of_ours(ward, folder)
        if missing:
            raise RuntimeError(f"{missing} of our {PEOPLE} pages did not come.")
        ours.append(took)
        took, missing = _round_of_stock(notebook, folder)
        stock.append(took)
        lost += missing
    return Found(
        (Row("pages_30", Figure.median(ours), Figure.median(stock), "s"),),
        (_NOTE, *_of_those_lost(lost)),
    )


def _of_those_lost(lost: int) -> list[str]:
    said = (
        f"pages_30: {lost} of stock Voila's {ROUNDS * PEOPLE} pages had not come after {_PATIENCE} "
        "s, such as when two kernels choose one port; its time is that of the last that came."
    )
    return [said] if lost else []


def _round_of_ours(ward: Ward, folder: Path) -> tuple[float, int]:
    with serving_ward(ward.data, folder) as server:
        asked = [(server.url + talk.path, cookies(server.url, talk)) for talk in ward.talks]
        return _all_at_once(asked, "data-question=")


def _round_of_stock(notebook: Path, folder: Path) -> tuple[float, int]:
    with serving_voila(notebook, folder) as server:
        return _all_at_once([(server.url, {})] * PEOPLE, "application/vnd.jupyter.widget-view+json")


def _all_at_once(asked: Sequence[tuple[str, dict[str, str]]], control: str) -> tuple[float, int]:
    """Seconds until the last page that came, and how many did not come.

    One page is fetched before, untimed, because it is the server's first.
    """

    async def get(client: httpx.AsyncClient, url: str, kept: dict[str, str]) -> float:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
        page = (await client.get(url, headers=sent)).raise_for_status().text
        if page.count(control) < _CONTROLS:
            raise EOFError(f"A page of {url} came without its {_CONTROLS} controls.")
        return perf_counter()

    async def all_of_them() -> tuple[float, int]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=_PATIENCE, limits=limits) as client:
            await get(client, *asked[0])
            began = perf_counter()
            each = [asyncio.wait_for(get(client, *one), _PATIENCE) for one in asked]
            ended = await asyncio.gather(*each, return_exceptions=True)
        wrong = [e for e in ended if isinstance(e, Exception) and not isinstance(e, _NOT_COME)]
        came = [at for at in ended if isinstance(at, float)]
        if wrong or not came:
            raise (wrong or [RuntimeError(f"No page came within {_PATIENCE} s.")])[0]
        return max(came) - began, len(ended) - len(came)

    return asyncio.run(all_of_them())
