"""The scores of an interview, each with what went into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coprod_widgets.instrument.definition import Score
from coprod_widgets.instrument.scoring import Scored, score
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Block, Interview
from coprod_widgets.interview.reveal import is_revealed


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A declared score worked out for one block: where its answers stand, and what it came to.

    A question that is asked for every row of a list is scored for every row.
    """

    declared: Score
    block: Block
    places: tuple[Place, ...]
    scored: Scored


def scores_of(interview: Interview) -> Iterator[Reckoned]:
    """Every score of the instrument, in its order, and for each row in the order of the rows."""
    instrument = interview.instrument
    for declared in instrument.scores:
        # The check sees to it that all parts of a score are asked for the same rows, or for none.
        first = instrument.section_of(declared.of[0])
        for block in interview.blocks:
            if block.section.id != first.id:
                continue
            places = tuple(Place(name, block.row_id, declared.voice) for name in declared.of)
            given = {place.question: _counted(interview, place) for place in places}
            yield Reckoned(declared, block, places, score(instrument, declared, given))


def _counted(interview: Interview, place: Place) -> int | float | str:
    """The number at a place, or what keeps it from being counted."""
    answer, status = interview.answer(place), interview.status(place)
    question = interview.instrument.question(place.question)
    # A score of what was never revealed would tell it to the other voice.
    if answer is None or status is not Status.ANSWERED:
        return status.value
    if not is_revealed(interview, question, place.row):
        return "not_revealed"
    value = answer.value
    return value if isinstance(value, int | float) else status.value
