"""Whatever is said and taken back, a screen tells one voice nothing of the other's that is private.

What is private is changed behind the screen's back: if it looks the same, nothing of it shows, not
even by what is asked next.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.definition import (
    GuessQuestion,
    Instrument,
    ListQuestion,
    Question,
)
from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Answer, Happening, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.record import record_html
from coprod_widgets.widgets.screen import sections_html
from coprod_widgets.workbook.finding import EPISODE, find
from tests.interview.tiny import C, P, happen, say

BOOKS = {name: load(find(name, Path("none")).instrument) for name in EPISODE}
_STATUSES = (*[Status.ANSWERED] * 3, Status.SKIPPED, Status.DECLINED, Status.WITHDRAWN)
Step = tuple[int, int, Status, int]


def begun(instrument: Instrument, *, first: bool) -> Interview:
    """A talk in which every list has one row."""
    talk = happen(Interview("i_book", instrument), Happening.OPENED)
    talk = happen(talk, Happening.CARRIED, first=first)
    for question in instrument.questions:
        if isinstance(question, ListQuestion):
            row = {field.id: _field_value(field) for field in question.fields}
            talk = say(talk, question.id, question.voices[0], row, row="r1")
    return talk


def _field_value(field: Any) -> Any:
    codes = [choice.code for choice in field.choices]
    return {"text": "A row", "date": "2026-03-09"}.get(field.type, codes[0] if codes else None)


def value_for(instrument: Instrument, question: Question, voice: Voice, number: int) -> Any:
    """One of the values that fit, told apart by a number."""
    kind = question.type
    if kind == "text" or (kind == "teach" and question.marks and voice is P):
        return f"PLANTED-{question.id}-{voice.value}-{number}."
    if kind == "note":
        return True
    if kind == "date":
        return f"2026-03-{number % 28 + 1:02}"
    if kind == "tokens":
        return number % 11
    codes = [choice.code for choice in instrument.choices(question, voice)] or ["nothing"]
    return [codes[number % len(codes)]] if kind == "many" else codes[number % len(codes)]


def talked(talk: Interview, steps: list[Step]) -> Interview:
    """What happens where each step is said, if the gate lets it in."""
    instrument = talk.instrument
    questions = [q for q in instrument.questions if not isinstance(q, ListQuestion)]
    for index, who, status, number in steps:
        question = questions[index % len(questions)]
        voice = question.voices[who % len(question.voices)]
        row = "r1" if instrument.section_of(question.id).for_each else None
        value = value_for(instrument, question, voice, number) if status is _STATUSES[0] else None
        try:
            talk = say(talk, question.id, voice, value, row=row, status=status)
        except AnswerError:
            continue
    return talk


def group_of(instrument: Instrument, question: Question) -> list[Question]:
    target = question.of if isinstance(question, GuessQuestion) else question.id
    return [
        q
        for q in instrument.questions
        if q.id == target or (isinstance(q, GuessQuestion) and q.of == target)
    ]


def private(talk: Interview, of: Voice) -> set[Place]:
    """The places where a voice said something while not everybody has spoken."""
    found = set()
    for entry in talk.entries:
        if not isinstance(entry, Answer) or entry.place.voice is not of:
            continue
        question = talk.instrument.question(entry.place.question)
        group = group_of(talk.instrument, question)
        apart = question.reveal is Reveal.AFTER_BOTH or len(group) > 1
        everybody = all(
            talk.answer(Place(q.id, entry.place.row, voice)) for q in group for voice in q.voices
        )
        if apart and not everybody:
            found.add(entry.place)
    return found


def changed_behind(talk: Interview, places: set[Place]) -> Interview:
    """The same talk, where other values were said at some places."""
    entries: list[Any] = []
    for entry in talk.entries:
        if isinstance(entry, Answer) and entry.place in places and entry.value is not None:
            question = talk.instrument.question(entry.place.question)
            voice = entry.place.voice
            others = [value_for(talk.instrument, question, voice, n) for n in range(900, 912)]
            entry = replace(entry, value=next(v for v in others if v != entry.value))
        entries.append(entry)
    return Interview(talk.id, talk.instrument, tuple(entries))


STEPS = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(0, 1), st.sampled_from(_STATUSES), st.integers(0, 800)
    ),
    max_size=30,
)


@pytest.mark.parametrize("name", EPISODE)
@settings(max_examples=15, deadline=None)
@given(first=st.booleans(), steps=STEPS)
def test_a_screen_is_the_same_whatever_the_other_voice_said_in_private(
    name: str, first: bool, steps: list[Step]
) -> None:
    talk = talked(begun(BOOKS[name], first=first), steps)
    for viewer in (P, C):
        other = changed_behind(talk, private(talk, viewer.other))
        assert sections_html(talk, viewer) == sections_html(other, viewer)


@pytest.mark.parametrize("name", EPISODE)
@settings(max_examples=15, deadline=None)
@given(first=st.booleans(), steps=STEPS)
def test_what_was_taken_back_is_told_nowhere(name: str, first: bool, steps: list[Step]) -> None:
    talk = talked(begun(BOOKS[name], first=first), steps)
    told = "".join([*sections_html(talk, P).values(), *sections_html(talk, C).values()])
    told += "".join(record_html(talk, section.id) for section in talk.instrument.sections)
    for entry in talk.entries:
        if isinstance(entry, Answer) and str(entry.value).startswith("PLANTED"):
            stands = talk.answer(entry.place)
            assert stands is not None
            assert entry.value == stands.value or entry.value not in told
