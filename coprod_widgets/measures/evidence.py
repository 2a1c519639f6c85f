"""What measures look at: what was said in the talks of one episode, wherever it was read from.

An answer counts only where it stands as answered and both voices may see it. What is hidden, taken
back, sealed or never revealed has no value here, so no measure can come to depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Status

BY_CHOICE = (Status.DECLINED, Status.NOT_SURE, Status.SKIPPED, Status.WITHDRAWN)
"""What a person says instead of an answer. It is missing, and never counted as low."""
_SPOKE = (Status.ANSWERED, Status.DECLINED, Status.NOT_SURE, Status.SKIPPED)


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one question in one voice.

    `about` is the list whose row it is asked about, `own_words` whether it is answered in words.
    `revealed` is whether both voices may see it.
    """

    question: str
    row: str | None
    voice: Voice
    status: Status
    value: Any = None
    entered: Entered | None = None
    number: int | None = None
    about: str | None = None
    own_words: bool = False
    revealed: bool = False

    @property
    def counts(self) -> bool:
        """Whether there is a value that a measure may look at."""
        return self.status is Status.ANSWERED and self.revealed and self.value is not None

    @property
    def spoke(self) -> bool:
        """Whether somebody said something here, be it that they won't."""
        return self.status in _SPOKE


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list that stands, and where it came from if it wasn't written in this talk."""

    question: str
    id: str
    voice: Voice
    fields: Mapping[str, Any]
    origin: str | None
    entered: Entered | None
    number: int


@dataclass(frozen=True)
class Talk:
    """One talk. `withheld` counts reasons that were not shared, `cleared` whether it may be told.

    `cut_short` says that the talk was ended out of a pause or a stop: what wasn't reached then is
    nobody's doing. `asked_again` is the number of the entry with which it was asked about again.
    """

    interview: str
    workbook: str
    opened: datetime
    answers: tuple[Heard, ...]
    rows: tuple[ListRow, ...]
    withheld: int = 0
    cleared: bool = False
    cut_short: bool = False
    asked_again: int | None = None

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str | None, Voice], Heard]:
        return {(heard.question, heard.row, heard.voice): heard for heard in self.answers}

    def heard(self, question: str, row: str | None, voice: Voice) -> Heard | None:
        """What became of a place, by the question's own id."""
        return self._by_place.get((question, row, voice))

    def was_worked_on(self, list_id: str, row: str) -> bool:
        """Whether there is an answer about a row, by anybody; a skip alone is no work on it."""
        return any(
            heard.about == list_id and heard.row == row and heard.counts for heard in self.answers
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about, in every talk that it was carried to, the newest first."""

    list_id: str
    times: tuple[tuple[Talk, ListRow], ...]

    @property
    def newest(self) -> ListRow:
        """The row as it stands in the newest talk."""
        return self.times[0][1]

    @property
    def origins(self) -> Iterator[str]:
        """Every place it is said to come from."""
        return (row.origin for _, row in self.times if row.origin)

    @property
    def was_worked_on(self) -> bool:
        """Whether there is an answer about it in any talk."""
        return any(talk.was_worked_on(self.list_id, row.id) for talk, row in self.times)


@dataclass(frozen=True)
class Evidence:
    """The talks of one episode. In which order they are given makes no difference."""

    talks: tuple[Talk, ...] = field(default=())

    @cached_property
    def newest_first(self) -> tuple[Talk, ...]:
        """The talks, the newest first."""
        return tuple(
            sorted(self.talks, key=lambda talk: (talk.opened, talk.interview), reverse=True)
        )

    def talks_with(self, workbook: str) -> tuple[Talk, ...]:
        """The talks with a workbook, the newest first."""
        return tuple(talk for talk in self.newest_first if talk.workbook == workbook)

    def subjects(self, place: str) -> tuple[Subject, ...]:
        """What the rows of a list, such as `reasons.reasons`, are about, each of them once."""
        workbook, _, list_id = place.partition(".")
        found: dict[str, list[tuple[Talk, ListRow]]] = {}
        for talk in self.talks_with(workbook):
            for row in sorted(talk.rows, key=lambda row: row.number):
                if row.question == list_id:
                    found.setdefault(self._root(_name(talk, row)), []).append((talk, row))
        return tuple(Subject(list_id, tuple(times)) for times in found.values())

    @cached_property
    def _origins(self) -> Mapping[str, str]:
        return {
            _name(talk, row): row.origin
            for talk in self.newest_first
            for row in talk.rows
            if row.origin
        }

    def _root(self, name: str) -> str:
        """Where a row came from in the end: the law pack, an earlier episode, or its first talk."""
        seen = {name}
        while (origin := self._origins.get(name)) and origin not in seen:
            seen.add(origin)
            name = origin
        return name


def _name(talk: Talk, row: ListRow) -> str:
    """A row's own name, as rows that come from it write it in their `origin`."""
    return f"{talk.workbook}.{row.question}.{talk.interview}.{row.id}"
