"""The one gate through which everything that is said enters a journal.

The ward's server, the preview in JupyterLab, `coprod prepare` and `coprod simulate` all come
through here, so what a real person may do is what everyone may do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.definition import (
    Instrument,
    LinkQuestion,
    ListQuestion,
    Question,
)
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import (
    SAID,
    TYPED_FOR,
    Answer,
    Entered,
    Happening,
    Moment,
    Place,
    Status,
)
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.sealed import packed
from coprod_widgets.interview.values import ROW_ID, fitting, fitting_fields, one_of

_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")

Seal = Callable[[str], str]
"""Encrypts text to the key that the ward's server does not have."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, before it is checked.

    `base` is the number of the newest entry at the place that the speaker had seen, 0 for none.
    """

    key: str
    place: Place
    status: Status
    value: Any = None
    entered: Entered = Entered.SELF
    base: int = 0


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happens, before it is checked."""

    key: str
    happening: Happening
    detail: dict[str, Any] = field(default_factory=dict)


def answer_from(
    interview: Interview, said: Said, *, at: datetime, by: str, seal: Seal | None = None
) -> Answer:
    """The next entry of the journal, made from what was said.

    Raises:
        AnswerError: the place, the status or the value doesn't fit, or the interview is closed.
        ConflictError: somebody else answered here since the speaker last saw it.
    """
    _check_open(interview)
    _check_key(said.key)
    question = _question(interview, said.place)
    _check_place(interview, question, said)
    if said.base != interview.version(said.place):
        raise ConflictError(
            f"'{said.place.question}' was answered by somebody else in the meantime.",
            "Look at both answers and choose which one stays.",
        )
    value, status, sealed = value_of(interview, said), said.status, None
    if status is not Status.WITHDRAWN and _is_to_be_sealed(interview, question, said.place):
        if seal is None:
            raise AnswerError(
                f"'{question.id}' is a sealed question and there is no key to seal it to.",
                "Run 'coprod init' for this data folder.",
                "refused_sealing",
            )
        sealed = seal(packed(interview.instrument, said.place, status, value))
        value, status = None, Status.SEALED
    return Answer(
        number=len(interview.entries) + 1,
        at=at,
        by=by,
        key=said.key,
        place=said.place,
        status=status,
        value=value,
        entered=said.entered,
        sealed=sealed,
    )


def carried_row(
    interview: Interview, place: Place, fields: dict[str, Any], *, key: str, at: datetime, by: str
) -> Answer:
    """A row that comes from the law pack or from an earlier talk, made when the talk begins.

    What doesn't fit a field is left out, and what is missing may be filled in by the pair: nobody
    can ask an earlier talk for more. The first field has to be there. However many there are, all
    are taken over, as nothing that was promised may be lost.

    Raises:
        AnswerError: there is no such list, the row can't be added, or it has no first field.
    """
    question = _question(interview, place)
    if not isinstance(question, ListQuestion):
        raise AnswerError(f"'{question.id}' takes no rows.", "Name a list.")
    _check_row_id(interview, question, place.row)
    value = fitting_fields(question, fields)
    if question.fields[0].id not in value:
        raise AnswerError(f"The row for '{question.id}' has no first field.", "Leave it out.")
    number = len(interview.entries) + 1
    return Answer(number, at, by, key, place, Status.ANSWERED, value, Entered.CARRIED)


def moment_from(interview: Interview, happened: Happened, *, at: datetime, by: str) -> Moment:
    """The next entry of the journal, made from what happened.

    Raises:
        AnswerError: this can't happen in the state the interview is in.
    """
    _check_key(happened.key)
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


def _is_to_be_sealed(interview: Interview, question: Question, place: Place) -> bool:
    if question.reveal is not Reveal.SEALED:
        return False
    shown = question.sealed_unless
    return shown is None or not interview.rule_holds(shown, place)


