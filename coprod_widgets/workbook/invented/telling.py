"""What a talk that is closed adds to the truth: its ratings, its promises and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coprod_widgets.instrument.definition import ListQuestion, ScaleQuestion
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place
from coprod_widgets.workbook.invented.person import promise_made
from coprod_widgets.workbook.invented.values import SAFE, thing

if TYPE_CHECKING:
    from coprod_widgets.workbook.invented.talking import Talking


def tell(talking: Talking) -> None:
    """All pairs of ratings that belong to a talk, the promises made in it, and what became of it.

    A rating belongs to a talk where its rules ask for it, whether it was reached and said or not:
    so what is told does not depend on who passed over what.
    """
    talk, truth = talking.talk, talking.dice.truth
    workbook, pairs = talk.instrument.id, []
    for question, row in _rated(talking):
        felt = talking.felt(question.id, row)
        if len(question.voices) > 1 or question.id == SAFE:
            pairs.append((question.id, felt))
            continue
        patient, clinician = felt.ticked(len(talk.instrument.choices(question)))
        of_patient = question.voices[0] is Voice.PATIENT
        drawn = (felt.patient, patient) if of_patient else (felt.clinician, clinician)
        truth.single[f"{workbook}.{question.id}"].append(drawn)
    truth.of_talk(workbook, pairs)
    truth.talks[workbook] += 1
    for block in talk.blocks:
        for asked in block.section.questions:
            if not isinstance(asked, ListQuestion):
                for place in talk.places(block, asked):
                    truth.ended(place.voice, talk.status(place))
    if talk.instrument.has_question("actions"):
        for promised in talk.rows("actions"):
            what, who = str(promised.fields["what"]), str(promised.fields["who"])
            promise_made(talking.person, talking.dice, what, who)


def _rated(talking: Talking) -> Iterator[tuple[ScaleQuestion, str | None]]:
    """The scales that the rules ask for; of two that ask about the same, the first."""
    for block in talking.talk.blocks:
        for question in block.section.questions:
            if isinstance(question, ScaleQuestion) and thing(question.id) == question.id:
                place = Place(question.id, block.row_id, question.voices[0])
                if talking.talk.is_asked(place):
                    yield question, block.row_id
