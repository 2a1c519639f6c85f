"""Rows of the table `actions`: each promise once, and what came of it. What it says never goes out.

A promise that is still open is carried from talk to talk. It is known again by where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from typing import Any

from coprod_widgets.instrument.definition import ListField, ListQuestion
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.research.columns import Row
from coprod_widgets.research.reading import ReadAnswer, RecordError
from coprod_widgets.research.tables import Standing, Talk, said
from coprod_widgets.research.values import MISSING

WORKBOOK = "actions"
_LISTS = ("promises", "actions")
_DAYS_A_WEEK = 7


def action_rows(talks: Sequence[tuple[Talk, Standing]]) -> list[Row]:
    """The promises of one person, by his or her talks in the order of time."""
    promises: dict[str, Row] = {}
    roots: dict[str, str] = {}
    for talk, standing in talks:
        if talk.workbook != WORKBOOK:
            continue
        for listed, answer in _promises(talk):
            name = f"{WORKBOOK}.{listed.id}.{talk.record.interview}.{answer.row}"
            origin = _origin(talk, listed.id, answer.row)
            root = roots.setdefault(name, roots.get(origin or "", name))
            if root not in promises:
                promises[root] = _made(talk, listed, answer, len(promises) + 1)
            if listed.open_until:
                promises[root] |= _looked_at(talk, standing, listed, answer, promises[root])
    return list(promises.values())


def _promises(talk: Talk) -> Iterator[tuple[ListQuestion, ReadAnswer]]:
    for name in _LISTS:
        if talk.instrument.has_question(name):
            question = talk.instrument.question(name)
            if isinstance(question, ListQuestion):
                for answer in talk.record.answers:
                    stands = answer.status is Status.ANSWERED and answer.value is not None
                    if answer.question == name and answer.row and stands:
                        yield question, answer


def _origin(talk: Talk, list_id: str, row: str | None) -> str | None:
    carried = talk.record.carried
    return carried.origins.get(list_id, {}).get(row or "") if carried else None


def _made(talk: Talk, listed: ListQuestion, answer: ReadAnswer, number: int) -> Row:
    who, who_status = _field(talk, listed, answer, "who")
    idea, idea_status = _field(talk, listed, answer, "idea")
    weeks, by_status = _weeks(talk, listed, answer)
    return {
        **talk.labels,
        "episode": talk.record.episode,
        "promise": number,
        "who": who,
        "who_status": who_status,
        "idea": idea,
        "idea_status": idea_status,
        "by_weeks": weeks,
        "by_status": by_status,
        "looked_at": 0,
        "outcome": None,
        "outcome_status": Status.NOT_REACHED.value,
        "outcome_missing": MISSING[Status.NOT_REACHED],
        "outcome_day": None,
    }


def _field_of(listed: ListQuestion, name: str) -> ListField | None:
    return next((field for field in listed.fields if field.id == name), None)


def _field(
    talk: Talk, listed: ListQuestion, answer: ReadAnswer, name: str
) -> tuple[str | None, str]:
    field = _field_of(listed, name)
    if field is None:
        return None, Status.NOT_APPLICABLE.value
    status, out = said(talk, listed, answer, field)
    return out.code, status.value


def _weeks(talk: Talk, listed: ListQuestion, answer: ReadAnswer) -> tuple[int | None, str]:
    """In how many weeks from the talk it was due. A day would say more than anybody needs."""
    field = _field_of(listed, "by")
    if field is None or field.type != "date":
        return None, Status.NOT_APPLICABLE.value
    status, _ = said(talk, listed, answer, field)
    if status is not Status.ANSWERED:
        return None, status.value
    value: Any = answer.value[field.id]
    try:
        days = (date.fromisoformat(value) - talk.record.opened.date()).days
    except (TypeError, ValueError):
        raise RecordError(f"'{listed.id}.{field.id}' has a value that is not a day.") from None
    return ceil(days / _DAYS_A_WEEK), status.value


def _looked_at(
    talk: Talk, standing: Standing, listed: ListQuestion, answer: ReadAnswer, promise: Row
) -> Row:
    question = talk.instrument.question(str(listed.open_until))
    voice: Voice = question.voices[0]
    if not standing.tells(Place(question.id, answer.row, voice)):
        return {}
    status, out = said(talk, question, standing.at(Place(question.id, answer.row, voice)))
    before = promise["looked_at"]
    assert isinstance(before, int), "it counts"
    return {
        "looked_at": before + (status is Status.ANSWERED),
        "outcome": out.code,
        "outcome_status": status.value,
        "outcome_missing": MISSING.get(status),
        "outcome_day": talk.day if status is Status.ANSWERED else None,
    }
