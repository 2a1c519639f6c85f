"""What waits on the supervisors' desk. Nothing is opened for it but what the lists show."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, not_, or_, select

from coprod_widgets.errors import StoreError
from coprod_widgets.store.faults import in_row
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import Rating, Review, Reviews, Verdict
from coprod_widgets.store.tables import interviews, ratings, records, reviews


class Why(StrEnum):
    """Why a record waits for a supervisor."""

    RAISED = "raised"
    NEW = "new"
    CHANGED = "changed"  # after it was signed off
    AGAIN = "again"  # after it was returned


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits: for a verdict, or for a second rating where `why` is None."""

    record: RecordRow
    patient_id: str
    clinician_id: str
    pin: str
    why: Why | None


@dataclass(frozen=True, slots=True)
class Done:
    """A verdict, and what it is about."""

    review_id: str
    decision: Verdict
    at: datetime
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Gist:
    """What the desk lists of the newest record of a talk."""

    record_id: str
    patient_id: str
    clinician_id: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RatedTwice:
    """A record that two supervisors rated, and whose talk it was."""

    patient_id: str
    first: Review
    second: Rating


_newer = records.alias("newer")
_later = reviews.alias("later")
_earlier, _earlier_review = records.alias("earlier"), reviews.alias("earlier_review")

_IS_NEWEST = not_(
    exists().where(
        _newer.c.interview_id == records.c.interview_id, _newer.c.version > records.c.version
    )
)
_RULES = not_(
    exists().where(_later.c.record_id == reviews.c.record_id, _later.c.number > reviews.c.number)
)
_WAITS = or_(reviews.c.id.is_(None), reviews.c.decision == Verdict.RAISED.value)


