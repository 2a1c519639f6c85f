"""What supervisors make of records: verdicts with their sheets, and second ratings apart."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select

from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import CoprodError, SealError
from coprod_widgets.store.anchors import check_row
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.drafts import Drafts
from coprod_widgets.store.faults import RESTORE, in_row
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.tables import meta, ratings, records, reviews

SEED = "second_ratings_seed"
"""The row of `coprod_meta` that the draw of second ratings goes by."""


class Verdict(StrEnum):
    """What a supervisor makes of a record. What is raised waits for somebody to decide it."""

    SIGNED_OFF = "signed_off"
    RETURNED = "returned"
    RAISED = "raised"


class NotTakenError(CoprodError):
    """A review or a rating can't be kept as things stand; `plain` is the key of its words."""

    def __init__(self, plain: str, problem: str, cure: str) -> None:
        super().__init__(problem, cure)
        self.plain = plain


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """What a supervisor writes: the answers to the review sheet `pin`, and words to two readers.

    `note` is for the clinician, `message` for the pair. `confirms` says that nothing but a yes was
    added to the record since it was signed, so that the sheet of then goes on.
    """

    note: str = ""
    message: str = ""
    answers: Mapping[str, str | int] = field(default_factory=dict)
    pin: str = ""
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A supervisor's verdict on the record whose digest she saw.

    `number` counts the verdicts on one version of a record. `drawn` says that somebody else rates
    it too.
    """

    id: str
    record_id: str
    number: int
    account_id: str
    decision: Verdict
    sheet: ReviewSheet
    digest: str
    drawn: bool
    at: datetime

    @property
    def note(self) -> str:
        """The words to the clinician."""
        return self.sheet.note

    @property
    def message(self) -> str:
        """The words to the pair."""
        return self.sheet.message


@dataclass(frozen=True, slots=True)
class Rating:
    """How a second supervisor rates a record, without having seen the first one's marks."""

    id: str
    record_id: str
    account_id: str
    answers: Mapping[str, str | int]
    pin: str
    digest: str
    at: datetime