def _check_open(interview: Interview) -> None:
    """Nothing is said in a talk that is over, or while the pair has paused."""
    if interview.state is State.CLOSED:
        raise AnswerError(
            "This talk is closed.",
            "Ask your supervisor to return it for a change.",
            "refused_closed",
        )
    if interview.state in (State.ON_BREAK, State.STOPPED, State.PASSING_ON):
        raise AnswerError(
            f"The talk is '{interview.state.value}'.", "Go on with it first.", "refused_paused"
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


def is_key(key: Any) -> bool:
    """Whether it can be a key: 8 to 64 letters, digits, hyphens and underscores."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def _check_key(key: str) -> None:
    if not is_key(key):
        raise AnswerError("The message has no proper key.", "Load the page again.")


def _question(interview: Interview, place: Place) -> Question:
    if not interview.instrument.has_question(place.question):
        raise AnswerError(f"There is no question {place.question!r:.60}.", "Load the page again.")
    return interview.instrument.question(place.question)


def _check_place(interview: Interview, question: Question, said: Said) -> None:
    place = said.place
    if place.voice not in question.voices:
        raise AnswerError(
            f"'{question.id}' is not asked of the {place.voice.value}.", "Load the page again."
        )
    if isinstance(question, ListQuestion) and place.row is not None:
        _check_list_row(interview, question, said)
        return
    list_id = interview.instrument.section_of(question.id).for_each
    rows = [row.id for row in interview.rows(list_id)] if list_id else [None]
    if place.row not in rows:
        raise AnswerError(f"'{question.id}' has no row {place.row!r:.40}.", "Load the page again.")
    if not interview.is_asked(place):
        raise AnswerError(f"'{question.id}' is not asked here.", "Load the page again.")
    if said.entered in TYPED_FOR and interview.is_asked_only_alone(place):
        raise AnswerError(
            f"'{question.id}' is only asked of somebody who types alone.",
            "Let the patient answer it, or skip it.",
            "refused_typed_for",
        )


def _check_list_row(interview: Interview, question: ListQuestion, said: Said) -> None:
    _check_row_id(interview, question, said.place.row)
    standing = [known.id for known in interview.rows(question.id)]
    if said.place.row not in standing and len(standing) >= question.most:
        raise AnswerError(
            f"There are already {len(standing)} rows.",
            "Take one out before you add another.",
            "refused_list_full",
            count=len(standing),
        )


def _check_row_id(interview: Interview, question: ListQuestion, row: str | None) -> None:
    if not isinstance(row, str) or not ROW_ID.fullmatch(row):
        raise AnswerError(f"{row!r:.40} is not a row id.", "Load the page again.")
    standing = any(known.id == row for known in interview.rows(question.id))
    if not standing and interview.has_had_row(question.id, row):
        raise AnswerError(
            f"Row '{row}' was taken out.", "Write a new row instead.", "refused_row_gone"
        )


def value_of(interview: Interview, said: Said) -> Any:
    """What is kept of what was said, or None where no value goes with its status.

    Raises:
        AnswerError: status and value don't fit together, or the value doesn't fit the question.
    """
    question = interview.instrument.question(said.place.question)
    if said.status not in SAID:
        raise AnswerError(f"'{said.status.value}' can't be said.", "Load the page again.")
    if said.status is not Status.ANSWERED:
        if said.value is not None:
            raise AnswerError(
                f"'{question.id}' came with a value and the status '{said.status.value}'.",
                "Send the one or the other.",
            )
        return None
    if isinstance(question, ListQuestion) and said.place.row is None:
        if said.value is not True:
            raise AnswerError(f"'{question.id}' takes rows, one by one.", "Load the page again.")
        return True
    if isinstance(question, LinkQuestion):
        known = [thing.id for thing in interview.carried.things_for(question)]
        return one_of(question.id, known, said.value)
    return fitting(interview.instrument, question, said.place.voice, said.value)