class Queue(Reviews):
    """The part of the store that knows what waits for supervisors."""

    def waiting(self, most: int, start: int = 0) -> list[Waiting]:
        """What waits for a verdict: what was raised first, then what waits longest."""
        is_raised = case((reviews.c.decision == Verdict.RAISED.value, 0), else_=1)
        query = (
            self._of_newest(records.c.id, reviews.c.decision)
            .where(_WAITS)
            .order_by(is_raised, records.c.at, records.c.id)
            .limit(most)
            .offset(start)
        )
        with self.reading() as connection:
            picked = {row.id: row.decision for row in connection.execute(query)}
            rows = connection.execute(_known().where(records.c.id.in_(list(picked)))).all()
            before = self._decided_before(list(picked))
        found = {row.id: row for row in rows}
        return [
            _waiting(
                found[id_],
                Why.RAISED if decision else before.get(found[id_].interview_id, Why.NEW),
            )
            for id_, decision in picked.items()
        ]

    def count_waiting(self) -> int:
        """How many records wait for a verdict."""
        query = self._of_newest(func.count()).where(_WAITS)
        with self.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def _of_newest(self, *columns: ColumnElement[Any]) -> Select[Any]:
        newest = select(*columns).select_from(
            records.outerjoin(reviews, and_(reviews.c.record_id == records.c.id, _RULES))
        )
        return newest.where(_IS_NEWEST)

    def _decided_before(self, record_ids: list[str]) -> dict[str, Why]:
        """By interview, what the newest verdict on an earlier version of its record was."""
        query = (
            select(records.c.interview_id, _earlier_review.c.decision)
            .join(_earlier, _earlier.c.interview_id == records.c.interview_id)
            .join(_earlier_review, _earlier_review.c.record_id == _earlier.c.id)
            .where(records.c.id.in_(record_ids), _earlier.c.version < records.c.version)
            .order_by(_earlier.c.version, _earlier_review.c.number)
        )
        kinds = {Verdict.SIGNED_OFF.value: Why.CHANGED, Verdict.RETURNED.value: Why.AGAIN}
        with self.reading() as connection:
            return {
                row.interview_id: kinds[row.decision]
                for row in connection.execute(query)
                if row.decision in kinds
            }

    def reviewed(self, most: int, start: int = 0) -> list[Done]:
        """What was decided, the newest first."""
        query = (
            select(reviews.c.id, reviews.c.record_id, reviews.c.decision, reviews.c.at)
            .where(reviews.c.decision != Verdict.RAISED.value)
            .order_by(reviews.c.at.desc(), reviews.c.id)
            .limit(most)
            .offset(start)
        )
        with self.reading() as connection:
            made = connection.execute(query).all()
            ids = [row.record_id for row in made]
            found = {r.id: r for r in connection.execute(_known().where(records.c.id.in_(ids)))}
        done = []
        for row in made:
            with in_row(reviews.name, row.id):
                decision, at = Verdict(row.decision), datetime.fromisoformat(row.at)
            done.append(Done(row.id, decision, at, _waiting(found[row.record_id], None)))
        return done

    def known(self, record_ids: Collection[str]) -> dict[str, Waiting]:
        """What lists show of some records, by their ids."""
        query = _known().where(records.c.id.in_(list(record_ids)))
        with self.reading() as connection:
            return {row.id: _waiting(row, None) for row in connection.execute(query)}

    def to_rate(self, account_id: str, most: int) -> list[Waiting]:
        """What somebody can rate as the second: neither held nor reviewed by them."""
        mine = exists().where(_later.c.record_id == records.c.id, _later.c.account_id == account_id)
        query = (
            _known()
            .join(reviews, reviews.c.record_id == records.c.id)
            .where(
                reviews.c.drawn == 1,
                not_(exists().where(ratings.c.record_id == records.c.id)),
                not_(mine),
                interviews.c.clinician_id != account_id,
            )
            .order_by(reviews.c.at)
            .limit(most)
        )
        with self.reading() as connection:
            return [_waiting(row, None) for row in connection.execute(query)]

    def rated_twice(self) -> list[RatedTwice]:
        """Every record that two supervisors rated."""
        seconds = select(ratings, interviews.c.patient_id).join(
            records, records.c.id == ratings.c.record_id
        )
        seconds = seconds.join(interviews, interviews.c.id == records.c.interview_id)
        firsts = select(reviews).join(ratings, ratings.c.record_id == reviews.c.record_id)
        with self.reading() as connection:
            made = connection.execute(seconds.order_by(ratings.c.at)).all()
            rows = connection.execute(firsts.where(reviews.c.drawn == 1)).all()
        first = {row.record_id: self.review_from(row) for row in rows}
        return [
            RatedTwice(row.patient_id, first[row.record_id], self.rating_from(row)) for row in made
        ]

    def count_drawn(self) -> tuple[int, int]:
        """How many records were drawn to be rated twice, and how many were."""
        drawn = select(func.count()).select_from(reviews).where(reviews.c.drawn == 1)
        with self.reading() as connection:
            rated = connection.execute(select(func.count()).select_from(ratings)).scalar_one()
            return connection.execute(drawn).scalar_one(), rated

    def gists(self, workbook: str) -> list[Gist]:
        """What the newest record of each talk with a workbook told the desk, the oldest talk first.

        One that can't be read is left out, so that it can't hide the others; `coprod verify` names
        it.
        """
        query = (
            select(
                *(records.c[name] for name in ("id", "version", "digest", "head", "gist")),
                *(interviews.c[name] for name in ("patient_id", "clinician_id")),
                records.c.interview_id,
            )
            .join(interviews, interviews.c.id == records.c.interview_id)
            .where(interviews.c.workbook == workbook, _IS_NEWEST)
            .order_by(interviews.c.created)
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        # A record never changes, so what was once read of it can be kept.
        known: dict[str, Mapping[str, Any]] = self.__dict__.get("_known_gists", {})
        kept, found = {}, []
        for row in rows:
            told = known.get(row.id) or self._gist(row)
            if told is not None:
                kept[row.id] = told
                found.append(Gist(row.id, row.patient_id, row.clinician_id, told))
        self.__dict__["_known_gists"] = kept
        return found

    def _gist(self, row: Row[*tuple[Any, ...]]) -> Mapping[str, Any] | None:
        try:
            told: Mapping[str, Any] = json.loads(self.opened_gist(row))
        except (StoreError, ValueError):
            return None
        return told


def _known() -> Select[Any]:
    """What lists show of records, without their notebooks."""
    return select(
        *(records.c[name] for name in ("id", "interview_id", "version", "digest", "head", "at")),
        *(interviews.c[name] for name in ("patient_id", "clinician_id", "instrument")),
        interviews.c.version.label("of"),
    ).join(interviews, interviews.c.id == records.c.interview_id)


def _waiting(row: Row[Any], why: Why | None) -> Waiting:
    with in_row(records.name, row.id):
        at = datetime.fromisoformat(row.at)
    record = RecordRow(row.id, row.interview_id, row.version, row.digest, row.head, at)
    return Waiting(record, row.patient_id, row.clinician_id, f"{row.instrument}@{row.of}", why)
