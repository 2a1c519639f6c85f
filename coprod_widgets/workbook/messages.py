"""What the form sends and what it is answered, the same for the ward's server and the preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.definition import Question
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Entered, Entry, Happening, Place, Status
from coprod_widgets.interview.happening import Happened
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.path import now
from coprod_widgets.interview.reveal import is_sealed, may_see
from coprod_widgets.interview.writing import Said, value_of
from coprod_widgets.widgets.said import value_words
from coprod_widgets.widgets.screen import card_html, sections_html
from coprod_widgets.widgets.view import Names, View


@dataclass(frozen=True, slots=True)
class Looks:
    """In which words a talk is shown, and whether as a preview.

    `voice` is whose screen it is where each has their own; without it, the shared one's holder is.
    """

    names: Names = field(default_factory=Names)
    language: str = "en"
    preview: bool = False
    voice: Voice | None = None

    def holder(self, interview: Interview) -> Voice:
        """Who has the screen that is shown."""
        if interview.has_two_screens and self.voice is None:
            # Whatever forgets whose screen it is must not show one voice's words to the other.
            raise ValueError("a talk on two screens is shown to one of the two voices")
        return self.voice or interview.holder


def said_from(message: Mapping[str, Any]) -> Said:
    """What a message says.

    Raises:
        AnswerError: a part is missing or of the wrong type.
    """
    row = message.get("row")
    try:
        place = Place(
            _text(message["question"]), None if row is None else _text(row), Voice(message["voice"])
        )
        base = message.get("base", 0)
        if type(base) is not int:
            raise TypeError
        return Said(
            key=_text(message["key"]),
            place=place,
            status=Status(message["status"]),
            value=message.get("value"),
            entered=Entered(message.get("entered", Entered.SELF)),
            base=base,
        )
    except (KeyError, TypeError, ValueError):
        raise garbled() from None


def happened_from(message: Mapping[str, Any]) -> Happened:
    """What a message says has happened.

    Raises:
        AnswerError: a part is missing or of the wrong type.
    """
    detail = message.get("detail") or {}
    try:
        if not isinstance(detail, dict) or not set(detail) <= _DETAILS:
            raise TypeError
        for unit in detail.get("units", ()):
            _text(unit)
        return Happened(_text(message["key"]), Happening(message["happening"]), detail)
    except (KeyError, TypeError, ValueError):
        raise garbled() from None


_DETAILS = {"to", "language", "easy", "units", "when", "told"}


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 100:
        raise TypeError
    return value


def garbled() -> AnswerError:
    """What a message is refused with that is not of the form's making."""
    return AnswerError("The message can't be read.", "Load the page again.")


def shown(interview: Interview, looks: Looks) -> dict[str, Any]:
    """What the page shows now: each section's HTML, who holds the screen, and what they do."""
    holder = looks.holder(interview)
    return {
        "sections": sections_html(
            interview,
            holder,
            language=looks.language,
            names=looks.names,
            preview=looks.preview,
        ),
        "holder": holder.value,
        "state": interview.state.value,
        "turn": now(interview, holder).turn.value,
        "newest": len(interview.entries),
    }


def saved(interview: Interview, entry: Entry, looks: Looks) -> dict[str, Any]:
    """The reply to what was saved."""
    local = entry.at.astimezone()
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "saved": local.strftime("%H:%M"),
        **shown(interview, looks),
    }


def card_reply(interview: Interview, message: Mapping[str, Any], looks: Looks) -> dict[str, Any]:
    """The card of an answer that the holder wants to change, with what was said filled in.

    Raises:
        AnswerError: it is not the holder's own, was not answered, or is not asked any more.
    """
    place = said_from({"key": "card-only", "status": "answered", **message}).place
    holder = looks.holder(interview)
    own = place.voice in (holder, Voice.JOINT)
    known = interview.instrument.has_question(place.question)
    if not known or not own or interview.answer(place) is None or not interview.is_asked(place):
        raise AnswerError(
            "The holder may not change this.", "Load the page again.", "not_your_turn"
        )
    html = card_html(interview, place, holder, language=looks.language, names=looks.names)
    return {"html": html}


def conflict(interview: Interview, said: Said, looks: Looks) -> dict[str, Any]:
    """The reply to who was second: what stands there now, and what was sent, both in words."""
    view = View(interview, looks.holder(interview), looks.language, looks.names)
    place, answer = said.place, interview.answer(said.place)
    question = interview.instrument.question(place.question)
    seen = answer is not None and may_see(interview, looks.holder(interview), place)
    return {
        "conflict": True,
        "theirs": _in_words(view, question, place, answer.status, answer.value if seen else None)
        if answer
        else "",
        "mine": _in_words(view, question, place, *_mine(interview, said)),
        "base": interview.version(place),
        "message": view.say("conflict_message"),
        **shown(interview, looks),
    }


def _mine(interview: Interview, said: Said) -> tuple[Status, Any]:
    """What was sent, as the screen may show it: others may be looking on."""
    if is_sealed(interview, said.place):
        return Status.SEALED, None
    return said.status, value_of(interview, said)


def _in_words(view: View, question: Question, place: Place, status: Status, value: Any) -> str:
    if value is None:
        return view.say(f"status_{status.value}")
    return value_words(view, question, place.voice, value)
