"""Many people type at once: how long until an answer is on disk, for nearly all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.plain import one_row_an_answer
from benchmarks.row import Figure, Found, Row
from benchmarks.serving import ROOT, end, serving_ward
from benchmarks.typists import SECONDS, Heard, Typist
from benchmarks.ward import cookies, make_ward

_A_SECTION = 20
_PREPARING = 120


_NOTE = (
    "saved_p95_*: that many people, each in another interview with 20 questions a section and an "
    f"event stream open, save an answer every five seconds for {SECONDS} s; 95th percentile "
    "(lowest-highest) from the moment an answer was due to be sent until the reply, which comes "
    "after the commit."
)


def measure(names: Sequence[str], folder: Path) -> Found:
    """One ward and one run for each number of people that is asked for."""
    plain = Figure.p95(one_row_an_answer(folder, 200))
    rows, notes = [], []
    for name in names:
        people = int(name.rsplit("_", 1)[1])
        own = folder / name
        own.mkdir()
        heard = _typed(people, own)
        # What never came took longer than anything that did.
        figure = Figure.p95([*heard.took, *[max(heard.took)] * heard.missing])
        rows.append(Row(name, figure, None, "ms"))
        notes.append(
            f"{name}: median {Figure.median(heard.took).value:.1f} ms; {heard.missing} of "
            f"{figure.n} answers had no reply when the run ended; the client sent at most "
            f"{heard.late:.0f} ms late. Plain SQLite, one row and commit an answer, alone and one "
            f"after the other: 95th percentile {plain.value:.2f} ms."
        )
    return Found(tuple(rows), (_NOTE, *notes))


def _typed(people: int, folder: Path) -> Heard:
    """What the people heard, who type in a process of their own."""
    ward = make_ward(folder, talks=people, a_section=_A_SECTION)
    with serving_ward(ward.data, folder) as server:
        one = cookies(server.url, ward.talks[0])
        typists = [
            Typist(talk.interview, talk.token, one["_xsrf"], server.url) for talk in ward.talks
        ]
        client = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.typists"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        try:
            told = json.dumps([asdict(typist) for typist in typists]).encode()
            said, _ = client.communicate(told, timeout=SECONDS + _PREPARING)
        finally:
            end(client)
        if client.returncode:
            raise RuntimeError(f"The {people} people who type came to no end.")
    return Heard(**json.loads(said))
