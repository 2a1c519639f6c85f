"""A short talk: which whole units are left, and which of them fit into the minutes there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place
from coprod_widgets.interview.interview import Block, Interview
from coprod_widgets.interview.path import own_places


@dataclass(frozen=True, slots=True)
class Unit:
    """A block in which something is left to say, and about how many minutes it takes."""

    block: Block
    minutes: int


def units_left(interview: Interview) -> tuple[Unit, ...]:
    """The blocks in which something is left, in order, whether or not a short talk has them.

    One that is half done counts whole: how far the other voice is in it is not to be told.
    """
    return tuple(
        Unit(block, interview.instrument.minutes_of(block.section))
        for block in interview.blocks
        if not all(map(interview.is_settled, _places(interview, block)))
    )


def units_done(interview: Interview) -> tuple[str, ...]:
    """The names of the blocks in which both have said all they were asked. They stay done."""
    return tuple(
        block.unit
        for block in interview.blocks
        if (asked := _places(interview, block)) and all(map(interview.is_settled, asked))
    )


def fitting(units: Iterable[Unit], minutes: int) -> tuple[Unit, ...]:
    """The units that fit into the minutes, whole, in the order of the talk."""
    found = []
    for unit in units:
        if unit.minutes <= minutes:
            found.append(unit)
            minutes -= unit.minutes
    return tuple(found)


def _places(interview: Interview, block: Block) -> tuple[Place, ...]:
    own = (own_places(interview, block, voice) for voice in (Voice.PATIENT, Voice.CLINICIAN))
    return tuple(dict.fromkeys(place for places in own for place in places))
