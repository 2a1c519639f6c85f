"""The tables `wide_<workbook>`: a row a talk, and a column for each question, row and voice.

Beside each value stands what became of it. Which columns there are shows only when every talk was
looked at, so a talk's cells are first kept by their `Key`, and named at the end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from coprod_widgets.instrument.definition import (
    Choice,
    Instrument,
    ListField,
    ListQuestion,
    Question,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.research.codebook import STATUSES, asked_of
from coprod_widgets.research.columns import (
    CUT_SHORT,
    DAY,
    EPISODE,
    INSTRUMENT,
    INTERVIEW,
    PERSON,
    SITTING,
    VERSION,
    WORKBOOK,
    AskedAs,
    Cell,
    Column,
    Labels,
    Row,
)
from coprod_widgets.research.tables import Standing, Talk, said
from coprod_widgets.research.values import MISSING, Kind, kind_of

PREFIX = "wide_"
_NOT_IN_FILES = re.compile(r"[^A-Za-z0-9_-]")
BEGINS = (
    INTERVIEW,
    PERSON,
    WORKBOOK,
    INSTRUMENT,
    VERSION,
    DAY,
    EPISODE,
    SITTING,
    CUT_SHORT,
)  # fmt: skip
STATUS_LABELS: Labels = {status.value: meaning for status, meaning in STATUSES.items()}
STATUS_NUMBERS = {status.value: MISSING.get(status, 0) for status in Status}
NOT_THERE = Status.NOT_APPLICABLE
"""What became of a question that a talk doesn't have, or of a row that its list doesn't have."""


class Key(NamedTuple):
    """Which cell of a talk it is.

    `version` is empty where the versions are pooled. `code` is set for one code of a question of
    which many can be picked. `row` is 0 where it is about none.
    """

    question: str
    version: str
    row: int
    field: str
    code: str
    voice: str
    is_status: bool


def wide_cells(talk: Talk, standing: Standing) -> dict[Key, Cell]:
    """The cells of one talk."""
    cells: dict[Key, Cell] = {}
    for section, question, place in standing.places():
        number = standing.number(section, place) or 0
        fields: tuple[ListField | None, ...] = (None,)
        if isinstance(question, ListQuestion) and place.row is not None:
            fields = question.fields
        for field in fields:
            status, out = said(talk, question, standing.at(place), field)
            key = _key(talk, question, number, field, place)
            cells[key._replace(is_status=True)] = status.value
            kind = kind_of(talk.instrument, question, place.voice, field)
            if kind is Kind.CODES:
                picked = set((out.code or "").split("|"))
                for choice in talk.instrument.choices(question, place.voice):
                    code = str(choice.code)
                    told = status is Status.ANSWERED and out.code is not None
                    value = int(code in picked) if told else MISSING.get(status)
                    cells[key._replace(code=code)] = value
            elif kind in (Kind.NUMBER, Kind.YEARS) or _is_whole(talk, question, place, field):
                cells[key] = out.number
            elif kind is Kind.CODE:
                cells[key] = out.code
    return cells


def _key(talk: Talk, question: Question, number: int, field: ListField | None, place: Place) -> Key:
    pooled = talk.pool.is_pooled(talk.instrument, question.id)
    version = "" if pooled else talk.instrument.version
    name = field.id if field else ""
    return Key(question.id, version, number, name, "", place.voice.value, is_status=False)


def _is_whole(talk: Talk, question: Question, place: Place, field: ListField | None) -> bool:
    choices = field.choices if field else talk.instrument.choices(question, place.voice)
    return bool(choices) and all(type(choice.code) is int for choice in choices)


class Wide:
    """The columns of one workbook's wide table, as they come to be known, and the rows by them."""

    def __init__(self, workbook: str) -> None:
        self.workbook = workbook
        self._seen: dict[Key, tuple[Instrument, Question, ListField | None]] = {}
        self._numbers: dict[Key, int] = {}

    @property
    def name(self) -> str:
        """The name of the table, which is that of a file."""
        return PREFIX + _NOT_IN_FILES.sub("_", self.workbook)

    def see(self, instrument: Instrument, keys: Iterable[Key]) -> list[int]:
        """Take note of the cells of a talk; gives the number that each goes by until the end."""
        numbers = []
        for key in keys:
            if key not in self._seen:
                question = instrument.question(key.question)
                fields = question.fields if isinstance(question, ListQuestion) else ()
                field = next((one for one in fields if one.id == key.field), None)
                self._seen[key] = (instrument, question, field)
                self._numbers[key] = len(self._numbers)
            numbers.append(self._numbers[key])
        return numbers

    def columns(self) -> dict[int, tuple[Key, Column]]:
        """A column for every cell that a talk has, by its number, in order of the instruments."""
        versions: dict[str, set[str]] = defaultdict(set)
        for key in self._seen:
            versions[key.question].add(key.version)
        found: dict[int, tuple[Key, Column]] = {}
        taken = {column.name for column in BEGINS}
        for key in sorted(self._seen, key=self._place_of):
            name = _name_of(key, several=len(versions[key.question]) > 1)
            free, number = name, 2
            while free.lower() in taken:
                free, number = f"{name}_{number}", number + 1
            taken.add(free.lower())
            column = replace(self._column(key, free), asked=self._asked(key))
            found[self._numbers[key]] = (key, column)
        return {number: self._beside(found, key, column) for number, (key, column) in found.items()}

    def _asked(self, key: Key) -> AskedAs:
        instrument, question, _ = self._seen[key]
        return AskedAs(
            instrument=instrument.id,
            version=key.version,
            voice=key.voice,
            construct=question.measures,
            row=key.row,
            field=key.field,
            code=key.code,
        )

    def _beside(
        self, found: Mapping[int, tuple[Key, Column]], key: Key, column: Column
    ) -> tuple[Key, Column]:
        """The column with its question, and the name of the one that says what became of it."""
        if key.is_status:
            return key, replace(column, question=key.question)
        status = self._numbers[key._replace(code="", is_status=True)]
        return key, replace(column, status=found[status][1].name, question=key.question)

    def _place_of(self, key: Key) -> tuple[object, ...]:
        instrument, question, field = self._seen[key]
        order = [one.id for one in instrument.questions].index(question.id)
        fields = [one.id for one in question.fields] if isinstance(question, ListQuestion) else []
        voices = [voice.value for voice in Voice]
        codes = [str(choice.code) for choice in self._choices(key)]
        return (
            order,
            key.question,
            [int(part) for part in key.version.split(".")] if key.version else [],
            key.row,
            fields.index(field.id) if field else -1,
            voices.index(key.voice),
            codes.index(key.code) if key.code else -1,
            key.is_status,
        )

    def _choices(self, key: Key) -> tuple[Choice, ...]:
        instrument, question, field = self._seen[key]
        return field.choices if field else instrument.choices(question, Voice(key.voice))

    def _column(self, key: Key, name: str) -> Column:
        instrument, question, field = self._seen[key]
        language = instrument.languages[0]
        asked = (field.ask if field else asked_of(question, Voice(key.voice))).say(language)
        if key.is_status:
            about = f"What became of it: {asked}"
            return Column(name, "text", about, STATUS_LABELS, numbers=STATUS_NUMBERS)
        choices = self._choices(key)
        if key.code:
            picked = next(choice for choice in choices if str(choice.code) == key.code)
            words = picked.text.say(language)
            named: Labels = {0: "Not picked", 1: "Picked"}
            named |= {code: status.value for status, code in MISSING.items()}
            missing = tuple(MISSING.values())
            return Column(name, "whole", f"{asked} [{words}]", named, missing)
        labels: Labels = {choice.code: choice.text.say(language) for choice in choices}
        whole = all(type(code) is int for code in labels)
        kind = kind_of(instrument, question, Voice(key.voice), field)
        is_text = kind is Kind.CODE and not whole
        if not is_text:
            return Column(name, "number", asked, labels)
        numbers = {str(choice.code): at for at, choice in enumerate(choices, start=1)}
        texts: Labels = {str(code): label for code, label in labels.items()}
        return Column(name, "text", asked, texts, numbers=numbers)


def _name_of(key: Key, *, several: bool) -> str:
    parts = [key.question]
    if several and key.version:
        parts.append("v" + key.version.replace(".", "_"))
    parts += [str(key.row)] if key.row else []
    parts += [part for part in (key.field, _as_name(key.code), key.voice) if part]
    return "_".join(parts + (["status"] if key.is_status else []))


def _as_name(code: str) -> str:
    return code.replace("-", "minus_")


def wide_rows(
    columns: Mapping[int, tuple[Key, Column]], kept: Iterable[tuple[Row, Mapping[int, Cell]]]
) -> Iterator[Row]:
    """The rows of a wide table, each cell filled with a value or with why there is none."""
    absent: Row = {column.name: absent_cell(column) for _, column in columns.values()}
    for begins, cells in kept:
        there = {columns[number][1].name: cell for number, cell in cells.items()}
        yield {**begins, **absent, **there}


def absent_cell(column: Column) -> Cell:
    """What stands in a column where a talk doesn't have its question."""
    if not column.status:
        return NOT_THERE.value
    return MISSING[NOT_THERE] if column.missing else None
