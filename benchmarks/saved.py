"""How long it takes until an answer is on disk and "Saved" may be shown, in a long talk."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import httpx

from benchmarks.long_talk import NAME, PASSWORD, LongTalk, answer, prepare, question
from benchmarks.machine import line, machine
from benchmarks.plain import one_row_an_answer, whole_form_as_json
from coprod_widgets.store import Store

COUNT = 200


def main() -> None:
    """Measure `COUNT` answers each way in one folder, and print a table."""
    folder = Path(tempfile.mkdtemp(prefix="coprod-bench-"))
    try:
        talk = prepare(folder / "data", COUNT)
        rows = one_row_an_answer(folder, COUNT)
        form = whole_form_as_json(folder, COUNT)
        kept = _through_the_store(talk)
        with _served(talk, folder / "log") as url:
            web = _over_http(url, talk)
        print(f"An answer until it is on disk, {COUNT} answers in one talk\n{machine(folder)}\n")
        print(f"{'':<46} {'median':>8} {'p95':>8} {'n':>6} {'ratio':>8}")
        print(f"{'':<46} {'ms':>8} {'ms':>8}")
        print(line("coprod: POST …/answers until the reply", web, rows))
        print(line("coprod: the store alone, encrypted and chained", kept, rows))
        print(line("plain SQLite: one row and commit an answer", rows, rows))
        print(line("plain SQLite: the whole form as JSON", form, rows))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _through_the_store(talk: LongTalk) -> list[float]:
    took = []
    with Store.open(talk.settings) as store:
        for number in range(COUNT):
            began = perf_counter()
            answer(store, talk, number)
            took.append(perf_counter() - began)
    return took


def _over_http(url: str, talk: LongTalk) -> list[float]:
    took = []
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30) as client:
        token = _sign_in(client)
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
            reply = client.post(
                f"/interview/{talk.for_the_web}/answers", json=said, headers={"X-XSRFToken": token}
            )
            took.append(perf_counter() - began)
            if reply.status_code != httpx.codes.OK:
                raise SystemExit(f"Answer {number} was not saved: {reply.status_code} {reply.text}")
    return took


def _sign_in(client: httpx.Client) -> str:
    """Sign in through the page as a browser does; gives the token that a POST carries."""
    page = client.get("/")
    fields = {
        str(found["name"]): found.get("value", "")
        for found in map(_attributes, re.findall(r"<input\b[^>]*>", page.text))
        if "name" in found
    }
    secret = next(
        a["name"]
        for a in map(_attributes, re.findall(r"<input\b[^>]*>", page.text))
        if a.get("type") == "password"
    )
    name = next(key for key, value in fields.items() if key != secret and not value)
    home = client.post(str(page.url), data={**fields, name: NAME, secret: PASSWORD})
    if home.status_code != httpx.codes.OK or home.url == page.url:
        raise SystemExit(f"Signing in did not work: {home.status_code} at {home.url}")
    return client.cookies["_xsrf"]


def _attributes(tag: str) -> dict[str, str]:
    return dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))


@contextmanager
def _served(talk: LongTalk, log: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "coprod_widgets", "serve"]
    command += ["--data", str(talk.settings.data), "--port", str(port)]
    with log.open("w") as written:
        server = subprocess.Popen(command, stdout=written, stderr=written, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server, log)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit(f"The server did not start:\n{log.read_text()}")
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not answer in a minute.")
