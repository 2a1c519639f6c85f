"""The answers of an interview in the order they came, chained by hashes; only ever added to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from coprod_widgets.errors import SealError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import (
    Answer,
    Entered,
    Entry,
    Happening,
    Moment,
    Place,
    Status,
)

EMPTY_HEAD = "0" * 64
"""The head of a journal with nothing in it."""


def as_json(value: Any) -> str:
    """The one way a value is written for hashing and keeping: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def body_of(entry: Entry) -> dict[str, Any]:
    """An entry as plain JSON values, the same for the same entry on every machine."""
    body: dict[str, Any] = {"kind": "answer" if isinstance(entry, Answer) else "moment"}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="microseconds")
        elif isinstance(value, Place):
            value = {"question": value.question, "row": value.row, "voice": value.voice.value}
        elif isinstance(value, Enum):
            value = value.value
        body[field.name] = value
    return body


def entry_from(body: dict[str, Any]) -> Answer | Moment:
    """The entry that `body_of` wrote."""
    common = {
        "number": body["number"],
        "at": datetime.fromisoformat(body["at"]),
        "by": body["by"],
        "key": body["key"],
    }
    if body["kind"] == "moment":
        return Moment(**common, happening=Happening(body["happening"]), detail=body["detail"])
    place = body["place"]
    return Answer(
        **common,
        place=Place(place["question"], place["row"], Voice(place["voice"])),
        status=Status(body["status"]),
        value=body["value"],
        entered=Entered(body["entered"]),
        sealed=body["sealed"],
    )


def link(head: str, interview_id: str, entry: Entry) -> str:
    """The head of a journal after `entry`: SHA-256 over the head before and it, in hex."""
    written = as_json([head, interview_id, body_of(entry)])
    return hashlib.sha256(written.encode()).hexdigest()


def head_of(interview_id: str, entries: Iterable[Entry]) -> str:
    """The head of a whole journal."""
    head = EMPTY_HEAD
    for entry in entries:
        head = link(head, interview_id, entry)
    return head


def verify(interview_id: str, entries: Sequence[Entry], heads: Sequence[str]) -> None:
    """Check that each kept head follows from the entries up to it, and that no number is missing.

    Raises:
        SealError: names the first entry that does not hold.
    """
    head = EMPTY_HEAD
    for expected, (entry, kept) in enumerate(zip(entries, heads, strict=True), start=1):
        head = link(head, interview_id, entry)
        if entry.number != expected or head != kept:
            raise SealError(
                f"The journal of interview {interview_id} does not hold from entry {expected} on.",
                "Keep the file as it is, take a copy, and restore the last backup that verifies.",
            )
