"""How long it takes until an answer is on disk and "Saved" may be shown, in a long talk."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import httpx

from benchmarks.long_talk import LongTalk, answer, prepare, question
from benchmarks.plain import one_row_an_answer, whole_form_as_json
from benchmarks.row import Figure, Found, Row
from benchmarks.serving import serving_ward
from benchmarks.ward import Talking, cookies
from coprod_widgets.store import Store

COUNT = 200


_NOTE = (
    "saved: POST …/answers until the reply, one by one in one talk, against plain SQLite with "
    "one row and commit an answer; saved_store: our store alone, encrypted and chained, "
    "against the same; saved_form: the POST against plain SQLite with the whole form as JSON."
)


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Measure `COUNT` answers each way in one folder."""
    talk = prepare(folder / "data", COUNT)
    rows = Figure.median(one_row_an_answer(folder, COUNT))
    form = Figure.median(whole_form_as_json(folder, COUNT))
    kept = Figure.median(_through_the_store(talk))
    with serving_ward(talk.settings.data, folder) as server:
        took = _over_http(server.url, talk)
    web = Figure.median(took)
    within = Figure.p95(took).value
    slow = f"saved: 95 of 100 answers were on disk and replied to within {within:.1f} ms."
    return Found(
        (
            Row("saved", web, rows, "ms"),
            Row("saved_store", kept, rows, "ms"),
            Row("saved_form", web, form, "ms"),
        ),
        (_NOTE, slow),
    )


def _through_the_store(talk: LongTalk) -> list[float]:
    took = []
    with Store.open(talk.settings) as store:
        for number in range(COUNT):
            began = perf_counter()
            answer(store, talk, number)
            took.append(1000 * (perf_counter() - began))
    return took


def _over_http(url: str, talk: LongTalk) -> list[float]:
    took = []
    kept = cookies(url, Talking(talk.for_the_web, talk.token))
    headers = {"X-XSRFToken": kept["_xsrf"]}
    with httpx.Client(base_url=url, cookies=kept, headers=headers, timeout=30) as client:
        for number in range(COUNT):
            said = {
                "key": secrets.token_hex(12),
                "question": question(number),
                "row": None,
                "voice": "clinician",
                "value": 1 + number % 5,
                "status": "answered",
                "entered": "self",
                "base": 0,
            }
            began = perf_counter()
            reply = client.post(f"/interview/{talk.for_the_web}/answers", json=said)
            took.append(1000 * (perf_counter() - began))
            if reply.status_code != httpx.codes.OK:
                raise RuntimeError(
                    f"Answer {number} was not saved: {reply.status_code} {reply.text}"
                )
    return took
