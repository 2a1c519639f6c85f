"""What a ward would use instead: answers kept with nothing but SQLite."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from time import perf_counter


def one_row_an_answer(folder: Path, count: int) -> list[float]:
    """Milliseconds for each of `count` answers, each one row and one commit that is on disk."""
    database = _open(folder / "rows.sqlite")
    database.execute("CREATE TABLE answer (number INTEGER PRIMARY KEY, question TEXT, value TEXT)")
    took = []
    for number in range(1, count + 1):
        began = perf_counter()
        with database:
            database.execute("INSERT INTO answer VALUES (?, ?, ?)", (number, "q", str(number % 5)))
        took.append(1000 * (perf_counter() - began))
    database.close()
    return took


def whole_form_as_json(folder: Path, count: int) -> list[float]:
    """Milliseconds for each of `count` saves of a form that is kept whole, as one JSON document."""
    database = _open(folder / "form.sqlite")
    database.execute("CREATE TABLE form (id INTEGER PRIMARY KEY, body TEXT)")
    database.execute("INSERT INTO form VALUES (1, '{}')")
    took = []
    for number in range(1, count + 1):
        began = perf_counter()
        with database:
            (kept,) = database.execute("SELECT body FROM form WHERE id = 1").fetchone()
            body = json.loads(kept) | {f"q{number}": {"value": number % 5, "voice": "patient"}}
            database.execute("UPDATE form SET body = ? WHERE id = 1", (json.dumps(body),))
        took.append(1000 * (perf_counter() - began))
    database.close()
    return took


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    return database
