"""Tables of an episode that was drawn from a seed: as records of it would tell them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from coprod_widgets.instrument.definition import DateQuestion, ListQuestion
from coprod_widgets.measures.evidence import Evidence, Heard, ListRow, Talk
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.codebook import codebook
from coprod_widgets.research.columns import TABLES, Row
from coprod_widgets.research.masking import without_words
from coprod_widgets.research.people import PersonRows, person_rows
from coprod_widgets.research.reading import read_record
from coprod_widgets.research.reproducing.asked import Asked
from coprod_widgets.research.reproducing.folder import BESIDE, NEEDED, Folder
from coprod_widgets.research.tables import Talk as TableTalk
from coprod_widgets.research.values import kept_of
from coprod_widgets.research.writers import as_parquet
from tests.measures.evidences import drawn, instrument
from tests.research.records import notebook
from tests.workbook.patient_texts import BOOKS


def talks(seed: int) -> Evidence:
    """An episode as talks can be: each question is asked about the rows that it is asked for."""
    return Evidence(tuple(_as_asked(talk) for talk in drawn(seed).talks))


def _as_asked(talk: Talk) -> Talk:
    told = instrument(talk.workbook)
    answers = []
    for heard in talk.answers:
        section, question = told.section_of(heard.question), told.question(heard.question)
        only = section.only_if
        row = next((row for row in talk.rows if (row.question, row.id) == _about(heard)), None)
        if only is None or (row is not None and row.fields.get(only.field) == only.code):
            is_day = isinstance(question, DateQuestion)
            answers.append(replace(heard, value="2026-03-01") if is_day else heard)
    return replace(talk, answers=tuple(answers))


def _about(heard: Heard) -> tuple[str | None, str | None]:
    return heard.about, heard.row


def rows_of(evidence: Evidence, *, masked: bool = True) -> PersonRows:
    """The rows of one person who went through an episode."""
    return person_rows([_talk(talk, masked=masked) for talk in evidence.talks])


def _talk(talk: Talk, *, masked: bool) -> TableTalk:
    told = instrument(talk.workbook)
    record = read_record(notebook(_body(talk)))
    if masked:
        record = without_words(record, kept_of(told))
    name = f"p{talk.interview[::-1]}"
    return TableTalk(record, told, talk.workbook, 1, name, "anna", 1, date(2026, 1, 1))


def _body(talk: Talk) -> dict[str, Any]:
    told = instrument(talk.workbook)
    lists = {question.id for question in told.questions if isinstance(question, ListQuestion)}
    origins: dict[str, dict[str, str]] = {}
    for row in talk.rows:
        if row.origin:
            origins.setdefault(row.question, {})[row.id] = row.origin
    answers = [_row(row) for row in talk.rows] + [_answer(heard) for heard in talk.answers]
    assert all(heard.row is None for heard in talk.answers if heard.question in lists)
    return {
        "format": 1,
        "interview": talk.interview,
        "workbook": talk.workbook,
        "instrument": {"id": told.id, "version": told.version, "hash": told.hash},
        "head": "h",
        "opened": talk.opened.isoformat(),
        "closed": talk.opened.isoformat(),
        "cut_short": talk.cut_short,
        "asked_again": talk.asked_again,
        "order": ["patient", "clinician"],
        "withheld": {"count": talk.withheld, "cleared": talk.cleared},
        "carried": {"origins": origins},
        "answers": answers,
    }


def _answer(heard: Heard) -> dict[str, Any]:
    return {
        "question": heard.question,
        "row": heard.row,
        "voice": heard.voice.value,
        "status": heard.status.value,
        "value": heard.value if heard.counts else None,
        "entered": heard.entered.value if heard.entered else None,
        "number": heard.number,
        "words": {"language": "en"},
    }


def _row(row: ListRow) -> dict[str, Any]:
    return {
        "question": row.question,
        "row": row.id,
        "voice": row.voice.value,
        "status": "answered",
        "value": dict(row.fields),
        "entered": "self",
        "number": row.number,
        "words": {"language": "en"},
    }


def frames(tables: Mapping[str, Sequence[Row]]) -> dict[str, pl.DataFrame]:
    """The tables as they are read from a folder."""
    return {
        name: pl.read_parquet(io.BytesIO(as_parquet(TABLES[name], tables[name]))).select(columns)
        for name, columns in {**NEEDED, **BESIDE}.items()
    }


def book(**left_out: set[str]) -> Asked:
    """What was asked in our workbooks; `left_out` are questions whose answers aren't there."""
    told = json.loads(codebook([instrument(name) for name in BOOKS], []))
    for one in told["instruments"]:
        for question in one["questions"]:
            if question["id"] in left_out.get(one["id"], ()):
                question["released"] = False
    return Asked(told)


def folder(evidence: Evidence) -> Folder:
    """What `read_folder` gives of the tables of an episode."""
    rows = rows_of(evidence)
    assert rows.faults == []
    return Folder(frames(rows.tables), book(), PROVISIONAL)
