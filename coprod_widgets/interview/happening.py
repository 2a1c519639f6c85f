"""What may happen in a talk besides answers, in each of its states: the gate for moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Moment
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.keys import check_key

ROLE_LONGEST = 80
_TALKING = (
    Happening.HANDED_OVER,
    Happening.JOINED,
    Happening.LEFT,
    Happening.WORDED,
    Happening.NEEDS_PASSING_ON,
    Happening.BREAK,
    Happening.STOPPED,
    Happening.CLOSED,
)
_PAUSED = (
    Happening.RESUMED,
    Happening.ASKED_AGAIN,
    Happening.WORDED,
    Happening.CLOSED,
    Happening.HANDED_OVER,
    Happening.JOINED,
    Happening.LEFT,
)
_MAY_HAPPEN: dict[State, tuple[Happening, ...]] = {
    State.READY: (Happening.PREPARED, Happening.OPENED),
    State.HALF_WAY: (Happening.CARRIED, Happening.SHORTENED, *_TALKING),
    State.ASKED_AGAIN: _TALKING,
    State.ON_BREAK: (Happening.STOPPED, Happening.NEEDS_PASSING_ON, *_PAUSED),
    State.STOPPED: (Happening.BREAK, Happening.NEEDS_PASSING_ON, *_PAUSED),
    State.PASSING_ON: (Happening.PASSED_ON, Happening.BREAK, Happening.STOPPED, *_PAUSED),
    State.CLOSED: (Happening.REOPENED, Happening.ASKED_AGAIN),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happens, before it is checked."""

    key: str
    happening: Happening
    detail: dict[str, Any] = field(default_factory=dict)


def moment_from(interview: Interview, happened: Happened, *, at: datetime, by: str) -> Moment:
    """The next entry of the journal, made from what happened.

    Raises:
        AnswerError: this can't happen in the state the interview is in.
    """
    check_key(happened.key)
    allowed = _MAY_HAPPEN[interview.state]
    if happened.happening not in allowed:
        raise AnswerError(
            f"'{happened.happening.value}' can't happen while the talk is "
            f"'{interview.state.value}'.",
            "Load the page again to see how far it has come.",
        )
    _check_detail(interview, happened)
    return Moment(
        number=len(interview.entries) + 1,
        at=at,
        by=by,
        key=happened.key,
        happening=happened.happening,
        detail=happened.detail,
    )


def _check_detail(interview: Interview, happened: Happened) -> None:
    detail = happened.detail
    match happened.happening:
        case Happening.HANDED_OVER:
            to = detail.get("to")
            other = to in (Voice.PATIENT, Voice.CLINICIAN) and to != interview.holder
            if not other or set(detail) != {"to"} or interview.has_two_screens:
                raise AnswerError(
                    f"The screen can't be handed to {to!r:.40}; it is with the "
                    f"{interview.holder.value}.",
                    "Load the page again.",
                )
        case Happening.JOINED | Happening.LEFT:
            joins = happened.happening is Happening.JOINED
            if detail or joins is interview.has_two_screens or interview.holder is Voice.PATIENT:
                raise AnswerError(
                    f"The patient's own screen can't have {happened.happening.value} now.",
                    "Load the page again.",
                )
        case Happening.WORDED:
            _check_wording(interview.instrument, detail)
        case Happening.SHORTENED:
            _check_units(interview, detail)
        case Happening.PASSED_ON:
            _check_passed_on(detail)
        case Happening.PREPARED | Happening.CARRIED:
            pass  # made by preparing and beginning a talk, never sent by a page
        case Happening.RESUMED | Happening.ASKED_AGAIN if not detail:
            again = happened.happening is Happening.ASKED_AGAIN
            if interview.state is not State.CLOSED and again != bool(interview.asks_again_since):
                raise AnswerError(
                    f"The talk can't go on by '{happened.happening.value}'.",
                    "Load the page again.",
                )
        case _ if detail:
            raise AnswerError(
                f"'{happened.happening.value}' came with {detail!r:.60}.", "Load the page again."
            )


def _check_wording(instrument: Instrument, detail: dict[str, Any]) -> None:
    language, easy = detail.get("language"), detail.get("easy")
    known = set(detail) == {"language", "easy"} and language in instrument.languages
    if not known or type(easy) is not bool or (easy and language not in instrument.easy_languages):
        raise AnswerError(
            f"There are no words {detail!r:.60} in '{instrument.id}'.",
            f"Its languages are {', '.join(instrument.languages)}.",
        )


def _check_units(interview: Interview, detail: dict[str, Any]) -> None:
    """A short talk goes through some of the units there are."""
    units, known = detail.get("units"), {block.unit for block in interview.blocks}
    told = units if isinstance(units, list) else []
    fits = 0 < len(told) == len({str(unit) for unit in told})
    if not fits or set(detail) != {"units"} or not {str(unit) for unit in told} <= known:
        raise AnswerError(
            f"A short talk can't have the units {units!r:.60}.",
            f"Pick some of: {', '.join(sorted(known))}.",
            "pick_units",
        )


def _check_passed_on(detail: dict[str, Any]) -> None:
    """To whom, when, and whether the patient was told; nothing of what it was."""
    to, when, told = detail.get("to"), detail.get("when"), detail.get("told")
    if not isinstance(to, str) or not 0 < len(to.strip()) <= ROLE_LONGEST or not to.isprintable():
        raise AnswerError(
            f"{to!r:.60} doesn't say to which role it was passed on.",
            f"Write up to {ROLE_LONGEST} characters.",
            "passed_on_to_missing",
        )
    try:
        moment = datetime.fromisoformat(when).isoformat(timespec="minutes") if when else ""
    except (TypeError, ValueError):
        moment = ""
    if not moment or moment != when:
        raise AnswerError(
            f"{when!r:.40} is no time such as 2026-03-09T14:05.",
            "Write the day and the time.",
            "passed_on_when_missing",
        )
    if type(told) is not bool or set(detail) != {"to", "when", "told"}:
        raise AnswerError(
            "Whether the patient was told is missing.",
            "Say yes or no.",
            "passed_on_told_missing",
        )
