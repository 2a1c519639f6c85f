"""A law pack as typed, frozen objects: who decides what here, what the rights are, since when."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coprod_widgets.instrument.definition import Id
from coprod_widgets.law.plain import hash_of
from coprod_widgets.translation import Text

TOPICS = (
    "leave_outside",
    "leave_grounds",
    "moving_on",
    "medicine",
    "search",
    "room_things",
    "phone_post_visits",
    "work_activity",
    "talking_treatments",
    "my_meetings",
    "plan_words",
    "watched_closely",
    "time_alone",
    "food_exercise",
)
"""The topics that every hospital has; a pack declares others under `own_topics`."""

TextName = Literal["who_sees", "passed_on", "cannot_show"]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(raw: Any) -> Any:
    # Else a number would be taken for seconds since 1970.
    if isinstance(raw, date):
        return raw
    try:
        if isinstance(raw, str) and _DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        raise ValueError("there is no such day: look at it in a calendar") from None
    raise ValueError("this isn't a day: write it like 2026-03-09")


def _filled(raw: Any) -> Any:
    if isinstance(raw, str) and not raw.strip():
        raise ValueError("this is empty: write it, or what is to be found out")
    return raw


Day = Annotated[date, BeforeValidator(_day)]
Line = Annotated[str, BeforeValidator(_filled)]


class LawPart(BaseModel):
    """The common ground of all parts of a law pack: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(LawPart):
    """One thing that a pack tells, and how far it can be relied upon.

    `checked` is the day on which somebody last compared it with its source. Until the hospital has
    confirmed it, people are told that it is to be confirmed. `hard_words` is the reason why its
    text may be above the reading age.
    """

    checked: Day
    confirmed: bool = False
    hard_words: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The keys of the plain words that stand beside it (`widgets/words`)."""
        return () if self.confirmed else ("law_to_confirm",)


class Topic(Entry):
    """Something that is decided about a patient.

    `rung` is who can say yes or no: 0 a court, tribunal or government, 1 a security rule of the
    hospital, 2 the doctor or team after hearing the patient, 3 patient and team together, 4 the
    patient. `holder` names them. `owner` is who in the hospital keeps the entry right.
    """

    id: Id
    title: Text
    rung: Annotated[int, Field(ge=0, le=4, strict=True)]
    holder: Text
    text: Text
    why: Text
    question: Text
    helps: Text
    source: Line
    owner: Line


class Right(Entry):
    """Something that a patient may ask for: what it is, how to use it, and who helps with that."""

    id: Id
    title: Text
    text: Text
    how: Text
    helps: Text
    source: Line


class HospitalText(Entry):
    """A text of the hospital's own."""

    text: Text


class HospitalTexts(LawPart):
    """Who can see what is written, what staff pass on, and what is said of what can't be shown."""

    who_sees: HospitalText
    passed_on: HospitalText
    cannot_show: HospitalText


class Approval(LawPart):
    """That somebody approved a pack on a day; `hash` is of all that they read."""

    by: Line
    date: Day
    hash: Line


class LawPack(LawPart):
    """The law of one place as one hospital tells it.

    `approved` is worked out from the hospital's approvals, never written in a pack's file.
    """

    id: Id
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    jurisdiction: Line
    title: Text
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en",)
    reading_age: Annotated[int, Field(ge=5, le=18)] = 11
    licence: str | None = None
    checked: Day
    review_by: Day
    owner: Line
    own_topics: tuple[Id, ...] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    rights: Annotated[tuple[Right, ...], Field(min_length=1)]
    texts: HospitalTexts
    approved: Approval | None = None

    @property
    def hash(self) -> str:
        """The SHA-256 of all that the pack says. Comments and the approval are no part of that."""
        # Worked out each time: a copy with other words would keep one that was cached.
        return hash_of(self)

    @property
    def pin(self) -> str:
        """The pack and its version, as records name it."""
        return f"{self.id} {self.version}"

    @property
    def is_approved(self) -> bool:
        """Whether what it says now was approved."""
        return self.approved is not None and self.approved.hash == self.hash

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that it tells: topics, rights and texts."""
        texts = self.texts
        return (*self.topics, *self.rights, texts.who_sees, texts.passed_on, texts.cannot_show)

    def topic(self, topic_id: str) -> Topic | None:
        """The topic with an id, or None: rows that a patient added are of no topic."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def right(self, right_id: str) -> Right | None:
        """The right with an id, or None."""
        return next((right for right in self.rights if right.id == right_id), None)

    def text(self, name: TextName) -> HospitalText:
        """One of the hospital's own texts."""
        found: HospitalText = getattr(self.texts, name)
        return found

    def notes(self, today: date) -> tuple[str, ...]:
        """The keys of the plain words that stand beside the whole pack (`widgets/words`)."""
        told = []
        if not self.is_approved:
            told.append("law_not_approved")
        if today > self.review_by:
            told.append("law_past_review")
        return tuple(told)
