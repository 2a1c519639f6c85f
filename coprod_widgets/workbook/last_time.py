"""What was said last time in a workbook, to be shown beside what is said now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coprod_widgets.instrument.definition import Question
from coprod_widgets.instrument.voice import Asked
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.workbook.before import Before

_MOST_BACK = 12
"""How many earlier talks are looked at: a picture of more could not be read."""


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


def times_before_that(
    talk: Interview, before: Before, origins: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    """The ratings that both voices gave in the talks before the last one, as far as both saw them.

    A row is the same one as long as each talk took it over from the one before.
    """
    for question in talk.instrument.questions:
        if not (question.last_time and question.type == "scale" and question.voice is Asked.EACH):
            continue
        list_id = talk.instrument.section_of(question.id).for_each
        rows: dict[str | None, str | None] = {None: None}
        came_from = origins.get(list_id, {}) if list_id else {}
        for back, then in enumerate(before.earlier[:_MOST_BACK], 1):
            if list_id:
                rows, came_from = _rows_then(then, list_id, rows, came_from, is_last=back == 1)
            if back > 1 and then.instrument.has_question(question.id):
                for row, row_then in rows.items():
                    for said in _said_then(talk, then, question, row, row_then):
                        yield {**said, "back": back}


def _rows_then(
    then: Interview,
    list_id: str,
    rows: Mapping[str | None, str | None],
    came_from: Mapping[str, str],
    *,
    is_last: bool,
) -> tuple[dict[str | None, str | None], Mapping[str, str]]:
    """Each row of this talk as it was in an earlier one, and where that one's rows came from."""
    if not then.instrument.has_question(list_id):
        return {}, {}
    step = _same_rows(then, list_id, came_from)
    found = step if is_last else {row: step[by] for row, by in rows.items() if by in step}
    return found, then.carried.detail.get("origins", {}).get(list_id, {})


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
