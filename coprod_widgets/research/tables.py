"""Rows of the tables `answers` and `interviews`, made from one record at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coprod_widgets.instrument.definition import (
    Instrument,
    ListField,
    ListQuestion,
    Question,
    Section,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.research.columns import Row
from coprod_widgets.research.heard import heard_cells
from coprod_widgets.research.pooling import NOTHING, Pool, as_asked
from coprod_widgets.research.reading import ReadAnswer, ReadRecord, RecordError
from coprod_widgets.research.values import MISSING, Kind, Outgoing, kind_of, outgoing
from coprod_widgets.translation import is_language


@dataclass(frozen=True, slots=True)
class Talk:
    """One record on its way into the tables, with the names it goes by there.

    `first` is the day of the person's first talk in the data set, which `day` counts from.
    `fidelity` is what a supervisor's ten points come to, from 0 to 1, where they were signed.
    """

    record: ReadRecord
    instrument: Instrument
    workbook: str
    record_version: int
    interview: str
    person: str
    sitting: int
    first: date
    pool: Pool = NOTHING
    fidelity: float | None = None

    @property
    def day(self) -> int:
        """Days from the person's first talk."""
        return (self.record.opened.date() - self.first).days

    @property
    def labels(self) -> Row:
        """What all rows of this talk begin with."""
        return {
            "interview": self.interview,
            "person": self.person,
            "workbook": self.workbook,
            "instrument": self.instrument.id,
            "version": self.instrument.version,
            "day": self.day,
        }

    def names(self, question: str) -> Row:
        """What a question is called by the words it was asked in, and what it may be pooled as."""
        return {
            "as_asked": as_asked(self.instrument, question),
            "as_mapped": self.pool.as_mapped(self.instrument, question),
        }


class Standing:
    """What a record says at each place of its instrument, and in which rows of its lists.

    Raises:
        RecordError: the record tells of a question, a row or a voice that its instrument doesn't
            have, tells of a place twice, or leaves out a place it must tell of.
    """

    def __init__(self, talk: Talk) -> None:
        self._instrument = talk.instrument
        self._answers: dict[Place, ReadAnswer] = {}
        for answer in talk.record.answers:
            place = Place(answer.question, answer.row, answer.voice)
            if not self._instrument.has_question(place.question):
                raise RecordError("It tells of a question that its instrument doesn't have.")
            if answer.language is not None and not is_language(answer.language):
                raise RecordError(f"'{place.question}' was asked in a language that there isn't.")
            if place in self._answers:
                raise RecordError(f"It tells twice of '{place.question}'.")
            self._answers[place] = answer
        self._rows = self._rows_of_lists()
        known = {place for *_, place in self.places()}
        strange = next((place for place in self._answers if place not in known), None)
        if strange is not None:
            raise RecordError(
                f"It tells of a row or voice of '{strange.question}' that isn't there."
            )

    def _rows_of_lists(self) -> Mapping[str, Mapping[str, int]]:
        rows: dict[str, dict[str, int]] = {}
        for place in self._answers:
            known = rows.setdefault(place.question, {})
            if place.row is not None:
                known.setdefault(place.row, len(known) + 1)
        lists = [q.id for q in self._instrument.questions if isinstance(q, ListQuestion)]
        return {list_id: rows.get(list_id, {}) for list_id in lists}

    def number(self, section: Section, place: Place) -> int | None:
        """The number of the row that a place is about, from 1."""
        if place.row is None:
            return None
        return self._rows[section.for_each or place.question][place.row]

    def number_of(self, list_id: str, row: str) -> int:
        """The number of a row of a list, from 1."""
        return self._rows[list_id][row]

    def tells(self, place: Place) -> bool:
        """Whether the record tells of a place."""
        return place in self._answers

    def at(self, place: Place) -> ReadAnswer:
        """What the record says at a place."""
        found = self._answers.get(place)
        if found is None:
            raise RecordError(f"It doesn't say what became of '{place.question}'.")
        return found

    def blocks(self) -> Iterator[tuple[Section, str | None]]:
        """The sections in order, each repeated for the rows of its list that it is asked for."""
        for section in self._instrument.sections:
            if section.for_each is None:
                yield section, None
                continue
            for row in self._rows[section.for_each]:
                if self._is_asked_for(section, row):
                    yield section, row

    def places(self) -> Iterator[tuple[Section, Question, Place]]:
        """Every place the record must tell of, in the order of the instrument."""
        for section, row in self.blocks():
            for question in section.questions:
                for voice in question.voices:
                    yield section, question, Place(question.id, row, voice)
                    if isinstance(question, ListQuestion):
                        yield from (
                            (section, question, place)
                            for place in self._answers
                            if place.question == question.id and place.voice is voice and place.row
                        )

    def _is_asked_for(self, section: Section, row: str) -> bool:
        only = section.only_if
        said = [
            answer
            for place, answer in self._answers.items()
            if place.question == section.for_each and place.row == row
        ]
        if not any(answer.status is not Status.WITHDRAWN for answer in said):
            return False
        return only is None or any(
            isinstance(answer.value, dict) and answer.value.get(only.field) == only.code
            for answer in said
        )


