"""Rows of the tables `episodes` and `indicators`: what the measures of a round come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.level import Levelled, level
from coprod_widgets.measures.paired import by_question
from coprod_widgets.measures.result import Measure
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from coprod_widgets.research.columns import Row
from coprod_widgets.research.heard import heard_in
from coprod_widgets.research.tables import Talk
from coprod_widgets.widgets.measured import why_none

STAFF_ALONE = "Its numbers may be shown to staff alone."
"""Why a measure that the patient may not see has no value in a table."""


def evidence_of(talks: Iterable[Talk]) -> Evidence:
    """What measures look at in the talks of a round."""
    return Evidence(tuple(heard_in(talk.record, talk.instrument, talk.workbook) for talk in talks))


def episode_rows(
    talks: Sequence[Talk], evidence: Evidence, limits: Thresholds = PROVISIONAL
) -> tuple[Row, list[Row]]:
    """The row of `episodes` and the rows of `indicators` of one round, by its talks in order."""
    measures = measure(evidence, limits)
    found = level(measures, limits)
    labels: Row = {
        "person": talks[0].person,
        "episode": talks[0].record.episode,
        "day": talks[0].day,
    }
    instruments = "|".join(sorted({talk.instrument.pin for talk in talks}))
    row: Row = {
        **labels,
        "last_day": talks[-1].day,
        "talks": len(talks),
        "workbooks": "|".join(dict.fromkeys(talk.workbook for talk in talks)),
        "cut_short": sum(talk.record.cut_short for talk in talks),
        "instruments": instruments,
        **level_row(found, limits),
    }
    told = [*measures.values(), *by_question(evidence, limits)]
    return row, [{**labels, **measured_row(one), "instruments": instruments} for one in told]


def level_row(found: Levelled, limits: Thresholds) -> Row:
    """What a level came to."""
    return {
        "level": found.level.value if found.level else None,
        "level_status": "known" if found.level else "not_enough_to_say",
        "at_least": found.at_least.value,
        "thresholds": limits.name,
    }


def measured_row(measured: Measure) -> Row:
    """What a measure came to, as it may go out."""
    reason = why_none(measured.reason, "en") if measured.reason else None
    if measured.staff_only:
        reason = STAFF_ALONE
        measured = replace(measured, value=None, numerator=None, denominator=None, missing=0)
    return {
        "code": measured.code,
        "about": measured.about,
        "value": _number(measured.value),
        "numerator": _number(measured.numerator),
        "denominator": _number(measured.denominator),
        "missing": measured.missing,
        "reason": reason,
        "thresholds": measured.thresholds,
    }


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def rounds(talks: Sequence[Talk]) -> Iterator[list[Talk]]:
    """The talks of one person, episode by episode, each in the order of time."""
    numbers = sorted({talk.record.episode for talk in talks})
    for number in numbers:
        yield [talk for talk in talks if talk.record.episode == number]
