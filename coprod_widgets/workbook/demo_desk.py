"""What the two supervisors of an invented ward have done: reviews, and marks as the second one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coprod_widgets.access.accounts import Account
from coprod_widgets.measures.fidelity import ITEMS, MARKS
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import ReviewSheet, Verdict
from coprod_widgets.workbook.reviewing import keep_sheet

_STANDARDS = {
    "rights_told": "yes",
    "limits_told": "yes",
    "both_voices_kept": "yes",
    "actions_dated": "partly",
}
_MARKS = {
    "preparation_done": 2,
    "limits_before_questions": 1,
    "strengths_first": 2,
    "patient_first_or_apart": 2,
    "reveal_together": 2,
    "difference_kept": 2,
    "fixed_and_open_apart": 1,
    "staff_action_agreed": 1,
    "breaks_respected": 2,
    "reflection_by_both": 0,
}
_ANOTHER_EYE = 0.25
"""How often somebody marks a point otherwise."""


@dataclass(frozen=True, slots=True)
class _Said:
    verdict: Verdict
    note: str
    message: str
    skill: str
    is_rated: bool


_VERDICTS = {
    "signed_off": _Said(
        Verdict.SIGNED_OFF,
        "You waited until he had finished. Next time, name the day for your part.",
        "Both views are kept. Thank you both.",
        "You waited until he had finished.",
        is_rated=False,
    ),
    "returned": _Said(
        Verdict.RETURNED,
        "Please ask once more what staff can say first.",
        "One thing is still missing. Please look at it together once more.",
        "You asked what helps before you asked what goes wrong.",
        is_rated=True,
    ),
}
"""What was made of a talk, by how far it has come."""


@dataclass(frozen=True, slots=True)
class Supervisors:
    """The two of them. Each record that the first one has decided is drawn for the second one."""

    store: Store
    first: Account
    second: Account
    seed: int

    def decide(self, state: str, row: RecordRow, at: datetime) -> None:
        """Review a record as far as its state says; some wait for the second one's marks."""
        said = _VERDICTS.get(state)
        if said is None:
            return
        store, dice = self.store, random.Random(f"marks {self.seed} {row.interview_id}")  # noqa: S311
        pin = keep_sheet(store)
        words = {"skill_seen": said.skill, "nurse_is": "Well, and a little tired."}
        answers: dict[str, str | int] = {**_STANDARDS, **words, **_marks(dice)}
        sheet = ReviewSheet(said.note, said.message, answers, pin)
        with _all_drawn(store):
            store.add_review(row.id, self.first.id, said.verdict, sheet, row.digest, at)
        if said.is_rated:
            later = at + timedelta(hours=2)
            store.add_rating(row.id, self.second.id, _marks(dice), pin, row.digest, later)


def _marks(dice: random.Random) -> dict[str, int]:
    return {
        item: dice.choice(MARKS) if dice.random() < _ANOTHER_EYE else _MARKS[item] for item in ITEMS
    }


@contextmanager
def _all_drawn(store: Store) -> Iterator[None]:
    """Have every record drawn that is reviewed meanwhile, so that there is one to try."""
    kept = store.settings
    store.settings = replace(kept, second_ratings=1.0)
    try:
        yield
    finally:
        store.settings = kept