def answer_rows(talk: Talk, standing: Standing) -> Iterator[Row]:
    """The rows of `answers` of one talk, in the order of the instrument."""
    for section, question, place in standing.places():
        answer = standing.at(place)
        fields: tuple[ListField | None, ...] = (None,)
        if isinstance(question, ListQuestion) and place.row is not None:
            fields = question.fields
        for field in fields:
            status, out = said(talk, question, answer, field)
            yield {
                **talk.labels,
                "section": section.id,
                "question": question.id,
                "field": field.id if field else None,
                "row": standing.number(section, place),
                "voice": place.voice.value,
                "type": field.type if field else question.type,
                "construct": question.measures,
                "status": status.value,
                "missing": MISSING.get(status),
                "code": out.code,
                "number": out.number,
                "entered": answer.entered.value if answer.entered else None,
                "language": answer.language,
                "easy": answer.easy,
                **heard_cells(talk.record, talk.instrument, question, answer),
                **talk.names(question.id),
            }


def said(
    talk: Talk, question: Question, answer: ReadAnswer, field: ListField | None = None
) -> tuple[Status, Outgoing]:
    """What became of an answer, or of one field of a row, and what of it goes into a table."""
    if answer.status is not Status.ANSWERED:
        return answer.status, Outgoing()
    kind = kind_of(talk.instrument, question, answer.voice, field)
    name, value = question.id, answer.value
    if field is None:
        choices = talk.instrument.choices(question, answer.voice)
        return answer.status, outgoing(kind, choices, value, place=name, first=talk.first)
    if kind is Kind.SEALED:
        return answer.status, Outgoing()
    if not isinstance(value, dict):
        raise RecordError(f"'{name}' has a row that is not a row.")
    if field.id not in value:
        return Status.SKIPPED, Outgoing()  # an optional field that was left empty
    name = f"{question.id}.{field.id}"
    part = outgoing(kind, field.choices, value[field.id], place=name, first=talk.first)
    return answer.status, part


def interview_row(talk: Talk, answers: list[Row]) -> Row:
    """The row of `interviews` of one talk, given its rows of `answers`."""
    record = talk.record
    # An amended record was closed again, maybe days later: that says nothing about the talk.
    amended = talk.record_version > 1
    minutes = round((record.closed - record.opened).total_seconds() / 60)
    counted = Counter(row["status"] for row in answers)
    return {
        **talk.labels,
        "instrument_hash": talk.instrument.hash,
        "record_version": talk.record_version,
        "episode": record.episode,
        "sitting": talk.sitting,
        "cut_short": record.cut_short,
        "asked_again": record.asked_again is not None,
        "minutes": None if amended else minutes,
        "first_voice": record.order[0].value if record.order else Voice.PATIENT.value,
        "withheld": record.withheld,
        "fidelity": talk.fidelity,
        **{f"n_{status.value}": counted[status.value] for status in Status},
    }
