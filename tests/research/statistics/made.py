"""Tables of a data set made by hand, small enough to work out what has to come of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from coprod_widgets.research.columns import ANSWERS, PAIRS
from coprod_widgets.research.statistics.tables import Tables, read_tables
from coprod_widgets.research.writers import as_parquet

CONSENT = {"no": 12, "ask_later": 3, "withdrawn": 0, "capacity_lost": 0, "never_asked": 0}
ABOUT = {"left_out": CONSENT, "records_that_did_not_hold": 0}
ITEMS = ("informed", "voice", "influence", "known", "limits", "adult", "both_do")


def pair(
    person: str,
    patient: int | None,
    clinician: int | None,
    *,
    question: str = "how_right",
    workbook: str = "reasons",
    version: str = "1.0.0",
    day: int = 0,
    construct: str | None = "CON",
) -> dict[str, Any]:
    """A row of `pairs`."""
    known = patient is not None and clinician is not None
    empty = dict.fromkeys(column.name for column in PAIRS)
    return empty | {
        "interview": f"{person} {workbook} {day}",
        "person": person,
        "workbook": workbook,
        "instrument": workbook,
        "version": version,
        "day": day,
        "question": question,
        "type": "scale",
        "construct": construct,
        "patient_number": patient,
        "clinician_number": clinician,
        "difference": clinician - patient if known else None,  # type: ignore[operator]  # known
    }


def answer(person: str, question: str, status: str = "answered", **more: Any) -> dict[str, Any]:
    """A row of `answers`."""
    empty = dict.fromkeys(column.name for column in ANSWERS)
    made = {
        "interview": f"{person} 0",
        "person": person,
        "workbook": "actions",
        "instrument": "actions",
        "version": "1.0.0",
        "day": 0,
        "question": question,
        "voice": "patient",
        "type": "scale",
        "status": status,
    }
    return empty | made | more


def promise(person: str, row: int, who: str, outcome: str | None) -> list[dict[str, Any]]:
    """The rows of a promise, and of what was said came of it."""
    status = "answered" if outcome else "skipped"
    return [
        answer(person, "promises", field="who", row=row, code=who, type="one", voice="joint"),
        answer(person, "outcome", status, row=row, code=outcome, type="one", voice="joint"),
    ]


def shared(person: str, dice: Random, day: int = 0) -> list[dict[str, Any]]:
    """The seven statements of one talk: what one person feels goes through all of them."""
    feels, sees = dice.gauss(3, 0.8), dice.gauss(3.5, 0.8)
    return [
        pair(
            person,
            min(5, max(1, round(feels + dice.gauss(0, 0.6)))),
            min(5, max(1, round(sees + dice.gauss(0, 0.6)))),
            question=item,
            workbook="power",
            day=day,
        )
        for item in ITEMS
    ]


def tables(pairs: Iterable[dict[str, Any]] = (), answers: Iterable[dict[str, Any]] = ()) -> Tables:
    """Tables as they are read from a data set."""
    rows = list(pairs)
    codes = {(row["instrument"], row["version"], row["question"]): (1, 2, 3, 4, 5) for row in rows}
    return Tables(
        answers=pl.read_parquet(as_parquet(ANSWERS, list(answers))),
        pairs=pl.read_parquet(as_parquet(PAIRS, rows)),
        about=ABOUT,
        codes=codes,
    )


def folder(out: Path, people: int = 12) -> Path:
    """A folder as `coprod dataset` writes it, of people's talks about power."""
    dice = Random(1)
    pairs = [row for n in range(people) for row in shared(f"p{n}", dice)]
    question = {"id": "informed", "voices": [{"codes": [{"code": n} for n in range(1, 6)]}]}
    questions = [question | {"id": item} for item in ITEMS]
    book = {"instruments": [{"id": "power", "version": "1.0.0", "questions": questions}]}
    files = {
        "answers.parquet": as_parquet(ANSWERS, [answer(f"p{n}", "can_do") for n in range(people)]),
        "pairs.parquet": as_parquet(PAIRS, pairs),
        "codebook.json": json.dumps(book).encode(),
    }
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    (out / "dataset.json").write_text(json.dumps({**ABOUT, "files": digests}))
    read_tables(out)
    return out
