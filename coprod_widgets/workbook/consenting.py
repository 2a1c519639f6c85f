"""What somebody said about research in a talk, written down as a dated decision of theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from coprod_widgets.instrument.definition import OneQuestion
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.store import Store
from coprod_widgets.store.consents import Consent

CONSTRUCT = "consent"
_DECISIONS = {"yes": Consent.YES, "no": Consent.NO, "later": Consent.ASK_LATER}


def decisions(interview: Interview) -> list[tuple[Consent, datetime]]:
    """Each decision in a talk and its moment.

    Whoever takes the answer back, or says after a yes that they are not sure, don't want to say or
    skip it, has withdrawn.
    """
    found = []
    for question in interview.instrument.questions:
        if question.measures != CONSTRUCT or not isinstance(question, OneQuestion):
            continue
        for voice in question.voices:
            before = None
            for answer in interview.history(Place(question.id, None, voice)):
                if answer.status is Status.WITHDRAWN or (before == "yes" and answer.value is None):
                    found.append((Consent.WITHDRAWN, answer.at))
                elif answer.value in _DECISIONS:
                    found.append((_DECISIONS[answer.value], answer.at))
                before = answer.value
    return found


def moment_after(said: Iterable[tuple[Consent, datetime]], at: datetime) -> datetime:
    """This moment, or one after everything that was said, so that what is said now rules."""
    return max([at, *(when + timedelta(microseconds=1) for _, when in said)])


def note_now(store: Store, patient_id: str, decision: Consent, at: datetime) -> None:
    """Write down what a patient says about research now, outside of a talk."""
    store.add_consent(patient_id, decision, moment_after(store.consents_of(patient_id), at))


def note_consent(store: Store, interview_id: str) -> None:
    """Write down what a talk's patient said about research. Doing it twice changes nothing."""
    said = decisions(store.interview(interview_id))
    if not said:
        return
    patient = store.about(interview_id).patient_id
    for decision, at in said:
        store.add_consent(patient, decision, at)
