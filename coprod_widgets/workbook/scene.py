"""What an author looks at: whose screen, which words, and how far a talk in memory has come."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Said, answer_from

NOBODY = "preview"
"""Who writes what is not kept."""


class Screen(StrEnum):
    """Whose screen it is: the one that goes to and fro, or one of two."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    OWN_CLINICIAN = "own_clinician"
    OWN_PATIENT = "own_patient"

    @property
    def voice(self) -> Voice:
        """The voice that sits before it."""
        return Voice(self.value.removeprefix("own_"))

    @property
    def is_own(self) -> bool:
        """Whether each voice has one."""
        return self.value.startswith("own_")


class Far(StrEnum):
    """How far a talk has come; `own` is wherever its author has taken it."""

    FRESH = "fresh"
    HALF_WAY = "half_way"
    ANSWERED = "answered"
    ON_BREAK = "on_break"
    PASSING_ON = "passing_on"
    STOPPED = "stopped"
    CLOSED = "closed"
    ASKED_AGAIN = "asked_again"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Scene:
    """What an author looks at."""

    language: str = "en"
    screen: Screen = Screen.CLINICIAN
    easy: bool = False
    first: bool = True
    far: Far = Far.FRESH


def scene_from(chosen: Mapping[str, Any], standing: Scene) -> Scene:
    """The scene that was chosen in the bar; what it says nothing of stays.

    Raises:
        AnswerError: it names what there isn't.
    """
    try:
        return Scene(
            language=str(chosen.get("language", standing.language)),
            screen=Screen(chosen.get("screen", standing.screen)),
            easy=chosen.get("words", "easy" if standing.easy else "plain") == "easy",
            first=chosen.get("time", "first" if standing.first else "later") == "first",
            far=Far(chosen.get("far", standing.far)),
        )
    except ValueError:
        raise AnswerError(
            "There is nothing like that to look at.", "Choose from the bar."
        ) from None


def with_wording(talk: Interview, language: str, *, easy: bool, begun_in: str) -> Interview:
    """The talk in other words, as if the pair had chosen them; easy ones where there are some.

    Raises:
        AnswerError: they can't be chosen in the state the talk is in.
    """
    easy = easy and language in talk.instrument.easy_languages
    wording = talk.wording()
    known = language in talk.instrument.languages
    if not known or (wording.language or begun_in, wording.easy) == (language, easy):
        return talk
    return happen(talk, Happening.WORDED, language=language, easy=easy)


def with_screen(talk: Interview, screen: Screen) -> Interview:
    """The talk with the screen, or a screen each, where it is wanted.

    Raises:
        AnswerError: it can't be passed on in the state the talk is in.
    """
    if talk.has_two_screens and not screen.is_own:
        talk = happen(talk, Happening.LEFT)
    holder = Voice.CLINICIAN if screen.is_own else screen.voice
    if talk.holder is not holder and not talk.has_two_screens:
        talk = happen(talk, Happening.HANDED_OVER, to=holder.value)
    if screen.is_own and not talk.has_two_screens:
        talk = happen(talk, Happening.JOINED)
    return talk


def happen(talk: Interview, happening: Happening, **detail: Any) -> Interview:
    """The talk with something that happened now.

    Raises:
        AnswerError: it can't happen in the state the talk is in.
    """
    happened = Happened(new_key(), happening, detail)
    return talk.with_entry(moment_from(talk, happened, at=now(), by=NOBODY))


def say_so(talk: Interview, said: Said) -> Interview:
    """The talk with what somebody said now. What is sealed is forgotten at once.

    Raises:
        AnswerError: it can't be said there.
    """
    return talk.with_entry(answer_from(talk, said, at=now(), by=NOBODY, seal=forget))


def forget(_: str) -> str:
    """What stands for a sealed answer where nothing is kept."""
    return "a preview seals nothing"


def new_key() -> str:
    """A key for an entry."""
    return secrets.token_hex(8)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
