"""What the pair is told of a review: what became of the record, and the message to them.

It is all that a patient sees of it. That a record was raised is between staff: until it is decided,
the patient is told that somebody still looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coprod_widgets.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pair is told: `words` is the key of the outcome's words."""

    words: str
    message: str
    at: datetime


def outcome_of(store: Store, interview_id: str, until: datetime | None = None) -> Outcome | None:
    """What the pair is told of the verdicts on a talk's record, as it stood at a moment or now.

    A yes to whether it still stands is signed off without new words: those before go on.
    """
    told = [
        review
        for review in store.reviews_of_talk(interview_id)
        if until is None or review.at <= until
    ]
    if not told:
        return None
    made = [row for row in store.records_of(interview_id) if until is None or row.at <= until]
    last = told[-1]
    if made and made[-1].id != last.record_id:
        return Outcome("told_changed", last.message, last.at)
    message = next((review.message for review in reversed(told) if not review.sheet.confirms), "")
    return Outcome(f"told_{last.decision.value}", message, last.at)
