"""The way through an interview: what the voice with the screen is asked now, and what comes next.

A block (a section, for one row) is walked in runs. In a run of questions that are not joint each
voice answers apart, in any order; then a run of joint questions is answered together. A run is
only left when everything that is asked in it is settled, so nobody is led past the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from coprod_widgets.instrument.definition import ListQuestion, Question, TeachQuestion
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.interview.answer import Place
from coprod_widgets.interview.interview import Block, Interview


class Turn(StrEnum):
    """What the voice with the screen does now."""

    ANSWER = "answer"
    HAND_OVER = "hand_over"
    WAIT = "wait"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Now:
    """Where the pair stands: the block, what the holder does, and the places still to answer."""

    turn: Turn
    block: Block | None
    places: tuple[Place, ...] = ()


def own_places(interview: Interview, block: Block, voice: Voice) -> tuple[Place, ...]:
    """All places of a block that `voice` is asked, settled or not, joint ones included."""
    return tuple(
        place
        for question in block.section.questions
        for place in _places(interview, block, question)
        if place.voice in (voice, Voice.JOINT) and interview.is_asked(place)
    )


def now(interview: Interview, holder: Voice) -> Now:
    """What `holder` is asked next.

    Where each has a screen of their own, nobody hands over: who is done waits for the other.
    """
    if interview.asks_again_since:
        return _again(interview, holder)
    others = Turn.WAIT if interview.has_two_screens else Turn.HAND_OVER
    for block in reached(interview):
        for run in _runs(block):
            open_places = [
                place
                for question in run
                for place in _places(interview, block, question)
                if interview.is_asked(place) and not interview.is_settled(place)
            ]
            mine = tuple(
                place
                for place in open_places
                if place.voice in (holder, Voice.JOINT) and not _waits(interview, place)
            )
            if mine:
                return Now(Turn.ANSWER, block, mine)
            if open_places:
                return Now(others, block)
    return Now(Turn.FINISHED, None)


def reached(interview: Interview) -> tuple[Block, ...]:
    """The blocks that the pair goes through: all of them, or the units of a short talk.

    A row that is added to a list while a short talk goes on is not part of it until the pair picks
    its units anew.
    """
    units = interview.units
    if units is None:
        return interview.blocks
    return tuple(block for block in interview.blocks if block.unit in units)


def _again(interview: Interview, holder: Voice) -> Now:
    """What is asked once more after the end."""
    for block in interview.blocks:
        places = tuple(
            place
            for question in block.section.questions
            for place in _places(interview, block, question)
            if interview.waits_again(place) and interview.is_asked(place)
        )
        if places and holder is Voice.PATIENT:
            return Now(Turn.ANSWER, block, places)
        if places:
            return Now(Turn.WAIT if interview.has_two_screens else Turn.HAND_OVER, block)
    return Now(Turn.FINISHED, None)


def part_of(interview: Interview, block: Block) -> tuple[int, int]:
    """`(2, 5)` for part 2 of 5. The total is true as long as no row is added or taken out."""
    blocks = reached(interview)
    return blocks.index(block) + 1, len(blocks)


def _runs(block: Block) -> list[list[Question]]:
    grouped = groupby(block.section.questions, key=lambda q: q.voice is Asked.JOINT)
    return [list(questions) for _, questions in grouped]


def _places(interview: Interview, block: Block, question: Question) -> list[Place]:
    if isinstance(question, ListQuestion):
        # A list as a whole is settled by an answer without a row: "that is all of them".
        return [Place(question.id, None, voice) for voice in question.voices]
    return list(interview.places(block, question))


def _waits(interview: Interview, place: Place) -> bool:
    """Whether a place can't be answered yet: the clinician marks a say-back after it was said."""
    question = interview.instrument.question(place.question)
    if not isinstance(question, TeachQuestion) or place.voice is not Voice.CLINICIAN:
        return False
    said = Place(place.question, place.row, Voice.PATIENT)
    return interview.is_asked(said) and not interview.is_settled(said)
