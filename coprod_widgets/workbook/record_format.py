"""The machine-readable half of a record: all a reader needs, no names, nothing sealed."""

from __future__ import annotations

from typing import Any

from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.ending import asked_again_at, was_cut_short
from coprod_widgets.interview.interview import Interview, Wording
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.interview.scored import scores_of
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.measures.telling import of_a_talk
from coprod_widgets.research.reading import NEWEST_FORMAT
from coprod_widgets.widgets.measured import why_none


def record_of(
    interview: Interview, *, workbook: str, head: str, language: str, episode: int = 1
) -> dict[str, Any]:
    """The record of a closed interview as JSON values.

    `episode` counts the patient's rounds of talks from 1. `language` is the one it was shown in
    unless the pair chose another. Every question has a status in every voice that answers it,
    whether it was reached or not.
    """
    instrument = interview.instrument
    times = {moment.happening: moment.at.isoformat() for moment in interview.moments}
    first = next(m.at for m in interview.moments if m.happening is Happening.OPENED)
    count, cleared = interview.withheld
    return {
        "format": NEWEST_FORMAT,
        "interview": interview.id,
        "workbook": workbook,
        "episode": episode,
        "instrument": {
            "id": instrument.id,
            "version": instrument.version,
            "hash": instrument.hash,
        },
        "head": head,
        "entries": len(interview.entries),
        "opened": first.isoformat(),
        "closed": times[Happening.CLOSED],
        "cut_short": was_cut_short(interview),
        "asked_again": asked_again_at(interview),
        "order": [voice.value for voice in interview.order],
        "withheld": {"count": count, "cleared": cleared},
        "carried": _carried(interview),
        "answers": [_answer(interview, place, language) for place in _places(interview)],
        "scores": _scores(interview),
        "indicators": _indicators(interview, workbook),
    }


def _carried(interview: Interview) -> dict[str, Any]:
    """Where rows came from, and with which law pack: no words of earlier talks."""
    detail = interview.carried.detail
    law = {key: detail.get("law", {}).get(key) for key in ("id", "version", "hash")}
    return {
        "first_time": interview.carried.first_time,
        "origins": detail.get("origins", {}),
        "missing": list(interview.carried.missing),
        "law": law if law["id"] else None,
    }


def _places(interview: Interview) -> list[Place]:
    found: list[Place] = []
    for block in interview.blocks:
        for question in block.section.questions:
            if isinstance(question, ListQuestion):
                found += [Place(question.id, None, voice) for voice in question.voices]
            found += interview.places(block, question)
    return found


def _answer(interview: Interview, place: Place, language: str) -> dict[str, Any]:
    answer, status = interview.answer(place), interview.status(place)
    question = interview.instrument.question(place.question)
    # What is sealed, or was never revealed, isn't told: the other voice can ask for the record.
    tells = status is Status.ANSWERED and is_revealed(interview, question, place.row)
    return {
        "question": place.question,
        "row": place.row,
        "voice": place.voice.value,
        "status": status.value,
        "value": answer.value if answer and tells else None,
        "entered": answer.entered.value if answer else None,
        "at": answer.at.isoformat() if answer else None,
        "number": answer.number if answer else None,
        "words": _words(interview.wording(answer.number), language) if answer else None,
    }


def _words(wording: Wording, language: str) -> dict[str, Any]:
    return {"language": wording.language or language, "easy": wording.easy}


def _scores(interview: Interview) -> list[dict[str, Any]]:
    return [
        {
            "score": one.declared.id,
            "row": one.block.row_id,
            "voice": one.declared.voice.value,
            "value": one.scored.value,
            "answered": one.scored.answered,
            "of": one.scored.of,
            "reason": one.scored.reason,
        }
        for one in scores_of(interview)
    ]


def _indicators(interview: Interview, workbook: str) -> list[dict[str, Any]]:
    """What this talk alone shows. What the record may not tell people isn't here either."""
    return [
        {
            "code": one.code,
            "value": one.value,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "missing": one.missing,
            "reason": why_none(one.reason, "en") if one.reason else None,
            "thresholds": one.thresholds,
        }
        for one in of_a_talk(talk_of(interview, workbook))
    ]
