"""What was said last time in a workbook, to be shown beside what is said now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coprod_widgets.instrument.definition import Question
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.workbook.before import Before


def last_time(
    talk: Interview, before: Before, origins: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    """Last time's answers, where both voices could see them then."""
    if not before.earlier:
        return
    last = before.earlier[0]
    for question in talk.instrument.questions:
        if not question.last_time or not last.instrument.has_question(question.id):
            continue
        list_id = talk.instrument.section_of(question.id).for_each
        rows = _same_rows(last, list_id, origins.get(list_id, {})) if list_id else {None: None}
        for row, row_then in rows.items():
            yield from _said_then(talk, last, question, row, row_then)


def _same_rows(
    last: Interview, list_id: str, origins: Mapping[str, str]
) -> dict[str | None, str | None]:
    """The rows of this talk that last time's talk had too: this row to that row."""
    then = {(last.carried.origin(list_id, row.id) or ""): row.id for row in last.rows(list_id)} | {
        f"{last.id}.{row.id}": row.id for row in last.rows(list_id)
    }
    found: dict[str | None, str | None] = {}
    for row, origin in origins.items():
        by_id = ".".join(origin.split(".")[-2:])
        match = then.get(origin) or then.get(by_id)
        if match:
            found[row] = match
    return found


def _said_then(
    talk: Interview, last: Interview, question: Question, row: str | None, row_then: str | None
) -> Iterator[dict[str, Any]]:
    asked = last.instrument.question(question.id)
    if not is_revealed(last, asked, row_then):
        return
    for voice in question.voices:
        place = Place(question.id, row_then, voice)
        answer = last.answer(place)
        codes = [choice.code for choice in talk.instrument.choices(question, voice)]
        if answer and last.status(place) is Status.ANSWERED and answer.value in codes:
            yield {
                "question": question.id,
                "row": row,
                "voice": voice.value,
                "value": answer.value,
                "day": answer.at.astimezone().date().isoformat(),
            }
