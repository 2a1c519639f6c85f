"""What a talk found about who decides what: each topic, in words, as far as it may be told.

The picture, its words and the patient's copy all take it from here, so that what is covered, sealed
or taken back is left out in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coprod_widgets.instrument.definition import (
    Code,
    DateQuestion,
    ListQuestion,
    Question,
    TextQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Block
from coprod_widgets.interview.reveal import is_revealed, is_sealed
from coprod_widgets.widgets.law import source_facts
from coprod_widgets.widgets.rows import field_words
from coprod_widgets.widgets.said import value_words
from coprod_widgets.widgets.view import View

_NOT_ASKED = (Status.NOT_APPLICABLE, Status.HIDDEN)
_SUGGESTED = {"law.why": "law_why", "law.question": "law_question"}


@dataclass(frozen=True, slots=True)
class Rating:
    """What became of a scale in one voice: in words, and on which step it stands if it may show."""

    voice: Voice
    words: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to decide. `rung` is the code of who does; None where that was not looked at.

    `facts` are what else was said or is in the law pack, each with the key of its label.
    """

    about: str
    rung: Code | None
    who: str
    now: tuple[Rating, ...]
    fair: tuple[Rating, ...]
    open: tuple[tuple[Voice, str], ...]
    facts: tuple[tuple[str, str], ...]


def topics_of(view: View) -> tuple[Topic, ...]:
    """The topics that the pair goes through, in their order; none where there is no picture."""
    instrument = view.interview.instrument
    if instrument.ladder is None:
        return ()
    section = instrument.section_of(instrument.ladder.rung)
    blocks = [block for block in view.interview.blocks if block.section.id == section.id]
    return tuple(_topic(view, block) for block in blocks)


def _topic(view: View, block: Block) -> Topic:
    instrument = view.interview.instrument
    ladder = instrument.ladder
    rows = instrument.question(block.section.for_each or "")
    assert ladder is not None, "topics are told of instruments with a ladder"
    assert isinstance(rows, ListQuestion), "for_each names a list; the check sees to it"
    assert block.row is not None, "a section for each row is about one"
    rung = instrument.question(ladder.rung)
    # Of two voices the clinician's is the last, and it is hers that says who decides.
    held = Place(rung.id, block.row.id, rung.voices[-1])
    answer = view.interview.answer(held)
    told = _told(view, held)
    return Topic(
        about=field_words(view, rows.fields[0], block.row.fields),
        rung=answer.value if answer and told is not None else None,
        who=told or "",
        now=_ratings(view, ladder.now, block.row.id),
        fair=_ratings(view, ladder.fair, block.row.id),
        open=_all_told(view, instrument.question(ladder.open), block.row.id),
        facts=(*_facts(view, block), *source_facts(view, rows.id, block.row.id)),
    )


def _facts(view: View, block: Block) -> Iterator[tuple[str, str]]:
    """Why it is so, how it can be questioned and when it is looked at next, where that is asked."""
    for question in block.section.questions:
        key = "ladder_next" if isinstance(question, DateQuestion) else None
        if isinstance(question, TextQuestion):
            key = _SUGGESTED.get(question.suggest or "")
        if key:
            yield from ((key, words) for _, words in _all_told(view, question, block.row_id))


def _told(view: View, place: Place) -> str | None:
    """What was said at a place, in words; None where it isn't there or may not be told."""
    interview = view.interview
    question = interview.instrument.question(place.question)
    answer = interview.answer(place)
    if answer is None or interview.status(place) is not Status.ANSWERED:
        return None
    if is_sealed(interview, place) or not is_revealed(interview, question, place.row):
        return None
    return value_words(view, question, place.voice, answer.value)


def _all_told(view: View, question: Question, row: str | None) -> tuple[tuple[Voice, str], ...]:
    said = ((voice, _told(view, Place(question.id, row, voice))) for voice in question.voices)
    return tuple((voice, words) for voice, words in said if words)


def _ratings(view: View, question_id: str, row: str) -> tuple[Rating, ...]:
    """Both voices' ratings, in the order the patient chose."""
    places = [Place(question_id, row, voice) for voice in view.interview.order]
    asked = [place for place in places if view.interview.status(place) not in _NOT_ASKED]
    return tuple(rating_of(view, place) for place in asked)


def rating_of(view: View, place: Place) -> Rating:
    """What became of a scale at a place, with its step only where both may see it."""
    interview = view.interview
    question = interview.instrument.question(place.question)
    words, answer = _told(view, place), interview.answer(place)
    if words is not None and answer is not None:
        codes = [choice.code for choice in interview.instrument.choices(question)]
        return Rating(place.voice, words, codes.index(answer.value))
    if is_sealed(interview, place):
        return Rating(place.voice, view.say("record_sealed"))
    if not is_revealed(interview, question, place.row):
        # The same for both, so that nobody reads from it who has answered.
        return Rating(place.voice, view.say("ladder_not_both"))
    return Rating(place.voice, view.say(f"status_{interview.status(place).value}"))
