"""The one gate through which everything that is said enters a journal.

The ward's server, the preview in JupyterLab, `coprod prepare` and `coprod simulate` all come
through here, so what a real person may do is what everyone may do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.definition import (
    LinkQuestion,
    ListQuestion,
    Question,
)
from coprod_widgets.instrument.voice import Reveal
from coprod_widgets.interview.answer import (
    SAID,
    TYPED_FOR,
    Answer,
    Entered,
    Place,
    Status,
)
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.keys import check_key
from coprod_widgets.interview.sealed import packed
from coprod_widgets.interview.values import ROW_ID, fitting, fitting_fields, one_of

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


def answer_from(
    interview: Interview, said: Said, *, at: datetime, by: str, seal: Seal | None = None
) -> Answer:
    """The next entry of the journal, made from what was said.

    Raises:
        AnswerError: the place, the status or the value doesn't fit, or the interview is closed.
        ConflictError: somebody else answered here since the speaker last saw it.
    """
    _check_open(interview)
    check_key(said.key)
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
