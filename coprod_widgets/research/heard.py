"""What measures look at in a record, and the cells of `answers` that tell it without any words.

So whoever has the tables can work every measure out again (`research.reproducing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from coprod_widgets.instrument.definition import Instrument, ListQuestion, Question
from coprod_widgets.interview.answer import Status
from coprod_widgets.interview.carried import LAW_RIGHT, LAW_TOPIC
from coprod_widgets.measures.evidence import Evidence, Subject, Talk
from coprod_widgets.measures.reading import in_own_words, talk_from
from coprod_widgets.measures.voiced import words_in
from coprod_widgets.research.columns import Row
from coprod_widgets.research.reading import ReadAnswer, ReadRecord
from coprod_widgets.research.values import is_sealed

ELSEWHERE = "elsewhere"
"""Where a row came from that came from no list which its own one is filled from."""


def heard_in(record: ReadRecord, instrument: Instrument, workbook: str) -> Talk:
    """What measures look at in a record."""
    told: dict[str, Any] = msgspec.to_builtins(record)
    told["workbook"] = workbook
    told["carried"] = told["carried"] or {}
    told["withheld"] = told["withheld"] or {"count": 0, "cleared": False}
    for number, answer in enumerate(told["answers"], start=1):
        # A record made before answers told their number has them in the order of the instrument.
        if answer["number"] is None and answer["entered"] is not None:
            answer["number"] = number
        if is_sealed(instrument, instrument.question(answer["question"])):
            answer["value"] = None  # nothing comes of what a record should not hold
    return talk_from(told, instrument)


def heard_cells(
    record: ReadRecord, instrument: Instrument, question: Question, answer: ReadAnswer
) -> Row:
    """What measures need to know of an answer besides what it says.

    Empty wherever there is nothing that both voices saw. The subject of a row is numbered later, by
    all talks of its round.
    """
    revealed = answer.value is not None and not is_sealed(instrument, question)
    if answer.status is not Status.ANSWERED or not revealed:
        answered = answer.status is Status.ANSWERED
        return {**_NOTHING, "revealed": False if answered else None}
    words = None
    if in_own_words(question, answer.voice) and isinstance(answer.value, str):
        words = words_in(answer.value)
    again = record.asked_again is not None and (answer.number or 0) > record.asked_again
    return {
        **_NOTHING,
        "revealed": True,
        "words": words,
        "again": again,
        "origin": _origin(record, question, answer),
    }


_NOTHING: Row = dict.fromkeys(("revealed", "words", "again", "origin", "subject"))


def _origin(record: ReadRecord, question: Question, answer: ReadAnswer) -> str | None:
    """The list that a row came from, by names that stand in the instrument; never a row's id."""
    if not isinstance(question, ListQuestion) or answer.row is None or record.carried is None:
        return None
    origin = record.carried.origins.get(question.id, {}).get(answer.row)
    if not origin:
        return None
    known = (*question.filled_from, LAW_TOPIC, LAW_RIGHT)
    return next((name for name in known if origin.startswith(f"{name}.")), ELSEWHERE)


def subjects_of(evidence: Evidence) -> Mapping[tuple[str, str, str], int]:
    """What each row of a list is about, by a number from 1 within its list.

    By interview, list and the id of the row. Rows of several talks that are about the same have the
    same number.
    """
    places = dict.fromkeys(
        f"{talk.workbook}.{row.question}" for talk in evidence.talks for row in talk.rows
    )
    return {
        (talk.interview, row.question, row.id): number
        for place in places
        for number, subject in enumerate(
            sorted(evidence.subjects(place), key=_first_talked_about), start=1
        )
        for talk, row in subject.times
    }


def _first_talked_about(subject: Subject) -> tuple[datetime, str, int]:
    talk, row = subject.times[-1]
    return talk.opened, talk.interview, row.number


def number_subjects(answers: Sequence[Row], subjects: Mapping[tuple[str, str, int], int]) -> None:
    """Fill in what each row of a list is about, by talk, list and the number of the row."""
    for row in answers:
        if row["field"] is not None:
            key = (str(row["interview"]), str(row["question"]), row["row"])
            row["subject"] = subjects.get(key)  # type: ignore[arg-type]  # a row has a number
