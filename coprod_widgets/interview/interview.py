"""One sitting of one patient and one clinician with one instrument, and what was said in it.

Everything here is worked out from the journal each time it is asked; nothing is stored twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from coprod_widgets.instrument.definition import Instrument, ListQuestion, Question, Section
from coprod_widgets.instrument.rule_tree import FACTS
from coprod_widgets.instrument.rules import Found, Reference, Rule, parse
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import (
    TYPED_FOR,
    Answer,
    Happening,
    Moment,
    Place,
    Status,
)
from coprod_widgets.interview.carried import Carried
from coprod_widgets.interview.reveal import may_see

REASONS = "reasons"
"""The list that takes the reasons for somebody's risk; some of them may be held back."""


class State(StrEnum):
    """How far an interview has come, as its own journal tells it."""

    READY = "ready"
    HALF_WAY = "half_way"
    ON_BREAK = "on_break"
    PASSING_ON = "passing_on"
    STOPPED = "stopped"
    CLOSED = "closed"
    ASKED_AGAIN = "asked_again"


@dataclass(frozen=True, slots=True)
class Wording:
    """In which words a talk is shown. No language means the one it was prepared in."""

    language: str | None = None
    easy: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its id, and its fields as they stand now."""

    id: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A section, and the row it is about where it is asked once a row."""

    section: Section
    row: Row | None

    @property
    def row_id(self) -> str | None:
        """The id of the row, or None."""
        return self.row.id if self.row else None

    @property
    def unit(self) -> str:
        """Its name in a short talk, such as `start:` or `reason:r1`."""
        return f"{self.section.id}:{self.row_id or ''}"


