"""Rows of the table `scores`: what each score of an instrument came to in one talk.

They are worked out from the answers that stand in the record, by the formula of the instrument it
was held with, so that what is in `answers` and what is in `scores` can't differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.scoring import score
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.research.columns import Row
from coprod_widgets.research.tables import Standing, Talk, said


def score_rows(talk: Talk, standing: Standing) -> Iterator[Row]:
    """The rows of `scores` of one talk, in the order of the instrument."""
    instrument = talk.instrument
    for declared in instrument.scores:
        first = instrument.section_of(declared.of[0])
        for section, row in standing.blocks():
            if section is not first:
                continue
            places = [Place(name, row, declared.voice) for name in declared.of]
            given = {place.question: _given(talk, standing, place) for place in places}
            scored = score(instrument, declared, given)
            yield {
                **talk.labels,
                "score": declared.id,
                "row": standing.number(section, places[0]),
                "voice": declared.voice.value,
                "value": scored.value,
                "answered": scored.answered,
                "of": scored.of,
                "needed": scored.needed,
                "reason": scored.reason,
            }


def _given(talk: Talk, standing: Standing, place: Place) -> float | str:
    status, out = said(talk, talk.instrument.question(place.question), standing.at(place))
    # Answered, but never revealed: the record does not tell it, and neither does a score.
    return out.number if status is Status.ANSWERED and out.number is not None else status.value
