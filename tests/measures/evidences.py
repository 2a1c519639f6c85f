"""Episodes in tests: made by hand in as few words as there are, or drawn from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any

from coprod_widgets.instrument.definition import (
    Instrument,
    ListQuestion,
    ManyQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status
from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence, Heard, ListRow, Talk
from coprod_widgets.measures.result import Measure
from tests.workbook.patient_texts import BOOKS, book

P, C, J = Voice.PATIENT, Voice.CLINICIAN, Voice.JOINT
START = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
instrument = cache(book)


def own_words(question: Question, voice: Voice) -> bool:
    said_back = isinstance(question, TeachQuestion) and question.marks and voice is P
    return isinstance(question, TextQuestion) or bool(said_back)


def heard(
    workbook: str,
    name: str,
    voice: Voice,
    value: Any = None,
    row: str | None = None,
    *,
    status: Status = Status.ANSWERED,
    number: int = 1,
    **more: Any,
) -> Heard:
    question = instrument(workbook).question(name)
    assert voice in question.voices
    told = {
        "entered": Entered.SELF,
        "about": instrument(workbook).section_of(name).for_each,
        "own_words": own_words(question, voice),
        "revealed": status is Status.ANSWERED,
    }
    return Heard(name, row, voice, status, value, number=number, **told | more)


class Made:
    """One talk of an episode that is made by hand."""

    def __init__(self, workbook: str, day: int = 0, **more: Any) -> None:
        self.workbook, self.numbers = workbook, count(1)
        opened = START + timedelta(days=day)
        self.talk = Talk(f"i_{workbook}_{day}", workbook, opened, (), (), **more)

    def say(
        self, name: str, voice: Voice, value: Any = None, row: str | None = None, **more: Any
    ) -> Made:
        number = next(self.numbers)
        said = heard(self.workbook, name, voice, value, row, number=number, **more)
        self.talk = replace(self.talk, answers=(*self.talk.answers, said))
        return self

    def row(self, name: str, row: str, origin: str | None = None, **fields: Any) -> Made:
        question = instrument(self.workbook).question(name)
        number, voice = next(self.numbers), question.voices[0]
        known = {field.id for field in getattr(question, "fields", ())}
        assert set(fields) <= known
        made = ListRow(name, row, voice, fields, origin, Entered.SELF, number)
        self.talk = replace(self.talk, rows=(*self.talk.rows, made))
        return self

    def reason(self, row: str = "r1", **said: Any) -> Made:
        """A reason with a kind, a date and a source, and what both said about it."""
        self.row("reasons", row, wording="A row", kind="fact", day="2026-01-02", source="court")
        for name, value in said.items():
            voice = instrument("reasons").question(name).voices
            asked = C if name == "said_back" else voice[0]
            more = {"status": value} if isinstance(value, Status) else {"value": value}
            self.say(name, asked, row=row, **more)
        return self


def measured(*talks: Made) -> dict[str, Measure]:
    return measure(Evidence(tuple(made.talk for made in talks)))


def counts(found: Measure) -> tuple[float | None, float | None, float | None, int]:
    """What a measure came to, as value, numerator, denominator and missing."""
    return found.value, found.numerator, found.denominator, found.missing


# Drawn from a seed

STATUSES = (*[Status.ANSWERED] * 8, *Status)
_WHOSE = ("patient", "clinician", "joint", None)
_ORIGINS = (None, None, "law.topics.t", "reasons.reasons.i_before.r")


def drawn(seed: int, *, sittings: int = 2) -> Evidence:
    """An episode in which anything was said, declined, hidden, sealed or left over."""
    dice = Random(seed)
    talks: list[Talk] = []
    for workbook in BOOKS:
        for sitting in range(dice.randint(0, sittings)):
            talks.append(_talk(dice, workbook, sitting))
    return Evidence(tuple(talks))


def _talk(dice: Random, workbook: str, sitting: int) -> Talk:
    told, numbers = instrument(workbook), count(1)
    rows: list[ListRow] = []
    answers: list[Heard] = []
    for question in told.questions:
        if isinstance(question, ListQuestion):
            for n in range(1, dice.randint(0, 3) + 1):
                source = dice.choice(_ORIGINS)
                origin = f"{source}{n}" if source else None
                if sitting and dice.random() < 0.5:
                    origin = f"{workbook}.{question.id}.i_{workbook}_0.r{n}"
                fields = _fields(dice, question)
                voice, number = question.voices[0], next(numbers)
                rows.append(
                    ListRow(question.id, f"r{n}", voice, fields, origin, Entered.SELF, number)
                )
    for section in told.sections:
        about = [row.id for row in rows if row.question == section.for_each]
        for row in about if section.for_each else [None]:
            for question in section.questions:
                answers += [
                    _heard(dice, workbook, question, voice, row, next(numbers))
                    for voice in question.voices
                ]
    return Talk(
        interview=f"i_{workbook}_{sitting}",
        workbook=workbook,
        opened=START + timedelta(days=sitting),
        answers=tuple(answers),
        rows=tuple(rows),
        withheld=dice.randint(0, 2),
        cleared=dice.random() < 0.5,
        cut_short=dice.random() < 0.3,
        asked_again=dice.choice((None, next(numbers) - dice.randint(0, 9))),
    )


def _heard(
    dice: Random, workbook: str, question: Question, voice: Voice, row: str | None, number: int
) -> Heard:
    status = dice.choice(STATUSES)
    return heard(
        workbook,
        question.id,
        voice,
        any_value(dice, instrument(workbook), question, voice),
        row,
        status=status,
        number=number,
        entered=dice.choice(tuple(Entered)),
        revealed=dice.random() < 0.9,
    )


def any_value(dice: Random, told: Instrument, question: Question, voice: Voice) -> Any:
    codes = [choice.code for choice in told.choices(question, voice)]
    if isinstance(question, ManyQuestion):
        return dice.sample(codes, dice.randint(1, 3))
    if isinstance(question, TokensQuestion):
        return dice.randint(0, 10)
    if codes:
        return dice.choice(codes)
    return "word " * dice.randint(1, 30) if own_words(question, voice) else True


def _fields(dice: Random, question: ListQuestion) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in question.fields:
        codes = [choice.code for choice in field.choices]
        if dice.random() < 0.8:
            fields[field.id] = dice.choice(codes) if codes else "2026-03-09"
    return fields
