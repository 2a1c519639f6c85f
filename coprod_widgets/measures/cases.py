"""Counting over the rows of an episode: in each, something is there, isn't there, or is missing.

A skip, "I don't want to say", "I'm not sure", what was taken back and what a stop left over are
missing: they leave both counts. What isn't there, though the talk went to its end, was not done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.evidence import BY_CHOICE, Evidence, Heard, ListRow, Subject, Talk
from coprod_widgets.measures.result import Reason, Source, Worked, ratio

P, C, J = Voice.PATIENT, Voice.CLINICIAN, Voice.JOINT


class Standing(StrEnum):
    """What became of one case."""

    THERE = "there"
    NOT_THERE = "not_there"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Case:
    """One case that is counted, and the answers that it was judged by."""

    standing: Standing
    sources: tuple[Source, ...] = ()
    value: Any = None

    def judged(self, holds: Callable[[Any], bool]) -> Case:
        """The case judged by its value: there if it holds, not there if it doesn't."""
        if self.standing is not Standing.THERE:
            return self
        standing = Standing.THERE if holds(self.value) else Standing.NOT_THERE
        return Case(standing, self.sources, self.value)

    @property
    def if_answered(self) -> Case:
        """The case where only an answer tells anything: what wasn't reached is missing too."""
        return self if self.is_there else Case(Standing.MISSING)

    @property
    def is_there(self) -> bool:
        """Whether it is there."""
        return self.standing is Standing.THERE

    @property
    def is_missing(self) -> bool:
        """Whether nobody can say."""
        return self.standing is Standing.MISSING


def source_of(talk: Talk, heard: Heard) -> Source:
    """Where an answer stands."""
    assert heard.number is not None, "what counts was said, and has a number"
    name = f"{talk.workbook}.{heard.question}"
    return Source(talk.interview, name, heard.row or "", heard.voice, heard.number)


def source_of_row(talk: Talk, row: ListRow) -> Source:
    """Where a row of a list stands."""
    name = f"{talk.workbook}.{row.question}"
    return Source(talk.interview, name, row.id, row.voice, row.number)


def row_case(subject: Subject) -> Case:
    """A row of a list, by its fields as they stand in the newest talk."""
    talk, row = subject.times[0]
    return Case(Standing.THERE, (source_of_row(talk, row),), row.fields)


def said(evidence: Evidence, place: str, voice: Voice, about: Subject | None = None) -> Case:
    """What was said at a place, such as `reasons.own_account`: in the newest talk that tells it."""
    workbook, _, question = place.partition(".")
    times: Sequence[tuple[Talk, str | None]] = (
        [(talk, row.id) for talk, row in about.times]
        if about
        else [(talk, None) for talk in evidence.talks_with(workbook)]
    )
    found = [(talk, talk.heard(question, row, voice)) for talk, row in times]
    for talk, heard in found:
        if heard is not None and heard.counts:
            return Case(Standing.THERE, (source_of(talk, heard),), heard.value)
    statuses = {heard.status for _, heard in found if heard is not None}
    if statuses & set(BY_CHOICE):
        return Case(Standing.MISSING)
    left_out = any(
        heard is not None
        and heard.status is Status.NOT_REACHED
        and not talk.cut_short
        and (heard.row is None or talk.was_worked_on(heard.about or "", heard.row))
        for talk, heard in found
    )
    if not left_out:
        return Case(Standing.MISSING)
    return Case(Standing.NOT_THERE, (source_of_row(*about.times[0]),) if about else ())


def all_of(*cases: Case) -> Case:
    """There if all are there; not there if one of them surely isn't."""
    sources = tuple(source for case in cases for source in case.sources)
    standings = {case.standing for case in cases}
    for standing in (Standing.NOT_THERE, Standing.MISSING):
        if standing in standings:
            return Case(standing, sources)
    return Case(Standing.THERE, sources)


def any_of(cases: Iterable[Case]) -> Case:
    """There if one is there; not there if one surely isn't and none is there."""
    known = [case for case in cases if not case.is_missing]
    sources = tuple(source for case in known for source in case.sources)
    if not known:
        return Case(Standing.MISSING)
    there = any(case.is_there for case in known)
    return Case(Standing.THERE if there else Standing.NOT_THERE, sources)


def share(cases: Iterable[Case], none: Reason, missing: Reason) -> Worked:
    """How many of the cases are there, as a share of those that are there or not.

    `none` is the reason where there is no case at all, `missing` where all of them are missing.
    """
    told = list(cases)
    known = [case for case in told if not case.is_missing]
    return ratio(
        sum(case.is_there for case in known),
        len(known),
        none=missing if told else none,
        missing=len(told) - len(known),
        sources=tuple(source for case in known for source in case.sources),
    )
