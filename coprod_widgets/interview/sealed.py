"""What goes under a seal: what became of a question and what was said, both or neither to be read.

From outside every sealed answer to a question looks the same. Whether somebody answered, skipped
or did not want to say is inside, and what is inside is filled up to the size of the longest answer
the question takes, so that a ciphertext's length doesn't tell "No" from "A lot".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from coprod_widgets.errors import SealError
from coprod_widgets.instrument.definition import Instrument, Question, TextQuestion
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Answer, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.journal import as_json

_STEP = 256
_AROUND = 64
_WIDEST = 4
"""The bytes that one character takes at most, in UTF-8 and in JSON's escapes."""


@dataclass(frozen=True, slots=True)
class Content:
    """What stood under a seal."""

    status: Status
    value: Any


def packed(instrument: Instrument, place: Place, status: Status, value: Any) -> str:
    """What is sealed of an answer: always as many bytes, whatever was said at this place."""
    question = instrument.question(place.question)
    text = as_json({"status": status.value, "value": value})
    room = _room(instrument, question, place.voice)
    return text + " " * (room - len(text.encode()))


def unpacked(text: str) -> Content:
    """What `packed` wrote.

    Raises:
        SealError: it is nothing that coprod has sealed.
    """
    try:
        inside = json.loads(text)
        return Content(Status(inside["status"]), inside["value"])
    except (ValueError, LookupError, TypeError):
        problem = "Something was opened that coprod has not sealed."
        raise SealError(problem, "Run 'coprod verify' on the data folder.") from None


def sealed_in(interview: Interview) -> tuple[Answer, ...]:
    """The sealed answers that stand, and that the rules still ask for."""
    found = []
    for question in interview.instrument.questions:
        if question.reveal is not Reveal.SEALED:
            continue
        for block in interview.blocks:
            if question in block.section.questions:
                answers = map(interview.answer, interview.places(block, question))
                found += [
                    answer
                    for answer in answers
                    if answer and interview.status(answer.place) is Status.SEALED
                ]
    return tuple(found)


def _room(instrument: Instrument, question: Question, voice: Voice) -> int:
    if isinstance(question, TextQuestion):
        longest = _WIDEST * question.longest
    else:
        codes = [choice.code for choice in instrument.choices(question, voice)]
        longest = len(as_json(codes).encode())
    return -(-(longest + _AROUND) // _STEP) * _STEP
