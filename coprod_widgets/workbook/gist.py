"""What the desk's lists tell of a record without opening it: its promises, and what became of some.

It is worked out once, when the record is written, from the same journal; so it can't tell another
story than the record does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from coprod_widgets.interview.interview import Interview
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.measures.reciprocity import PATIENT, STAFF, followed
from coprod_widgets.store.queue import Gist
from coprod_widgets.workbook.promises import WORKBOOK, Promise, open_promises

ENOUGH = 10
"""How many promises have to be looked at again before anything is said about how many were kept."""


def gist_of(talk: Interview) -> dict[str, Any]:
    """What lists tell of a talk's record; nothing for talks that are not about promises."""
    if talk.instrument.id != WORKBOOK:
        return {}
    evidence = Evidence((talk_of(talk, WORKBOOK),))
    kept = {who: followed(evidence, who) for who in (PATIENT, STAFF)}
    return {
        "open": [
            {"what": one.what, "who": one.who, "role": one.role, "by": one.by and str(one.by)}
            for one in open_promises(talk)
        ],
        "kept": {who: [worked.numerator, worked.denominator] for who, worked in kept.items()},
    }


@dataclass(frozen=True, slots=True)
class Overdue:
    """A promise whose day has passed, and the record that tells of it."""

    promise: Promise
    patient_id: str
    clinician_id: str
    record_id: str


def overdue(gists: Iterable[Gist], today: date) -> list[Overdue]:
    """Promises whose day has passed: those of staff first, and of each side the oldest first.

    Only the newest talk of each patient counts, because what is still open goes on from talk to
    talk. `gists` come with the oldest talk first.
    """
    newest = {gist.patient_id: gist for gist in gists}
    found = [
        Overdue(promise, gist.patient_id, gist.clinician_id, gist.record_id)
        for gist in newest.values()
        for promise in _open(gist.told)
        if promise.is_overdue(today)
    ]
    return sorted(found, key=lambda one: (not one.promise.is_of_staff, one.promise.by or today))


def _open(told: Mapping[str, Any]) -> list[Promise]:
    return [
        Promise(
            one["what"],
            one["who"],
            one["role"],
            date.fromisoformat(one["by"]) if one["by"] else None,
        )
        for one in told.get("open", ())
    ]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of promises that were looked at again; a part that was done counts half.

    `staff` and `gap` are REC2 and REC3 of the measures, over all talks of one clinician. Above 0,
    the gap says that staff are behind. They are None where there are too few to say.
    """

    clinician_id: str
    staff_done: float
    staff_due: int
    patient_done: float
    patient_due: int

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of them to say anything."""
        return self.staff_due + self.patient_due >= ENOUGH

    @property
    def staff(self) -> float | None:
        """The share of staff's promises that was kept."""
        return self.staff_done / self.staff_due if self.is_enough and self.staff_due else None

    @property
    def gap(self) -> float | None:
        """The patients' share less that of staff."""
        if self.staff is None or not self.patient_due:
            return None
        return self.patient_done / self.patient_due - self.staff


def follow_through(gists: Iterable[Gist]) -> list[Kept]:
    """What became of promises, by clinician, over all their talks."""
    sums: dict[str, list[float]] = {}
    for gist in gists:
        kept = gist.told.get("kept")
        if kept:
            one = sums.setdefault(gist.clinician_id, [0.0, 0.0, 0.0, 0.0])
            for place, value in enumerate((*kept[STAFF], *kept[PATIENT])):
                one[place] += value or 0
    return [
        Kept(clinician, staff_done, round(staff_due), patient_done, round(patient_due))
        for clinician, (staff_done, staff_due, patient_done, patient_due) in sums.items()
        if staff_due + patient_due
    ]
