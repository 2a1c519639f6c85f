"""Rows of the table `pairs`: one question to both voices, how far apart they are, their guesses."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.instrument.definition import GuessQuestion, Instrument, ListQuestion, Question
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.research.columns import Row
from coprod_widgets.research.tables import Standing, Talk, said
from coprod_widgets.research.values import Outgoing


def is_pair(question: Question) -> bool:
    """Whether a question has two answers that can be set side by side.

    A guess has its place beside the question it is about, and a list is not one answer.
    """
    return question.voice is Asked.EACH and not isinstance(question, GuessQuestion | ListQuestion)


def pair_rows(talk: Talk, standing: Standing) -> Iterator[Row]:
    """The rows of `pairs` of one talk, in the order of the instrument."""
    for section, row in standing.blocks():
        for question in filter(is_pair, section.questions):
            patient_status, patient = _heard(talk, standing, question, row, Voice.PATIENT)
            clinician_status, clinician = _heard(talk, standing, question, row, Voice.CLINICIAN)
            yield {
                **talk.labels,
                "section": section.id,
                "question": question.id,
                "row": standing.number(section, Place(question.id, row, Voice.PATIENT)),
                "type": question.type,
                "construct": question.measures,
                "patient_status": patient_status.value,
                "clinician_status": clinician_status.value,
                "patient_code": patient.code,
                "clinician_code": clinician.code,
                "patient_number": patient.number,
                "clinician_number": clinician.number,
                **_compared(patient, clinician),
                **_guessed(talk, standing, question, row, Voice.PATIENT, clinician),
                **_guessed(talk, standing, question, row, Voice.CLINICIAN, patient),
                **talk.names(question.id),
            }


def _heard(
    talk: Talk, standing: Standing, question: Question, row: str | None, voice: Voice
) -> tuple[Status, Outgoing]:
    return said(talk, question, standing.at(Place(question.id, row, voice)))


def _compared(patient: Outgoing, clinician: Outgoing) -> Row:
    difference = _minus(clinician.number, patient.number)
    comparable = Outgoing() not in (patient, clinician)
    return {
        "difference": difference,
        "same": patient == clinician if comparable else None,
        "within_one": abs(difference) <= 1 if difference is not None else None,
    }


def _guessed(
    talk: Talk,
    standing: Standing,
    question: Question,
    row: str | None,
    guesser: Voice,
    actual: Outgoing,
) -> Row:
    guess = _guess_about(talk.instrument, question, guesser)
    status, guessed = None, Outgoing()
    if guess is not None:
        status, guessed = _heard(talk, standing, guess, row, guesser)
    who = guesser.value
    return {
        f"{who}_guess_status": status.value if status else None,
        f"{who}_guess": guessed.code,
        f"{who}_guess_off": _minus(guessed.number, actual.number),
    }


def _guess_about(instrument: Instrument, question: Question, guesser: Voice) -> Question | None:
    # Only a guess of the same section is about the same row.
    for other in instrument.section_of(question.id).questions:
        if isinstance(other, GuessQuestion) and other.of == question.id and guesser in other.voices:
            return other
    return None


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
