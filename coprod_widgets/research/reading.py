"""Reading a sealed record: its machine-readable output, or a plain reason why it doesn't hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status
from coprod_widgets.translation import is_language

MIME = "application/vnd.coprod.record+json"
NEWEST_FORMAT = 1
"""The newest format of that output that this version understands."""


class RecordError(CoprodError):
    """A record can't go into a data set: it is damaged, or it isn't what it says it is."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, "The record was left out of the data set. Run 'coprod verify'.")


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What became of one question in one voice, as the record tells it."""

    question: str
    row: str | None
    voice: Voice
    status: Status
    value: Any
    entered: Entered | None
    language: str | None
    easy: bool | None


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """The machine-readable half of a sealed record."""

    interview: str
    instrument: str
    version: str
    hash: str
    head: str
    opened: datetime
    closed: datetime
    order: tuple[Voice, ...]
    withheld: int | None
    answers: tuple[ReadAnswer, ...]


def read_record(notebook: bytes) -> ReadRecord:
    """The record in a sealed notebook.

    Raises:
        RecordError: there is no such output, or it is of a newer format, or a part of it is amiss.
    """
    body = body_of(notebook)
    try:
        return _record_from(body)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise RecordError(f"A part of it is missing or amiss ({type(error).__name__}).") from None


def body_of(notebook: bytes) -> dict[str, Any]:
    """The machine-readable output of a sealed notebook, as it stands there.

    Raises:
        RecordError: there is no such output, or it is of a newer format.
    """
    body = _output_of(notebook)
    made = body.get("format")
    if type(made) is not int or made < 1:
        raise RecordError(f"Its format is {made!r:.40}, which is not a number of a format.")
    if made > NEWEST_FORMAT:
        raise RecordError(
            f"Its format is {made}; this version of coprod reads formats up to {NEWEST_FORMAT}."
        )
    return body


def _output_of(notebook: bytes) -> dict[str, Any]:
    try:
        cells = json.loads(notebook)["cells"]
        found = [
            output["data"][MIME]
            for cell in cells
            for output in cell.get("outputs", ())
            if MIME in output.get("data", ())
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RecordError("It is not a notebook, or it was cut short.") from None
    if len(found) != 1 or not isinstance(found[0], dict):
        raise RecordError(f"It holds {len(found)} machine-readable records; one was expected.")
    return found[0]


def _record_from(body: Mapping[str, Any]) -> ReadRecord:
    instrument, withheld = body["instrument"], body.get("withheld") or {}
    return ReadRecord(
        interview=_text(body["interview"]),
        instrument=_text(instrument["id"]),
        version=_text(instrument["version"]),
        hash=_text(instrument["hash"]),
        head=_text(body["head"]),
        opened=_moment(body["opened"]),
        closed=_moment(body["closed"]),
        order=tuple(Voice(voice) for voice in body["order"]),
        withheld=int(withheld["count"]) if withheld.get("cleared") is True else None,
        answers=tuple(_answer_from(answer) for answer in body["answers"]),
    )


def _answer_from(answer: Mapping[str, Any]) -> ReadAnswer:
    entered, row = answer.get("entered"), answer.get("row")
    words = answer.get("words") or {}
    return ReadAnswer(
        question=_text(answer["question"]),
        row=None if row is None else _text(row),
        voice=Voice(answer["voice"]),
        status=Status(answer["status"]),
        value=answer.get("value"),
        entered=None if entered is None else Entered(entered),
        language=_language(words["language"]) if words else None,
        easy=words["easy"] is True if words else None,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _language(value: Any) -> str:
    if not is_language(_text(value)):
        raise ValueError
    return str(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)
