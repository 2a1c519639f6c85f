"""What measures look at, put together again from rows of `interviews` and `answers`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status
from coprod_widgets.measures.evidence import Evidence, Heard, ListRow, Talk
from coprod_widgets.research.reproducing.asked import Asked, AskedQuestion
from coprod_widgets.research.reproducing.folder import NEEDED, Folder

if TYPE_CHECKING:
    import polars as pl

_WORD = "x"
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_HERE, _LAW = "here", "law."


class TalkRow(NamedTuple):
    """A row of `interviews`, as far as it is needed."""

    interview: str
    person: str
    workbook: str
    instrument: str
    version: str
    episode: int
    sitting: int
    cut_short: bool
    asked_again: bool
    withheld: int | None

    @property
    def pin(self) -> str:
        """The version of the instrument that it was held with."""
        return f"{self.instrument}@{self.version}"


class AnswerRow(NamedTuple):
    """A row of `answers`, as far as it is needed."""

    interview: str
    question: str
    field: str | None
    row: int | None
    voice: str
    status: str
    code: str | None
    number: float | None
    entered: str | None
    revealed: bool | None
    words: int | None
    again: bool | None
    origin: str | None
    subject: int | None


@dataclass(frozen=True, slots=True)
class Round:
    """The talks of one round of one person, by time, each with its rows of `answers`."""

    person: str
    episode: int
    talks: Sequence[tuple[TalkRow, Sequence[AnswerRow]]]


def rounds_in(folder: Folder) -> Iterator[Round]:
    """The rounds of everybody, one after the other."""
    talks = folder.tables["interviews"].sort("person", "episode", "sitting")
    told = _in_order(folder.tables["answers"], talks)
    upcoming = groupby(map(AnswerRow._make, told.iter_rows()), key=lambda row: row.interview)
    waiting: tuple[str, Iterable[AnswerRow]] | None = None
    for (person, episode), own in groupby(
        map(TalkRow._make, talks.select(NEEDED["interviews"]).iter_rows()),
        key=lambda row: (row.person, row.episode),
    ):
        found = []
        for talk in own:
            waiting = waiting or next(upcoming, None)
            rows: list[AnswerRow] = []
            if waiting is not None and waiting[0] == talk.interview:
                rows, waiting = list(waiting[1]), None
            found.append((talk, rows))
        yield Round(person, episode, found)


def _in_order(answers: pl.DataFrame, talks: pl.DataFrame) -> pl.DataFrame:
    """The rows of `answers` in the order of the talks, and within one as they stand."""
    order = talks.select("interview").with_row_index("talk")
    told = answers.join(order, on="interview", how="inner").sort("talk", maintain_order=True)
    return told.select(NEEDED["answers"])


def evidence_of(one: Round, asked: Asked) -> Evidence:
    """What measures look at in a round.

    Raises:
        CoprodError: the tables tell of something that the codebook doesn't have.
    """
    origins: dict[tuple[str, str, int], str] = {}
    for talk, answers in one.talks:
        for row in answers:
            if row.subject is not None:
                key = (talk.workbook, row.question, row.subject)
                if key not in origins or (row.origin or "").startswith(_LAW):
                    origins[key] = row.origin or _HERE
    # One name for all rows about the same. It begins as that of the law pack if it stands there.
    names = {key: f"{origin}.#{key[2]}.{key[0]}.{key[1]}" for key, origin in origins.items()}
    return Evidence(tuple(_talk(talk, answers, asked, names) for talk, answers in one.talks))


def _talk(
    talk: TalkRow,
    answers: Sequence[AnswerRow],
    asked: Asked,
    names: Mapping[tuple[str, str, int], str],
) -> Talk:
    questions = asked.questions.get(talk.pin, {})
    heard: list[Heard] = []
    rows: dict[tuple[str, int | None, Voice], ListRow] = {}
    # What was answered when the talk was asked about again has a number above all the others.
    since = len(answers)
    for number, row in enumerate(answers, start=1):
        question = questions.get(row.question)
        if question is None:
            raise _unknown(talk, row)
        voice, status = Voice(row.voice), Status(row.status)
        if row.field is None:
            heard.append(
                Heard(
                    question=row.question,
                    row=_id(row.row),
                    voice=voice,
                    status=status,
                    value=_value(talk, row, question, row.voice) if row.revealed else None,
                    entered=Entered(row.entered) if row.entered else None,
                    number=number + since if row.again else number,
                    about=question.about,
                    own_words=voice in question.own_words,
                    revealed=bool(row.revealed),
                )
            )
        elif row.subject is not None:
            place = (row.question, row.row, voice)
            listed = rows.setdefault(
                place,
                ListRow(
                    question=row.question,
                    id=str(row.row),
                    voice=voice,
                    fields={},
                    origin=names[talk.workbook, row.question, row.subject],
                    entered=Entered(row.entered) if row.entered else None,
                    number=row.row or 0,
                ),
            )
            if status is Status.ANSWERED:
                cast("dict[str, Any]", listed.fields)[row.field] = _value(
                    talk, row, question, f".{row.field}"
                )
    return Talk(
        interview=talk.interview,
        workbook=talk.workbook,
        opened=_BEGINNING + timedelta(minutes=talk.sitting),
        answers=tuple(heard),
        rows=tuple(rows.values()),
        withheld=talk.withheld or 0,
        cleared=talk.withheld is not None,
        cut_short=talk.cut_short,
        asked_again=since if talk.asked_again else None,
    )


def _id(row: int | None) -> str | None:
    return None if row is None else str(row)


def _value(talk: TalkRow, row: AnswerRow, question: AskedQuestion, codes: str) -> Any:
    """What was said, as far as a measure can tell: of words their number, of a day that it is."""
    if row.words is not None:
        return " ".join([_WORD] * row.words) or "."
    if row.code is None:
        plain = row.number is None or row.field is not None or question.type == "date"
        return _WORD if plain else row.number
    known = question.codes.get(codes, {})
    try:
        picked = [known[code] for code in row.code.split("|")]
    except KeyError:
        raise _unknown(talk, row) from None
    return picked if question.type == "many" else picked[0]


def _unknown(talk: TalkRow, row: AnswerRow) -> CoprodError:
    return CoprodError(
        f"The codebook doesn't have '{row.question}' of {talk.pin} as 'answers' tells it.",
        "Use the codebook.json that was written with the tables.",
    )
