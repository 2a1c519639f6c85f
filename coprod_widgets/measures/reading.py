"""Makes evidence of a talk as it is held, or of what its record tells: the same from both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from coprod_widgets.instrument.definition import (
    Instrument,
    ListQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Happening, Place, Status
from coprod_widgets.interview.ending import asked_again_at, was_cut_short
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.measures.evidence import Heard, ListRow, Talk


def talk_of(interview: Interview, workbook: str) -> Talk:
    """What measures look at in an interview that was opened."""
    opened = next(m.at for m in interview.moments if m.happening is Happening.OPENED)
    withheld, cleared = interview.withheld
    told = list(_told(interview))
    return Talk(
        interview=interview.id,
        workbook=workbook,
        opened=opened.astimezone(UTC),
        answers=tuple(_heard(interview.instrument, *one) for one in told),
        rows=tuple(_rows(interview.instrument, interview.carried.detail, told)),
        withheld=withheld,
        cleared=cleared,
        cut_short=was_cut_short(interview),
        asked_again=asked_again_at(interview),
    )


def talk_from(record: Mapping[str, Any], instrument: Instrument) -> Talk:
    """What measures look at in the machine-readable half of a record (`workbook.record_format`)."""
    told = [
        (
            Place(one["question"], one["row"], Voice(one["voice"])),
            Status(one["status"]),
            one["value"],
            Entered(one["entered"]) if one["entered"] else None,
            one["number"],
        )
        for one in record["answers"]
    ]
    return Talk(
        interview=record["interview"],
        workbook=record["workbook"],
        opened=datetime.fromisoformat(record["opened"]).astimezone(UTC),
        answers=tuple(_heard(instrument, *one) for one in told),
        rows=tuple(_rows(instrument, record["carried"], told)),
        withheld=record["withheld"]["count"],
        cleared=record["withheld"]["cleared"],
        cut_short=record["cut_short"],
        asked_again=record["asked_again"],
    )


_Told = tuple[Place, Status, Any, Entered | None, int | None]


def _told(interview: Interview) -> Iterator[_Told]:
    for block in interview.blocks:
        for question in block.section.questions:
            places: list[Place] = []
            if isinstance(question, ListQuestion):
                places += [Place(question.id, None, voice) for voice in question.voices]
            places += interview.places(block, question)
            for place in places:
                answer, status = interview.answer(place), interview.status(place)
                tells = status is Status.ANSWERED and is_revealed(interview, question, place.row)
                value = answer.value if answer and tells else None
                entered = answer.entered if answer else None
                yield place, status, value, entered, answer.number if answer else None


def _heard(
    instrument: Instrument,
    place: Place,
    status: Status,
    value: Any,
    entered: Entered | None,
    number: int | None,
) -> Heard:
    question = instrument.question(place.question)
    return Heard(
        question=place.question,
        row=place.row,
        voice=place.voice,
        status=status,
        value=value,
        entered=entered,
        number=number,
        about=instrument.section_of(place.question).for_each,
        own_words=in_own_words(question, place.voice),
        revealed=status is Status.ANSWERED and value is not None,
    )


def in_own_words(question: Question, voice: Voice) -> bool:
    """Whether a voice answers a question in words of its own."""
    if isinstance(question, TeachQuestion):
        return bool(question.marks) and voice is Voice.PATIENT
    return isinstance(question, TextQuestion)


def _rows(
    instrument: Instrument, carried: Mapping[str, Any], told: list[_Told]
) -> Iterator[ListRow]:
    """The rows of lists that stand and are asked about."""
    origins = carried.get("origins", {})
    for place, status, value, entered, number in told:
        listed = isinstance(instrument.question(place.question), ListQuestion)
        if listed and place.row and status is Status.ANSWERED and value is not None:
            assert number is not None, "an answer has a number"
            origin = origins.get(place.question, {}).get(place.row)
            yield ListRow(place.question, place.row, place.voice, value, origin, entered, number)
