"""When one voice's answer may be shown to the other. Decided here, in Python, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coprod_widgets.instrument.definition import GuessQuestion, Question
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Place

if TYPE_CHECKING:
    from coprod_widgets.interview.interview import Interview


def revealed_with(interview: Interview, question: Question) -> tuple[Question, ...]:
    """The questions whose answers appear in the same moment: a rating and the guesses about it."""
    target = question.of if isinstance(question, GuessQuestion) else question.id
    return tuple(
        other
        for other in interview.instrument.questions
        if other.id == target or (isinstance(other, GuessQuestion) and other.of == target)
    )


def is_sealed(interview: Interview, place: Place) -> bool:
    """Whether what is said at a place is kept from everybody here, or would be.

    It is, in a sealed question, but where its speaker has chosen to show it: the rule holds, and
    what was said wasn't sealed before they chose so.
    """
    question = interview.instrument.question(place.question)
    if question.reveal is not Reveal.SEALED:
        return False
    said = interview.answer(place)
    chosen = question.sealed_unless is not None and interview.rule_holds(
        question.sealed_unless, place
    )
    return not chosen or (said is not None and said.sealed is not None)


def is_revealed(interview: Interview, question: Question, row: str | None) -> bool:
    """Whether the answers to a question may be seen by both voices.

    A guess follows the question it is about, whatever its own `reveal` says: seeing the guess
    would tell what the guesser had in mind, seeing the answer would spoil the guess.
    """
    if question.reveal is Reveal.SEALED:
        return not is_sealed(interview, Place(question.id, row, question.voices[0]))
    group = revealed_with(interview, question)
    reveals = {other.reveal for other in group}
    if Reveal.SEALED in reveals:
        return False
    if reveals == {Reveal.OPEN}:
        return True
    # Who takes an answer back has spoken, as who declines has: the other's words stay open.
    return all(
        interview.answer(Place(other.id, row, voice)) is not None
        for other in group
        for voice in other.voices
        if interview.is_asked(Place(other.id, row, voice))
    )


def may_see(interview: Interview, viewer: Voice, place: Place) -> bool:
    """Whether `viewer` may see what is said, or that something is said, at `place`.

    A sealed answer is seen by nobody here, its own speaker included: the screen is shared.
    """
    question = interview.instrument.question(place.question)
    if is_sealed(interview, place):
        return False
    if place.voice in (viewer, Voice.JOINT):
        return True
    return is_revealed(interview, question, place.row)