@dataclass(frozen=True)
class Interview:
    """An instrument and a journal. Immutable: a new entry makes a new Interview (`with_entry`)."""

    id: str
    instrument: Instrument
    entries: tuple[Answer | Moment, ...] = ()

    def with_entry(self, entry: Answer | Moment) -> Interview:
        """The same interview, one entry further."""
        return Interview(self.id, self.instrument, (*self.entries, entry))

    # What is current

    @cached_property
    def _current(self) -> dict[Place, Answer]:
        return {entry.place: entry for entry in self.entries if isinstance(entry, Answer)}

    def answer(self, place: Place) -> Answer | None:
        """The newest answer at a place, whatever its status, or None."""
        return self._current.get(place)

    def version(self, place: Place) -> int:
        """The number of the newest entry at a place, 0 if there is none."""
        found = self.answer(place)
        return found.number if found else 0

    def history(self, place: Place) -> tuple[Answer, ...]:
        """Every answer ever given at a place, the oldest first."""
        return tuple(e for e in self.entries if isinstance(e, Answer) and e.place == place)

    def rows(self, list_id: str) -> tuple[Row, ...]:
        """The rows of a list that stand, in the order in which they were first written."""
        return tuple(
            Row(place.row, answer.value)
            for place, answer in self._current.items()
            if place.question == list_id and place.row and answer.status is Status.ANSWERED
        )

    def open_rows(self, question: ListQuestion) -> tuple[Row, ...]:
        """The rows of a list that have not come to their end: `open_until` was not answered."""
        rows, ends = self.rows(question.id), question.open_until
        if ends is None or not self.instrument.has_question(ends):
            return rows
        voices = self.instrument.question(ends).voices
        return tuple(
            row
            for row in rows
            if not any(self.status(Place(ends, row.id, v)) is Status.ANSWERED for v in voices)
        )

    def has_had_row(self, list_id: str, row: str) -> bool:
        """Whether the row id was ever used in the list. Row ids are never used again."""
        return any(p.question == list_id and p.row == row for p in self._current)

    def rows_for(self, section: Section) -> tuple[Row, ...]:
        """The rows that a section is asked for."""
        rows, only = self.rows(section.for_each or ""), section.only_if
        if only is None:
            return rows
        return tuple(row for row in rows if row.fields.get(only.field) == only.code)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The sections in order, each repeated for its rows."""
        return tuple(
            Block(section, row)
            for section in self.instrument.sections
            for row in (self.rows_for(section) if section.for_each else (None,))
        )

    def places(self, block: Block, question: Question) -> Iterator[Place]:
        """The places of a question in a block, the patient's first. A list has its rows instead."""
        for voice in question.voices:
            if isinstance(question, ListQuestion):
                yield from (Place(question.id, row.id, voice) for row in self.rows(question.id))
            else:
                yield Place(question.id, block.row_id, voice)

    # What is asked

    def is_asked(self, place: Place) -> bool:
        """Whether the rules ask for an answer at a place.

        A rule is worked out over what the place's voice may see, and over what both may see for
        a joint one, so that being asked never gives away an answer that is not revealed.
        """
        section = self.instrument.section_of(place.question)
        question = self.instrument.question(place.question)
        return self.rule_holds(section.ask_if, place) and self.rule_holds(question.ask_if, place)

    def is_asked_only_alone(self, place: Place) -> bool:
        """Whether a place that is asked would not be if somebody typed for the patient."""
        section = self.instrument.section_of(place.question)
        question = self.instrument.question(place.question)
        rules = (section.ask_if, question.ask_if)
        return not all(self.rule_holds(rule, place, alone=False) for rule in rules)

    def rule_holds(self, rule: str | None, place: Place, *, alone: bool | None = None) -> bool:
        """Whether a rule holds as a place's voice may see it; no rule always holds.

        `alone` asks whether it would hold if that were so.
        """
        if rule is None:
            return True
        parsed: Rule = parse(rule)
        return parsed.holds(lambda reference: self._found(reference, place, alone=alone))

    def _found(self, reference: Reference, asker: Place, *, alone: bool | None = None) -> Found:
        if reference.question in FACTS:
            alone = self.is_alone if alone is None else alone
            holds = {"first_time": self.carried.first_time, "alone": alone}
            return Found(value=holds[reference.question], answered=True, count=1)
        question = self.instrument.question(reference.question)
        if isinstance(question, ListQuestion):
            count = len(self.rows(question.id))
            return Found(value=None, answered=count > 0, count=count)
        same_section = self.instrument.section_of(question.id) == self.instrument.section_of(
            asker.question
        )
        voices = (reference.voice,) if reference.voice else question.voices
        viewers = (Voice.PATIENT, Voice.CLINICIAN) if asker.voice is Voice.JOINT else (asker.voice,)
        rows: list[str | None]
        if same_section or self.instrument.section_of(question.id).for_each is None:
            rows = [asker.row if same_section else None]
        else:
            rows = [row.id for row in self.rows_for(self.instrument.section_of(question.id))]
        values = []
        for row in rows:
            for voice in voices:
                place = Place(question.id, row, voice)
                answer = self.answer(place)
                hidden = any(not may_see(self, viewer, place) for viewer in viewers)
                if answer and self.status(place) is Status.ANSWERED and not hidden:
                    values.append(answer.value)
        everyone = len(values) == len(voices) * len(rows) > 0
        first = values[0] if values else None
        count = len(first) if isinstance(first, list) and len(rows) == 1 else len(values)
        return Found(value=first, answered=everyone, count=count)

    # What became of each question

    def status(self, place: Place) -> Status:
        """What became of a place, with `hidden`, `not_applicable` and `not_reached` worked out."""
        answer = self.answer(place)
        said = answer.status if answer else None
        if said is Status.WITHDRAWN:
            return Status.WITHDRAWN
        if not self.is_asked(place):
            had = said in (Status.ANSWERED, Status.SEALED)
            return Status.HIDDEN if had else Status.NOT_APPLICABLE
        return said or Status.NOT_REACHED

    def is_settled(self, place: Place) -> bool:
        """Whether the voice has said something at a place: an answer, or that it won't."""
        answer = self.answer(place)
        return answer is not None and answer.status is not Status.WITHDRAWN

    @property
    def asks_again_since(self) -> int | None:
        """The number of the moment from which a talk that was over is asked about once more."""
        since = None
        for moment in self.moments:
            if moment.happening is Happening.ASKED_AGAIN:
                since = since or moment.number
            elif moment.happening in (Happening.CLOSED, Happening.REOPENED):
                since = None
        return since

    def waits_again(self, place: Place) -> bool:
        """Whether a place is asked once more after the talk's end, and that is still to do."""
        since = self.asks_again_since
        question = self.instrument.question(place.question)
        return bool(since and question.again_within and self.version(place) < since)

    # What happened

    @property
    def moments(self) -> Iterator[Moment]:
        """Everything that happened besides answers."""
        return (entry for entry in self.entries if isinstance(entry, Moment))

    @cached_property
    def carried(self) -> Carried:
        """What the talk began with: from the law pack, and from what was said before."""
        for moment in self.moments:
            if moment.happening is Happening.CARRIED:
                return Carried(moment.detail)
        return Carried({})

    @property
    def is_alone(self) -> bool:
        """Whether nobody typed for the patient in this talk."""
        return not any(
            isinstance(entry, Answer) and entry.entered in TYPED_FOR for entry in self.entries
        )

    @property
    def has_two_screens(self) -> bool:
        """Whether the patient has a screen of their own now."""
        joined = False
        for moment in self.moments:
            if moment.happening in (Happening.JOINED, Happening.LEFT):
                joined = moment.happening is Happening.JOINED
            elif moment.happening is Happening.CLOSED:
                joined = False
        return joined

    @cached_property
    def units(self) -> frozenset[str] | None:
        """The units that a short talk goes through, or None for all of them."""
        units = None
        for moment in self.moments:
            if moment.happening is Happening.SHORTENED:
                units = self.units_of(moment)
            elif moment.happening is Happening.REOPENED:
                units = None
        return units

    def units_of(self, moment: Moment) -> frozenset[str] | None:
        """The units that were picked for a short talk, or None where all there were then were.

        All of them is no short talk: what is added later, such as a row, belongs to it too.
        """
        picked = frozenset(moment.detail["units"])
        then = Interview(self.id, self.instrument, self.entries[: moment.number - 1])
        return None if picked >= {block.unit for block in then.blocks} else picked

    @property
    def holder(self) -> Voice:
        """Who has the shared screen. The clinician, until she hands it over."""
        held = Voice.CLINICIAN
        for moment in self.moments:
            if moment.happening is Happening.HANDED_OVER:
                held = Voice(moment.detail["to"])
            elif moment.happening in _BACK_WITH_STAFF:
                held = Voice.CLINICIAN
        return held

    def wording(self, number: int | None = None) -> Wording:
        """In which words it is shown, or was shown when entry `number` was made."""
        chosen = Wording()
        for moment in self.moments:
            if number is not None and moment.number > number:
                break
            if moment.happening is Happening.WORDED:
                chosen = Wording(moment.detail["language"], bool(moment.detail["easy"]))
        return chosen

    @property
    def state(self) -> State:
        """How far it has come."""
        state = State.READY
        for moment in self.moments:
            state = STATE_AFTER.get(moment.happening, state)
        return state

    @property
    def withheld(self) -> tuple[int, bool]:
        """How many reasons may not be shared, and whether the patient may be told the number."""
        for moment in self.moments:
            if moment.happening is Happening.PREPARED:
                return int(moment.detail.get("withheld", 0)), bool(moment.detail.get("cleared"))
        return 0, False

    @property
    def order(self) -> tuple[Voice, Voice]:
        """Whose words come first in the record: as the patient chose, else the patient's."""
        chosen = self.instrument.record_order
        answer = self.answer(Place(chosen, None, Voice.PATIENT)) if chosen else None
        if answer and answer.value == Voice.CLINICIAN.value:
            return (Voice.CLINICIAN, Voice.PATIENT)
        return (Voice.PATIENT, Voice.CLINICIAN)


_BACK_WITH_STAFF = (
    Happening.JOINED,
    Happening.CLOSED,
    Happening.REOPENED,
)
STATE_AFTER = {
    Happening.OPENED: State.HALF_WAY,
    Happening.NEEDS_PASSING_ON: State.PASSING_ON,
    Happening.BREAK: State.ON_BREAK,
    Happening.RESUMED: State.HALF_WAY,
    Happening.STOPPED: State.STOPPED,
    Happening.CLOSED: State.CLOSED,
    Happening.REOPENED: State.HALF_WAY,
    Happening.ASKED_AGAIN: State.ASKED_AGAIN,
}
