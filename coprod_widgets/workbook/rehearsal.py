"""Talks for an author to look at: begun, half-way, paused, over or asked again, all of it invented.

Each is made through the gates of a real talk and given what a real one would be given: the law
pack that comes with coprod, and earlier talks, which are made up here in the same way. No data
folder is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.beside import instrument_beside
from coprod_widgets.instrument.definition import Instrument, ListQuestion
from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.interview import REASONS, Interview, Row
from coprod_widgets.interview.writing import Said, carried_row
from coprod_widgets.workbook.before import Before
from coprod_widgets.workbook.carrying import carry, others_named
from coprod_widgets.workbook.example import ROWS, example_row, next_step
from coprod_widgets.workbook.law_detail import example_law_detail
from coprod_widgets.workbook.scene import (
    NOBODY,
    Far,
    Scene,
    happen,
    new_key,
    now,
    say_so,
    with_screen,
    with_wording,
)

_PAUSES = {
    Far.ON_BREAK: Happening.BREAK,
    Far.PASSING_ON: Happening.NEEDS_PASSING_ON,
    Far.STOPPED: Happening.STOPPED,
}


class Rehearsal:
    """The invented talks with one instrument, begun in a language.

    `folder` is where the workbook lies, with others of its ward beside it if there are any.
    """

    def __init__(self, instrument: Instrument, *, language: str, folder: Path) -> None:
        self.instrument, self.language, self.folder = instrument, language, folder
        self._begun, self._whole = cache(self._make_begun), cache(self._make_whole)

    @property
    def states(self) -> tuple[Far, ...]:
        """The states there are to look at; asking again only where something is asked again."""
        again = any(question.again_within for question in self.instrument.questions)
        told = (far for far in Far if far is not Far.OWN)
        return tuple(far for far in told if far is not Far.ASKED_AGAIN or again)

    def talk(self, scene: Scene) -> Interview:
        """The talk of a scene."""
        talk = self._to(scene.far, first=scene.first)
        talk = with_wording(talk, scene.language, easy=scene.easy, begun_in=self.language)
        if scene.far in (Far.CLOSED, Far.ASKED_AGAIN):
            talk = happen(talk, Happening.CLOSED)
        if scene.far is Far.CLOSED:
            return talk
        if scene.far is Far.ASKED_AGAIN:
            talk = happen(talk, Happening.ASKED_AGAIN)
        talk = with_screen(talk, scene.screen)
        pause = _PAUSES.get(scene.far)
        return happen(talk, pause) if pause else talk

    def paper(self) -> Interview:
        """A talk in which every section has something to be about, for the form as on paper."""
        talk = self._begun(True)
        for section in self.instrument.sections:
            if section.for_each is None or talk.rows_for(section):
                continue
            question = self.instrument.question(section.for_each)
            assert isinstance(question, ListQuestion), "for_each names a list"
            fields = example_row(question, 1, self.language)
            rows = talk.rows(question.id)
            row = rows[0] if rows else Row("r1", {})
            fields |= row.fields
            if section.only_if:
                fields[section.only_if.field] = section.only_if.code
            talk = _with_row(talk, question, row.id, fields)
        return talk

    def _to(self, far: Far, *, first: bool) -> Interview:
        """The talk with as much said as a state has, before anything else happens."""
        begun = self._begun(first)
        if far is Far.FRESH:
            return begun
        whole = self._whole(first)
        if far in (Far.ANSWERED, Far.CLOSED, Far.ASKED_AGAIN):
            return whole
        middle = (len(begun.entries) + len(whole.entries)) // 2
        return Interview(whole.id, self.instrument, whole.entries[:middle])

    def _make_begun(self, first: bool) -> Interview:
        others = {name: (self._held(other),) for name, other in self._others.items()}
        titles = {name: other.title.say(self.language) for name, other in self._others.items()}
        earlier = () if first else (self._held(self.instrument),)
        before = Before(earlier, others, titles, frozenset(others))
        return _begun("i_preview", self.instrument, before, self.language)

    def _make_whole(self, first: bool) -> Interview:
        return _walked(self._begun(first), self.language)

    def _held(self, instrument: Instrument) -> Interview:
        """An earlier talk with one of the workbooks, held to its end with none before it."""
        begun = _begun(f"i_{instrument.id}", instrument, Before(), self.language)
        return happen(_walked(begun, self.language), Happening.CLOSED)

    @cached_property
    def _others(self) -> Mapping[str, Instrument]:
        """The instruments of the workbooks from which something comes, where they can be read."""
        found = {}
        for name in sorted(others_named(self.instrument)):
            path = instrument_beside(name, self.folder)
            with suppress(CoprodError):
                if path:
                    found[name] = load(path)
        return found


def _begun(interview_id: str, instrument: Instrument, before: Before, language: str) -> Interview:
    """A talk that was prepared and begun as on the ward."""
    talk = happen(Interview(interview_id, instrument), Happening.PREPARED)
    if instrument.has_question(REASONS):
        reasons = instrument.question(REASONS)
        for number in range(1, ROWS + 1):
            assert isinstance(reasons, ListQuestion), "reasons are a list"
            fields = example_row(reasons, number, language)
            talk = _with_row(talk, reasons, f"r{number}", fields)
    law = example_law_detail(instrument, now().astimezone().date())
    talk = happen(talk, Happening.OPENED)
    taken = carry(talk, before, law, language)
    talk = happen(talk, Happening.CARRIED, **taken.detail)
    for row in taken.rows:
        place = Place(row.list_id, row.id, instrument.question(row.list_id).voices[0])
        fields = dict(row.fields)
        made = carried_row(talk, place, fields, key=new_key(), at=now(), by=NOBODY)
        talk = talk.with_entry(made)
    return talk


def _with_row(
    talk: Interview, question: ListQuestion, row: str, fields: dict[str, Any]
) -> Interview:
    place = Place(question.id, row, question.voices[0])
    return say_so(talk, Said(new_key(), place, Status.ANSWERED, fields, base=talk.version(place)))


def _walked(talk: Interview, language: str) -> Interview:
    """The talk with everything answered."""
    while step := next_step(talk, language):
        talk = (
            say_so(talk, step)
            if isinstance(step, Said)
            else happen(talk, step.happening, **step.detail)
        )
    return talk
