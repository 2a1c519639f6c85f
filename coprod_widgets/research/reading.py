"""Reading a sealed record: its machine-readable output, or a plain reason why it doesn't hold.

Only what is needed is decoded, straight into typed values: most of a notebook is what people read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status

MIME = "application/vnd.coprod.record+json"
NEWEST_FORMAT = 1
"""The newest format of that output that this version understands."""

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
# Whether there is such a language is looked up once it is put into a table.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")


class RecordError(CoprodError):
    """A record can't go into a data set: it is damaged, or it isn't what it says it is."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, "The record was left out of the data set. Run 'coprod verify'.")


class Worded(msgspec.Struct, frozen=True):
    """In which words a question was asked when it was answered."""

    language: str
    easy: bool = False


class ReadAnswer(msgspec.Struct, frozen=True):
    """What became of one question in one voice, as the record tells it.

    `number` is the number of its entry in the journal; None in a record that does not tell it.
    """

    question: str
    voice: Voice
    status: Status
    row: str | None = None
    value: Any = None
    entered: Entered | None = None
    number: int | None = None
    words: Worded | None = None

    @property
    def language(self) -> str | None:
        """The language it was asked in; None if nothing was said."""
        return self.words.language if self.words else None

    @property
    def easy(self) -> bool | None:
        """Whether it was asked in easy words; None if nothing was said."""
        return self.words.easy if self.words else None


class Pinned(msgspec.Struct, frozen=True):
    """The instrument that a talk was held with."""

    id: str
    version: str
    hash: str


class Withheld(msgspec.Struct, frozen=True):
    """How many reasons were not shared, and whether the patient may know that number."""

    count: int = 0
    cleared: bool = False


class Carried(msgspec.Struct, frozen=True):
    """Where the rows of lists came from, by list and row, if not written in this talk."""

    origins: dict[str, dict[str, str]] = {}


class ReadRecord(msgspec.Struct, frozen=True):
    """The machine-readable half of a sealed record."""

    interview: str
    pinned: Pinned = msgspec.field(name="instrument")
    head: str
    opened: _Moment
    closed: _Moment
    order: tuple[Voice, ...]
    answers: tuple[ReadAnswer, ...]
    format: Any = None
    workbook: str | None = None
    episode: int = 1
    cut_short: bool = False
    asked_again: int | None = None
    reasons_withheld: Withheld | None = msgspec.field(name="withheld", default=None)
    carried: Carried | None = None

    @property
    def instrument(self) -> str:
        """The id of its instrument."""
        return self.pinned.id

    @property
    def version(self) -> str:
        """The version of its instrument."""
        return self.pinned.version

    @property
    def hash(self) -> str:
        """The hash of its instrument."""
        return self.pinned.hash

    @property
    def withheld(self) -> int | None:
        """How many reasons were not shared; None where the patient may not know."""
        told = self.reasons_withheld
        return told.count if told and told.cleared else None


class _Format(msgspec.Struct):
    format: Any = None


class _Data(msgspec.Struct):
    record: msgspec.Raw | msgspec.UnsetType = msgspec.field(name=MIME, default=msgspec.UNSET)


class _Output(msgspec.Struct):
    data: _Data = msgspec.field(default_factory=_Data)


class _Cell(msgspec.Struct):
    outputs: list[_Output] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


_notebooks = msgspec.json.Decoder(_Notebook)
_formats = msgspec.json.Decoder(_Format)
_records = msgspec.json.Decoder(ReadRecord)


def read_record(notebook: bytes) -> ReadRecord:
    """The record in a sealed notebook.

    Raises:
        RecordError: there is no such output, or it is of a newer format, or a part of it is amiss.
    """
    return record_in(output_of(notebook))


def record_in(output: bytes | memoryview | msgspec.Raw) -> ReadRecord:
    """The record in the machine-readable output of a sealed notebook.

    Raises:
        RecordError: it is of a newer format, or a part of it is amiss.
    """
    try:
        record = _records.decode(output)
        _check_format(record.format)
        # Once for each language, since nearly all answers have the same.
        languages = {answer.words.language for answer in record.answers if answer.words}
        if not all(map(_LANGUAGE.fullmatch, languages)):
            raise ValueError
        if record.opened.tzinfo is record.closed.tzinfo is UTC:
            return record
        return msgspec.structs.replace(
            record, opened=record.opened.astimezone(UTC), closed=record.closed.astimezone(UTC)
        )
    except (ValueError, OverflowError, RecursionError) as error:
        # A newer format may well have other parts, so that is what is to be told.
        with suppress(ValueError, RecursionError):
            _check_format(_formats.decode(output).format)
        raise RecordError(f"A part of it is missing or amiss ({type(error).__name__}).") from None


def body_of(notebook: bytes) -> dict[str, Any]:
    """The machine-readable output of a sealed notebook, as it stands there.

    Raises:
        RecordError: there is no such output, or it is of a newer format.
    """
    try:
        body: dict[str, Any] = msgspec.json.decode(output_of(notebook))
    except (ValueError, RecursionError):
        raise RecordError("It is not a notebook, or it was cut short.") from None
    _check_format(body.get("format"))
    return body


def _check_format(made: Any) -> None:
    if type(made) is not int or made < 1:
        raise RecordError(f"Its format is {made!r:.40}, which is not a number of a format.")
    if made > NEWEST_FORMAT:
        raise RecordError(
            f"Its format is {made}; this version of coprod reads formats up to {NEWEST_FORMAT}."
        )


def output_of(notebook: bytes) -> msgspec.Raw:
    """The machine-readable output of a sealed notebook, as it is written there.

    Raises:
        RecordError: there is none, or more than one, or it is no notebook.
    """
    try:
        cells = _notebooks.decode(notebook).cells
    except (ValueError, RecursionError):
        raise RecordError("It is not a notebook, or it was cut short.") from None
    outputs = [output.data.record for cell in cells for output in cell.outputs]
    found = [record for record in outputs if isinstance(record, msgspec.Raw)]
    if len(found) != 1 or bytes(found[0])[:1] != b"{":
        raise RecordError(f"It holds {len(found)} machine-readable records; one was expected.")
    return found[0]
