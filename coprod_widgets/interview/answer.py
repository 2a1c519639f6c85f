"""One value for one question in one voice at one moment, and how it came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from coprod_widgets.instrument.voice import Voice


class Status(StrEnum):
    """What became of a question in one voice.

    The first five are said by a person. The rest are worked out, except `withdrawn`, which takes
    an earlier answer or a row back, and `sealed`: something was said, and what became of the
    question is sealed together with it.
    """

    ANSWERED = "answered"
    DECLINED = "declined"
    NOT_SURE = "not_sure"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not_applicable"
    NOT_REACHED = "not_reached"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"


SAID = (
    Status.ANSWERED,
    Status.DECLINED,
    Status.NOT_SURE,
    Status.SKIPPED,
    Status.NOT_APPLICABLE,
    Status.WITHDRAWN,
)
"""The statuses an answer can be given with; the others are worked out."""


class Entered(StrEnum):
    """Whose hands typed: the speaker's own, staff for the patient, or an interpreter.

    Nobody's, where a row was carried here from the law pack or from an earlier talk.
    """

    SELF = "self"
    STAFF = "staff_typed"
    INTERPRETER = "interpreter"
    CARRIED = "carried"


TYPED_FOR = (Entered.STAFF, Entered.INTERPRETER)
"""Somebody else's hands, for the patient."""


class Happening(StrEnum):
    """What can happen in an interview besides an answer."""

    PREPARED = "prepared"
    OPENED = "opened"
    CARRIED = "carried"
    HANDED_OVER = "handed_over"
    JOINED = "joined"
    LEFT = "left"
    WORDED = "worded"
    SHORTENED = "shortened"
    NEEDS_PASSING_ON = "needs_passing_on"
    PASSED_ON = "passed_on"
    BREAK = "break"
    RESUMED = "resumed"
    STOPPED = "stopped"
    CLOSED = "closed"
    REOPENED = "reopened"
    ASKED_AGAIN = "asked_again"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs: a question, the row it is about, and the voice."""

    question: str
    row: str | None
    voice: Voice


@dataclass(frozen=True, slots=True)
class Entry:
    """What answers and moments share: a number within the interview, when, by whom, and a key.

    `number` counts from 1. `at` is UTC. `by` is the id of the account whose sign-in wrote it.
    `key` is chosen by the sender and makes sending twice harmless.
    """

    number: int
    at: datetime
    by: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer(Entry):
    """One value in one voice. `value` is None unless the status is `answered`.

    Where the question is sealed, the status is `sealed` and `value` is None. `sealed` holds both as
    they were said, encrypted to a key that the ward's server does not have.
    """

    place: Place
    status: Status
    value: Any
    entered: Entered
    sealed: str | None = None


@dataclass(frozen=True, slots=True)
class Moment(Entry):
    """Something that happened, such as a break.

    `detail` holds the few things worth keeping: `{"to": "patient"}` where the screen was handed
    over, `{"language": "fi", "easy": true}` where other words were chosen, the units of a short
    talk (`{"units": ["start:", "reason:r1"]}`), to whom something was passed on (`{"to": …,
    "when": "2026-03-09T14:05", "told": true}`), and what a talk began with (see `carried`).
    """

    happening: Happening
    detail: dict[str, Any]
