"""What the pair is told of a review: what became of the record, and the message to them.

It is all that a patient sees of it. That a record was raised is between staff: until it is decided,
the patient is told that somebody still looks at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coprod_widgets.store.reviews import Review


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pair is told: `words` is the key of the outcome's words."""

    words: str
    message: str
    at: datetime


def outcome_of(reviews: Sequence[Review], until: datetime | None = None) -> Outcome | None:
    """What the pair is told of the verdicts on a talk's record, as it stood at a moment or now.

    A yes to whether it still stands is signed off without new words: those before go on.
    """
    told = [review for review in reviews if until is None or review.at <= until]
    if not told:
        return None
    message = next((review.message for review in reversed(told) if not review.sheet.confirms), "")
    return Outcome(f"told_{told[-1].decision.value}", message, told[-1].at)
