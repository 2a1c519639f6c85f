"""What goes out of a supervisor's review: what her ten points come to, and nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coprod_widgets.measures.fidelity import ITEMS, fidelity
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.store.reviews import Verdict

if TYPE_CHECKING:
    from coprod_widgets.store import Store


def signed_fidelity(store: Store, interview_id: str) -> float | None:
    """What the points of the newest review that signed a talk's record off come to, from 0 to 1.

    None where nobody signed it off with marks. Whoever rates it a second time plays no part.

    Raises:
        SealError: a review of it was changed.
    """
    for review in reversed(store.reviews_of_talk(interview_id)):
        answers = review.sheet.answers
        sheet = {item: answers[item] for item in ITEMS if item in answers}
        # A yes to what was amended has no marks of its own: those it goes on from count.
        if review.decision is Verdict.SIGNED_OFF and sheet:
            return fidelity(sheet, PROVISIONAL).value
    return None
