"""What was promised and is still open: each promise, who holds it, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coprod_widgets.instrument.definition import ListQuestion
from coprod_widgets.interview.interview import Interview

WORKBOOK = "actions"
_LISTS = ("promises", "actions")
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. `who` is a code of its list, `role` the job of the staff who hold it."""

    what: str
    who: str
    role: str
    by: date | None

    @property
    def is_of_staff(self) -> bool:
        """Whether staff hold it."""
        return self.who == STAFF

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.by is not None and self.by < today


def open_promises(talk: Interview) -> list[Promise]:
    """The promises of a talk whose outcome isn't written: those of staff first, by their day."""
    found = []
    for list_id in _LISTS:
        if not talk.instrument.has_question(list_id):
            continue
        question = talk.instrument.question(list_id)
        if not isinstance(question, ListQuestion):
            continue
        for row in talk.open_rows(question):
            said = row.fields
            day = date.fromisoformat(said["by"]) if said.get("by") else None
            what = str(said.get("what", ""))
            found.append(Promise(what, str(said.get("who", "")), str(said.get("role", "")), day))
    return sorted(found, key=lambda p: (not p.is_of_staff, p.by is None, p.by or date.max))
