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
from coprod_widgets.instrument.definition import Instrument, ListQuestion, Question
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import (
    SAID,
    Answer,
    Entered,
    Happening,
    Moment,
    Place,
    Status,
)
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.journal import as_json
from coprod_widgets.interview.values import ROW_ID, fitting

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
    value = value_of(interview, said)
    sealed = None
    if question.reveal is Reveal.SEALED and value is not None:
        if seal is None:
            raise AnswerError(
                f"'{question.id}' is a sealed question and there is no key to seal it to.",
                "Run 'coprod init' for this data folder.",
                "refused_sealing",
            )
        sealed, value = seal(as_json(value)), None
    return Answer(
        number=len(interview.entries) + 1,
        at=at,
        by=by,
        key=said.key,
        place=said.place,
        status=said.status,
        value=value,
        entered=said.entered,
        sealed=sealed,
    )


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


def _check_open(interview: Interview) -> None:
    """Nothing is said in a talk that is over, or while the pair has paused."""
    if interview.state is State.CLOSED:
        raise AnswerError(
            "This talk is closed.",
            "Ask your supervisor to return it for a change.",
            "refused_closed",
        )
    if interview.state in (State.ON_BREAK, State.STOPPED):
        raise AnswerError(
            f"The talk is '{interview.state.value}'.", "Go on with it first.", "refused_paused"
        )


def _check_detail(interview: Interview, happened: Happened) -> None:
    detail = happened.detail
    match happened.happening:
        case Happening.HANDED_OVER:
            to = detail.get("to")
            other = to in (Voice.PATIENT, Voice.CLINICIAN) and to != interview.holder
            if not other or set(detail) != {"to"}:
                raise AnswerError(
                    f"The screen can't be handed to {to!r:.40}; it is with the "
                    f"{interview.holder.value}.",
                    "Load the page again.",
                )
        case Happening.WORDED:
            _check_wording(interview.instrument, detail)
        case Happening.PREPARED:
            pass  # made by `coprod prepare`, never sent by a page
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


_TALKING = (
    Happening.HANDED_OVER,
    Happening.WORDED,
    Happening.BREAK,
    Happening.STOPPED,
    Happening.CLOSED,
)
_PAUSED = (Happening.RESUMED, Happening.WORDED, Happening.CLOSED, Happening.HANDED_OVER)
_MAY_HAPPEN: dict[State, tuple[Happening, ...]] = {
    State.READY: (Happening.PREPARED, Happening.OPENED),
    State.HALF_WAY: _TALKING,
    State.ON_BREAK: (Happening.STOPPED, *_PAUSED),
    State.STOPPED: _PAUSED,
    State.CLOSED: (Happening.REOPENED,),
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


def _check_list_row(interview: Interview, question: ListQuestion, said: Said) -> None:
    row = said.place.row
    if not isinstance(row, str) or not ROW_ID.fullmatch(row):
        raise AnswerError(f"{row!r:.40} is not a row id.", "Load the page again.")
    standing = [known.id for known in interview.rows(question.id)]
    if row in standing:
        return
    if interview.has_had_row(question.id, row):
        raise AnswerError(
            f"Row '{row}' was taken out.", "Write a new row instead.", "refused_row_gone"
        )
    if len(standing) >= question.most:
        raise AnswerError(
            f"There are already {len(standing)} rows.",
            "Take one out before you add another.",
            "refused_list_full",
            count=len(standing),
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
    return fitting(interview.instrument, question, said.place.voice, said.value)
