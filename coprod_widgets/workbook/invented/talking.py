"""One invented talk, entry by entry, each through the gate that a real one goes through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from coprod_widgets.instrument.definition import ListQuestion, Question
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Happening, Moment, Place, Status
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.path import Now, Turn, now
from coprod_widgets.interview.short import fitting, units_left
from coprod_widgets.interview.writing import Said, Seal, answer_from
from coprod_widgets.store.talks import Make
from coprod_widgets.workbook.asking_again import ask_again_by
from coprod_widgets.workbook.invented.person import Dice, Person
from coprod_widgets.workbook.invented.ratings import Pair
from coprod_widgets.workbook.invented.rows import fill, place_of
from coprod_widgets.workbook.invented.telling import tell
from coprod_widgets.workbook.invented.values import own_way, thing, value_at

_SHORT_MINUTES = 12
_GOES_ON = (State.HALF_WAY, State.ASKED_AGAIN)


class Talking:
    """One meeting of a person and their clinician. What was said is in `made`."""

    def __init__(
        self,
        talk: Interview,
        person: Person,
        dice: Dice,
        at: datetime,
        *,
        new_id: Callable[[str], str],
        seal: Seal,
    ) -> None:
        self.talk, self.person, self.dice, self.at = talk, person, dice, at
        self.roll = dice.roll
        self.made: list[Answer | Moment] = []
        self._new_id, self._seal = new_id, seal
        self._months = person.months(at)
        self._felt: dict[tuple[str, str | None], Pair] = {}
        self._typist: Entered | None = None
        self._stops_after: int | None = None
        self._pauses: dict[int, Callable[[], None]] = {}
        self._answers = 0

    def hold(self, beginnings: Sequence[Make], most: int) -> None:
        """Begin, and talk until the end, until somebody stops, or until so many entries more."""
        for make in beginnings:
            self._add(make(self.talk))
        self._arrange()
        most += len(self.made)
        while len(self.made) < most and self.talk.state in _GOES_ON:
            self._step(most)
        self._ask_again()
        if self.talk.state is State.CLOSED:
            tell(self)

    # What people write

    def happen(self, happening: Happening, **detail: Any) -> None:
        """Something happens."""
        happened = Happened(self._new_id("k"), happening, detail)
        by = self.person.clinician.id
        self._add(moment_from(self.talk, happened, at=self._tick(), by=by))

    def say_row(
        self,
        question: ListQuestion,
        row: str,
        fields: dict[str, Any] | None,
        status: Status = Status.ANSWERED,
    ) -> None:
        """A row of a list is written, changed or taken out."""
        self._say(place_of(question, row), status, fields, Entered.SELF)

    def add_row(self, question: ListQuestion, fields: dict[str, Any]) -> None:
        """A new row is written, unless the list is full."""
        if len(self.talk.rows(question.id)) < question.most:
            number = 1
            while self.talk.has_had_row(question.id, f"r{number}"):
                number += 1
            self.say_row(question, f"r{number}", fields)

    def ticked(self, place: Place, steps: int) -> int:
        """The place on a scale that a voice ticks if it answers."""
        patient, clinician = self.felt(place.question, place.row).ticked(steps)
        return clinician if place.voice is Voice.CLINICIAN else patient

    # How it goes

    def _arrange(self) -> None:
        """What is decided before the first question."""
        dice = self.dice
        if dice.chance("easy_words") and "en" in self.talk.instrument.easy_languages:
            self.happen(Happening.WORDED, language="en", easy=True)
        if dice.chance("short"):
            units = fitting(units_left(self.talk), _SHORT_MINUTES)
            self.happen(Happening.SHORTENED, units=[unit.block.unit for unit in units])
        if dice.chance("own_screen"):
            self.happen(Happening.JOINED)
        elif dice.chance("typed_for"):
            by_interpreter = dice.chance("by_interpreter")
            self._typist = Entered.INTERPRETER if by_interpreter else Entered.STAFF
        if dice.chance("stopped"):
            self._stops_after = self.roll.randint(3, 25)
        if dice.chance("breaks"):
            self._pauses[self.roll.randint(2, 20)] = self._take_a_break
        if dice.chance("passing_on"):
            self._pauses[self.roll.randint(2, 20)] = self._pass_on

    def _step(self, most: int) -> None:
        if self._stops_after is not None and self._answers >= self._stops_after:
            self.dice.truth.talks["stopped"] += 1
            self.happen(Happening.STOPPED)
            self.happen(Happening.CLOSED)
            return
        here = self._now()
        if here.turn is Turn.HAND_OVER:
            self.happen(Happening.HANDED_OVER, to=self.talk.holder.other.value)
        elif here.turn is Turn.FINISHED:
            self.happen(Happening.CLOSED)
        else:
            self._answer_some(here, most)

    def _now(self) -> Now:
        """What is asked, of whoever has a screen and something to say."""
        if not self.talk.has_two_screens:
            return now(self.talk, self.talk.holder)
        both = [now(self.talk, voice) for voice in (Voice.PATIENT, Voice.CLINICIAN)]
        return next((here for here in both if here.turn is Turn.ANSWER), both[0])

    def _answer_some(self, here: Now, most: int) -> None:
        """Answer what is asked here, until it changes what is asked."""
        for place in here.places:
            if self._answers == self._stops_after or len(self.made) >= most:
                return
            if pause := self._pauses.pop(self._answers, None):
                pause()
            if self.talk.is_settled(place) and not self.talk.waits_again(place):
                continue
            if not self.talk.is_asked(place):
                continue
            question = self.talk.instrument.question(place.question)
            if isinstance(question, ListQuestion):
                fill(self, question)
                if len(self.made) >= most:
                    return
            self._answer(question, place)

    def _answer(self, question: Question, place: Place) -> None:
        self._answers += 1
        if self._typist and self.talk.is_asked_only_alone(place):
            # Somebody sits beside the patient in this talk, though nothing was typed yet.
            self._say(place, Status.SKIPPED, None, Entered.SELF)
            return
        own = own_way(self, question, place)
        if own is None:
            status = self._status(place.voice)
            self.dice.truth.became(place.voice, status)
            value = value_at(self, question, place) if status is Status.ANSWERED else None
        else:
            status, value = own
        typed = Entered.SELF
        if self._typist and place.voice is Voice.PATIENT and self.dice.chance("typed_answers"):
            typed = self._typist
        self._say(place, status, value, typed)

    def _status(self, voice: Voice) -> Status:
        habits = {status: f"{voice.value}_{status.value}" for status in _PASSED_OVER}
        status: Status = self.dice.which(habits, (Status.ANSWERED,))
        return status

    def _take_a_break(self) -> None:
        self.happen(Happening.BREAK)
        self.at += timedelta(minutes=self.roll.randint(3, 15))
        self.happen(Happening.RESUMED)
        self.dice.truth.talks["breaks"] += 1

    def _pass_on(self) -> None:
        self.happen(Happening.NEEDS_PASSING_ON)
        when = self.at.strftime("%Y-%m-%dT%H:%M")
        self.happen(Happening.PASSED_ON, to="nurse in charge", when=when, told=True)
        self.happen(Happening.RESUMED)
        self.dice.truth.talks["passed_on"] += 1

    def _ask_again(self) -> None:
        """Some days after a talk that was held to its end: does it still stand?"""
        if self.talk.state is not State.CLOSED or self._stops_after is not None:
            return
        later = self.at + timedelta(days=self.roll.randint(1, 6), minutes=self.roll.randint(0, 90))
        if ask_again_by(self.talk, later) is None or not self.dice.chance("asked_again"):
            return
        self.at = later
        self._pauses.clear()
        self.happen(Happening.ASKED_AGAIN)
        while self.talk.state in _GOES_ON:
            self._step(len(self.made) + 10)

    # Underneath

    def felt(self, question: str, row: str | None) -> Pair:
        """What both feel about what a question is about, whoever is asked."""
        rated = (thing(question), row)
        if rated not in self._felt:
            named = f"{self.person.talks} {rated[0]} {row or ''}"
            workbook = self.talk.instrument.id
            self._felt[rated] = self.person.feelings.pair(workbook, named, self._months)
        return self._felt[rated]

    def _tick(self) -> datetime:
        self.at += timedelta(seconds=self.roll.randint(4, 45))
        return self.at

    def _add(self, entry: Answer | Moment) -> None:
        self.made.append(entry)
        self.talk = self.talk.with_entry(entry)

    def _say(self, place: Place, status: Status, value: Any, entered: Entered) -> None:
        base = self.talk.version(place)
        said = Said(self._new_id("k"), place, status, value, entered, base)
        by = self.person.clinician.id
        self._add(answer_from(self.talk, said, at=self._tick(), by=by, seal=self._seal))


_PASSED_OVER = (Status.DECLINED, Status.NOT_SURE, Status.SKIPPED)
