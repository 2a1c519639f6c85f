"""What a supervisor has written and not sent yet: for her alone, until she sends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, delete, insert, select

from coprod_widgets.errors import CoprodError
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.records import Records
from coprod_widgets.store.tables import drafts, ratings, records, reviews


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote about one version of a record, by question, and when.

    `is_rating` says whether it is marks as the second one, and not a review.
    """

    record_id: str
    version: int
    is_rating: bool
    answers: Mapping[str, str | int]
    at: datetime


class Drafts(Records):
    """The part of the store that keeps what supervisors have not sent yet.

    It is encrypted for one account and one record, and no list or page of anybody else has it.
    """

    def keep_draft(
        self,
        record_id: str,
        account_id: str,
        answers: Mapping[str, str | int],
        at: datetime,
        *,
        is_rating: bool,
        seen: int,
    ) -> bool:
        """Keep what was written so far instead of what was kept before.

        Args:
            record_id: The version of the record that was on the page.
            account_id: Who wrote it.
            answers: What was written, by question.
            at: When.
            is_rating: Whether it is marks as the second one.
            seen: How many verdicts there were when the page was made.

        Returns:
            Whether it was taken. What comes after the same sheet was sent is not: a page keeps what
            is written by itself, and that can arrive late.
        """
        with self.writing() as writing:
            if writing.execute(_sent(record_id, account_id, is_rating, seen)).first():
                return False
            mine = and_(_of(record_id, account_id), drafts.c.is_rating == int(is_rating))
            writing.execute(delete(drafts).where(mine))
            if answers:
                writing.execute(
                    insert(drafts).values(
                        id=new_id("d"),
                        record_id=record_id,
                        account_id=account_id,
                        is_rating=int(is_rating),
                        at=stamp(at),
                        body=self.hide(
                            json.dumps(dict(answers)), _place(record_id, account_id, is_rating)
                        ),
                    )
                )
        return True

    def drafts_about(self, interview_id: str, account_id: str) -> list[Draft]:
        """What somebody has not sent about any version of a talk's record, the newest first."""
        return self._drafts(
            drafts.c.account_id == account_id, records.c.interview_id == interview_id
        )

    def drafts_of(self, account_id: str) -> list[Draft]:
        """All that somebody has not sent, the newest first."""
        return self._drafts(drafts.c.account_id == account_id)

    def _drafts(self, *where: ColumnElement[bool]) -> list[Draft]:
        query = (
            select(drafts, records.c.version)
            .join(records, records.c.id == drafts.c.record_id)
            .where(*where)
            .order_by(drafts.c.at.desc())
        )
        with self.reading() as connection:
            found = [self._draft(row) for row in connection.execute(query)]
        return [one for one in found if one is not None]

    def _draft(self, row: Row[*tuple[object, ...]]) -> Draft | None:
        """The draft of a row; None where it is damaged, so that its record can still be read."""
        is_rating = bool(row.is_rating)
        try:
            told = self.show(row.body, _place(row.record_id, row.account_id, is_rating))
            at = datetime.fromisoformat(row.at)
            return Draft(row.record_id, row.version, is_rating, json.loads(told), at)
        except (CoprodError, ValueError):
            return None

    def forget_drafts(self, interview_id: str, account_id: str) -> None:
        """Throw away what somebody has not sent about a talk."""
        with self.writing() as writing:
            self.forget_beside(writing, interview_id, account_id)

    def forget_beside(self, writing: Writing, interview_id: str, account_id: str) -> None:
        """The same, in the transaction in which it is sent."""
        versions = select(records.c.id).where(records.c.interview_id == interview_id)
        mine = drafts.c.account_id == account_id
        writing.execute(delete(drafts).where(mine, drafts.c.record_id.in_(versions)))


def _of(record_id: str, account_id: str) -> ColumnElement[bool]:
    return and_(drafts.c.record_id == record_id, drafts.c.account_id == account_id)


def _sent(record_id: str, account_id: str, is_rating: bool, seen: int) -> Select[tuple[str]]:
    if is_rating:
        return select(ratings.c.id).where(
            ratings.c.record_id == record_id, ratings.c.account_id == account_id
        )
    return select(reviews.c.id).where(
        reviews.c.record_id == record_id,
        reviews.c.account_id == account_id,
        reviews.c.number > seen,
    )


def _place(record_id: str, account_id: str, is_rating: bool) -> str:
    return f"{drafts.name}|body|{record_id}|{account_id}|{int(is_rating)}"
