"""What was given out with people in it who have said no since, so that it can be recalled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.consent import Decision, decision_of
from coprod_widgets.research.release.keying import StudyKey
from coprod_widgets.research.study_centre import newest_people, people_of_hand_outs
from coprod_widgets.store.consents import Consent
from coprod_widgets.store.datasets import DatasetKind

if TYPE_CHECKING:
    from coprod_widgets.store import Store
    from coprod_widgets.store.datasets import DatasetRow


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given out: its id, when it was made, and what it is.

    Where its people are `by_pseudonym`, nobody of them is of this store: hospitals handed them out.
    """

    id: str
    at: datetime
    kind: DatasetKind
    by_pseudonym: bool


def given_out(store: Store, patient_id: str) -> list[Given]:
    """Everything that was given out with one person in it, the newest first."""
    rows = store.datasets()
    handed_out = people_of_hand_outs(rows)
    return [_given(row, handed_out) for row in rows if patient_id in row.patients]


def given(store: Store) -> list[Given]:
    """Everything that was given out, the newest first."""
    rows = store.datasets()
    handed_out = people_of_hand_outs(rows)
    return [_given(row, handed_out) for row in rows]


def _given(row: DatasetRow, handed_out: Collection[str]) -> Given:
    return Given(row.id, row.at, row.kind, any(one in handed_out for one in row.patients))


def pseudonym_in(store: Store, one: Given, patient_id: str) -> str:
    """What somebody goes by in something that was given out: a release has names of its study."""
    own = patient_id if one.by_pseudonym else store.pseudonym(patient_id)
    if one.kind is not DatasetKind.RELEASE:
        return own
    return StudyKey(store.study_key(store.study_of(one.id))).person(own)


def to_recall(store: Store) -> Mapping[str, list[str]]:
    """By the id of what was given out, the ids of its people whose latest word is not yes now.

    A word that can't be relied on is no yes. Of people whom hospitals handed out the newest data
    set that was made of hand-outs rules.
    """
    rows = store.datasets()
    handed_out = people_of_hand_outs(rows)
    own = {person for row in rows for person in row.patients} - handed_out
    gone = {person for person in own if _is_out(store, person)}
    gone |= handed_out - newest_people(rows)
    return {row.id: sorted(gone.intersection(row.patients)) for row in rows}


def left_hand_outs(store: Store) -> Mapping[str, str]:
    """The ids of people in earlier hand-outs whose latest word is not yes now, with that word.

    Somebody whose tombstone is newer than the database is among them: it may be too old to know
    that they were handed out.

    Raises:
        SealError: the tombstones are not as coprod left them.
    """
    handed = [row for row in store.datasets() if row.kind is DatasetKind.HAND_OUT]
    people = {one for row in handed for one in row.patients}
    gone = [one for one in people | store.with_newer_tombstones() if _is_out(store, one)]
    return {one: _word_of(store, one) for one in gone}


def check_still_in(store: Store, patients: Collection[str]) -> None:
    """See that nobody left while something was made of what they said.

    Raises:
        CoprodError: somebody did.
    """
    if any(_is_out(store, one) for one in patients):
        raise CoprodError(
            "Somebody left research while this was made, so it was not kept.", "Make it again."
        )


def _word_of(store: Store, patient_id: str) -> str:
    """The latest word; what can't be relied on counts as a no."""
    try:
        return decision_of(store.latest_consent(patient_id)).value
    except CoprodError:
        return Decision.NO.value


def _is_out(store: Store, patient_id: str) -> bool:
    try:
        return store.latest_consent(patient_id) is not Consent.YES
    except CoprodError:
        return True