class Reviews(Drafts):
    """The part of the store that keeps what supervisors make of records."""

    def add_review(
        self,
        record_id: str,
        account_id: str,
        decision: Verdict | str,
        sheet: ReviewSheet,
        digest: str,
        at: datetime,
    ) -> Review:
        """Keep a verdict on what was seen, and draw whether somebody else rates it too.

        Raises:
            NotTakenError: somebody else was first, there is a newer version, or the digest is not
                the record's.
            SealError: the record was changed.
        """
        row = self.record(record_id)
        with self.writing() as writing:
            connection = writing.connection
            self.held(connection, records, id=record_id)
            self._check_newest(connection, row, digest)
            before = self._of(connection, record_id)
            if before and before[-1].decision is not Verdict.RAISED:
                raise NotTakenError(
                    "review_taken",
                    "Somebody else has reviewed this record already.",
                    "Load the page again.",
                )
            if before and decision == Verdict.RAISED:
                raise NotTakenError(
                    "review_raised_already", "This record was raised already.", "Decide it."
                )
            review = Review(
                id=new_id("v"),
                record_id=record_id,
                number=len(before) + 1,
                account_id=account_id,
                decision=Verdict(decision),
                sheet=sheet,
                digest=digest,
                drawn=self._is_drawn(connection, record_id, decision, sheet),
                at=at,
            )
            writing.add(
                reviews,
                id=review.id,
                record_id=record_id,
                number=review.number,
                account_id=account_id,
                decision=review.decision.value,
                drawn=int(review.drawn),
                digest=digest,
                at=stamp(at),
                body=self.hide(_told(sheet), _place(review.id, record_id, digest)),
            )
            if not sheet.confirms:
                self.forget_beside(writing, row.interview_id, account_id)
            reason = f"{review.decision.value} {digest}"
            self.note_beside(writing, Event(at, Deed.REVIEWED, account_id, record_id, reason))
        return review

    def add_rating(
        self,
        record_id: str,
        account_id: str,
        answers: Mapping[str, str | int],
        pin: str,
        digest: str,
        at: datetime,
    ) -> Rating:
        """Keep how a second supervisor rates a record that was drawn.

        A newer version of the record changes nothing: both rate what both saw.

        Raises:
            NotTakenError: it isn't to be rated, by nobody or not by them, or was rated already.
            SealError: the record was changed.
        """
        with self.writing() as writing:
            connection = writing.connection
            kept = self.held(connection, records, id=record_id)
            before = self._of(connection, record_id)
            if kept is None or not before or not before[-1].drawn or kept.digest != digest:
                raise NotTakenError(
                    "rating_not_due", "This record is not to be rated.", "Load the page again."
                )
            if account_id in {review.account_id for review in before}:
                raise NotTakenError(
                    "rating_own", "Whoever reviewed a record can't rate it again.", "Ask another."
                )
            if self.held(connection, ratings, record_id=record_id):
                raise NotTakenError(
                    "rating_taken", "Somebody else has rated this record.", "Load the page again."
                )
            rating = Rating(new_id("g"), record_id, account_id, dict(answers), pin, digest, at)
            body = json.dumps({"answers": rating.answers, "pin": pin})
            writing.add(
                ratings,
                id=rating.id,
                record_id=record_id,
                account_id=account_id,
                digest=digest,
                at=stamp(at),
                body=self.hide(body, _place(rating.id, record_id, digest, ratings.name)),
            )
            self.forget_beside(writing, kept.interview_id, account_id)
            self.note_beside(writing, Event(at, Deed.RATED, account_id, record_id, digest))
        return rating

    def _check_newest(self, connection: Connection, row: RecordRow, digest: str) -> None:
        newest = connection.execute(
            select(func.max(records.c.version)).where(records.c.interview_id == row.interview_id)
        ).scalar_one()
        if newest != row.version or digest != row.digest:
            raise NotTakenError(
                "review_overtaken",
                "There is a newer version of this record.",
                "Read the newest one, then decide.",
            )

    def _is_drawn(
        self, connection: Connection, record_id: str, decision: str, sheet: ReviewSheet
    ) -> bool:
        """Whether a record is among those that somebody else rates too.

        It goes by the record's id under the kept seed and the ring's key, so that it comes out the
        same however often it is asked, and nobody who rates can work it out.
        """
        if decision == Verdict.RAISED or sheet.confirms or not self.settings.second_ratings:
            return False
        kept = self.held(connection, meta, key=SEED)
        if kept is None:
            raise SealError(f"Row {SEED} of table '{meta.name}' is missing.", RESTORE)
        drawn = self.keys.look_up("second rating", f"{kept.value}|{record_id}")
        return int(drawn[:13], 16) / 16**13 < self.settings.second_ratings

    def reviews_of(self, record_id: str) -> list[Review]:
        """The verdicts on a record, the one that rules last; none where it still waits."""
        with self.reading() as connection:
            return self._of(connection, record_id)

    def _of(self, connection: Connection, record_id: str) -> list[Review]:
        query = select(reviews).where(reviews.c.record_id == record_id).order_by(reviews.c.number)
        found = connection.execute(query).all()
        for row in found:
            check_row(self.keys, reviews, row)
        return [self.review_from(row) for row in found]

    def rating_of(self, record_id: str) -> Rating | None:
        """The second rating of a record, if there is one."""
        with self.reading() as connection:
            row = self.held(connection, ratings, record_id=record_id)
        return self.rating_from(row) if row else None

    def latest_reviews(self, record_ids: Collection[str] | None = None) -> dict[str, Review]:
        """The verdicts that rule, by the id of their record: of some records, or of all."""
        query = select(reviews).order_by(reviews.c.record_id, reviews.c.number)
        if record_ids is not None:
            query = query.where(reviews.c.record_id.in_(list(record_ids)))
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return {row.record_id: self.review_from(row) for row in rows}

    def reviews_of_talk(self, interview_id: str) -> list[Review]:
        """The verdicts on all versions of a talk's record, the oldest first."""
        query = (
            select(reviews)
            .join(records, records.c.id == reviews.c.record_id)
            .where(records.c.interview_id == interview_id)
            .order_by(reviews.c.at, reviews.c.number)
        )
        with self.reading() as connection:
            found = connection.execute(query).all()
        for row in found:
            check_row(self.keys, reviews, row)
        return [self.review_from(row) for row in found]

    def review_from(self, row: Row[tuple[object, ...]]) -> Review:
        """The review of a whole row."""
        with in_row(reviews.name, row.id):
            told = self._body(row, reviews.name)
            return Review(
                id=row.id,
                record_id=row.record_id,
                number=row.number,
                account_id=row.account_id,
                decision=Verdict(row.decision),
                sheet=ReviewSheet(**told),
                digest=row.digest,
                drawn=bool(row.drawn),
                at=datetime.fromisoformat(row.at),
            )

    def rating_from(self, row: Row[tuple[object, ...]]) -> Rating:
        """The second rating of a whole row."""
        with in_row(ratings.name, row.id):
            told = self._body(row, ratings.name)
            at = datetime.fromisoformat(row.at)
            answers, pin = told["answers"], told["pin"]
            return Rating(row.id, row.record_id, row.account_id, answers, pin, row.digest, at)

    def _body(self, row: Row[tuple[object, ...]], table: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            self.show(row.body, _place(row.id, row.record_id, row.digest, table))
        )
        return told


def _told(sheet: ReviewSheet) -> str:
    return json.dumps(
        {
            "note": sheet.note,
            "message": sheet.message,
            "answers": dict(sheet.answers),
            "pin": sheet.pin,
            "confirms": sheet.confirms,
        }
    )


def _place(id_: str, record_id: str, digest: str, table: str = reviews.name) -> str:
    return f"{table}|body|{id_}|{record_id}|{digest}"
