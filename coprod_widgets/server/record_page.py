"""A sealed record, read-only and made harmless, with the review sheet beside it."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.research.reading import RecordError
from coprod_widgets.server.handler import WardHandler
from coprod_widgets.server.record_view import RecordView
from coprod_widgets.server.shown import shown
from coprod_widgets.store.records import RecordRow
from coprod_widgets.workbook.reviewing import Filled


class RecordHandler(WardHandler):
    """What reading, reviewing and rating share: which record, and whether it may be seen."""

    is_rating = False

    def found(self, record_id: str, action: Action) -> RecordRow:
        """The record, if the account may do this with it."""
        try:
            row = self.store.record(record_id)
        except NotFoundError:
            raise HTTPError(404) from None
        self.admit(row.interview_id, action)
        return row

    async def view(self, record_id: str, action: Action) -> RecordView | None:
        """What can be seen of a record; None where it was said why nothing can."""
        try:
            row = self.found(record_id, action)
            account = self.signed_in.account
            return await self.aside(lambda: RecordView(self.store, row, account, self.language))
        except SealError as error:
            self._broken(record_id, error)
        except RecordError as error:
            self._unreadable(record_id, error)
        return None

    def _broken(self, record_id: str, error: SealError) -> None:
        """Say that a record does not match its seal, and show nothing of it."""
        if self.signed_in.account.role is not Role.SUPERVISOR:
            raise HTTPError(404)  # whose it is can't be told any more
        self.note(Deed.DENIED, record_id, "seal")
        self.set_status(409)
        self.show("broken_seal.html", problem=error.problem)

    def _unreadable(self, record_id: str, error: RecordError) -> None:
        """Say that a record can't be read whole, and show no part of it as if it were all."""
        self.note(Deed.DENIED, record_id, "format")
        self.set_status(409)
        self.show("unreadable_record.html", problem=error.problem, id=record_id)

    async def show_record(
        self, view: RecordView, given: Filled | None = None, problem: str = "", **more: Any
    ) -> None:
        """The page; with what somebody filled in, where it was not kept."""
        rated, account = self.is_rating, self.signed_in.account

        def values_of() -> dict[str, Any]:
            told = view.values(given, problem, rated)
            return {**told, "shown": shown(self.store, view.row, account, self.language)}

        values = await self.aside(values_of)
        self.show("record.html", **{"looked": False, **values, **more})


class RecordPage(RecordHandler):
    """Reading a record."""

    async def get(self, record_id: str) -> None:
        """Differences first, then all that was said, then the review."""
        view = await self.view(record_id, Action.READ_RECORD)
        if view is not None:
            self.note(Deed.READ_RECORD, record_id, view.row.digest)
            await self.show_record(view)
