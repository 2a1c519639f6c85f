"""All rows of one person: the talks in the order of time, numbered, with the day of the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.actions import action_rows
from coprod_widgets.research.columns import TABLES, Cell, Row
from coprod_widgets.research.episodes import episode_rows, evidence_of, rounds
from coprod_widgets.research.heard import number_subjects, subjects_of
from coprod_widgets.research.pairs import pair_rows
from coprod_widgets.research.scores import score_rows
from coprod_widgets.research.tables import Standing, Talk, answer_rows, interview_row
from coprod_widgets.research.wide import BEGINS, Key, wide_cells


@dataclass
class PersonRows:
    """The rows of each table, the cells of the wide ones by workbook, and what did not hold."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    wide: list[tuple[Talk, Row, dict[Key, Cell]]] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    faults: list[tuple[Talk, str]] = field(default_factory=list)


def person_rows(talks: Iterable[Talk]) -> PersonRows:
    """The rows of one person. A talk that does not hold is left out, and not counted from."""
    # As measures order them, so that `sitting` alone is enough to work the measures out again.
    left = sorted(talks, key=lambda talk: (talk.record.opened, talk.record.interview))
    faults: list[tuple[Talk, str]] = []
    while True:
        rows, fault = _rows(_numbered(left))
        if fault is None:
            rows.faults = faults
            return rows
        faults.append(fault)
        left = [talk for talk in left if talk.interview != fault[0].interview]


def _numbered(talks: Sequence[Talk]) -> list[Talk]:
    first = talks[0].record.opened.date() if talks else None
    return [
        replace(talk, sitting=sitting, first=first or talk.first)
        for sitting, talk in enumerate(talks, start=1)
    ]


def _rows(talks: list[Talk]) -> tuple[PersonRows, tuple[Talk, str] | None]:
    """The rows of all talks, or the first talk that does not hold and why."""
    made = PersonRows(talks=talks)
    standings: list[tuple[Talk, Standing]] = []
    for talk in talks:
        try:
            standing = Standing(talk)
            answers = list(answer_rows(talk, standing))
            made.tables["answers"] += answers
            made.tables["pairs"] += pair_rows(talk, standing)
            made.tables["scores"] += score_rows(talk, standing)
            made.tables["interviews"].append(interview_row(talk, answers))
            row = {column.name: made.tables["interviews"][-1][column.name] for column in BEGINS}
            made.wide.append((talk, row, wide_cells(talk, standing)))
            action_rows([(talk, standing)])
        except CoprodError as error:
            return made, (talk, error.problem)
        standings.append((talk, standing))
    made.tables["actions"] += action_rows(standings)
    subjects: dict[tuple[str, str, int], int] = {}
    for own in rounds(talks):
        try:
            evidence = evidence_of(own)
            row, indicators = episode_rows(own, evidence)
            subjects |= _by_number(subjects_of(evidence), standings)
        except _STRANGE:
            return made, (_strange(own), "Its answers are not such as measures can be made of.")
        made.tables["episodes"].append(row)
        made.tables["indicators"] += indicators
    number_subjects(made.tables["answers"], subjects)
    return made, None


def _by_number(
    subjects: Mapping[tuple[str, str, str], int], standings: Iterable[tuple[Talk, Standing]]
) -> dict[tuple[str, str, int], int]:
    """Subjects by the names that talks and rows go by in the tables."""
    by_id = {talk.record.interview: (talk.interview, standing) for talk, standing in standings}
    found = {}
    for (interview, list_id, row), subject in subjects.items():
        pseudonym, standing = by_id[interview]
        found[pseudonym, list_id, standing.number_of(list_id, row)] = subject
    return found


_STRANGE = (TypeError, ValueError, LookupError, AttributeError, AssertionError)
"""What a measure says to a ward's own workbook that has the name of one of ours and asks other."""


def _strange(talks: Sequence[Talk]) -> Talk:
    """The talk that no measure can be made of by itself, or else the last one."""
    for talk in talks:
        try:
            episode_rows([talk], evidence_of([talk]))
        except _STRANGE:
            return talk
    return talks[-1]
