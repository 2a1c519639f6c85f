"""A sealed record, read-only and made harmless, with the review sheet beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tornado.web import HTTPError

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import NotFoundError, SealError
from coprod_widgets.instrument.reading_age import is_measured, reading_age
from coprod_widgets.research.reading import RecordError
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.record_view import RecordView
from coprod_widgets.server.shown import shown
from coprod_widgets.store.records import RecordRow
from coprod_widgets.store.reviews import NotTakenError, ReviewSheet, Verdict
from coprod_widgets.workbook.reviewing import Filled, filled, filled_rating, keep_sheet

_DIGEST = 64


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

    async def refuse(self, record_id: str, given: Filled, key: str) -> None:
        """Say why nothing was kept, on the page as it is now, with all that was written."""
        self.note(Deed.DENIED, record_id, key)
        view = await self.view(record_id, Action.READ_RECORD)
        if view is not None:
            self.set_status(409)
            await self.show_record(view, given, self.say(key))

    def field(self) -> Callable[[str], str]:
        """The fields of the form that was sent."""
        return lambda name: str(self.get_body_argument(name, ""))


class RecordPage(RecordHandler):
    """Reading a record."""

    async def get(self, record_id: str) -> None:
        """Differences first, then all that was said, then the review."""
        view = await self.view(record_id, Action.READ_RECORD)
        if view is not None:
            self.note(Deed.READ_RECORD, record_id, view.row.digest)
            await self.show_record(view)


class ReviewPage(RecordHandler):
    """Signing a record off, returning it, or raising it."""

    async def post(self, record_id: str) -> None:
        """Keep the verdict and the sheet, bound to the digest of what was seen."""
        view = await self.view(record_id, Action.REVIEW)
        if view is None:
            return
        if self.get_body_argument("confirm", ""):
            await self._confirm(view)
            return
        given = filled(self.field())
        if self.get_body_argument("look", ""):
            await self._look(view, given)
            return
        if given.wrong:
            self.set_status(400)
            await self.show_record(view, given)
            return
        assert given.verdict is not None, "without one, something is wrong with the sheet"
        await self._keep(view, given.verdict, given, given.sheet(keep_sheet(self.store)))

    async def _look(self, view: RecordView, given: Filled) -> None:
        """Tell how old one has to be to read the message, before it is kept."""
        message = str(given.answers.get("message", ""))
        age = reading_age([message]) if message and is_measured(self.language) else None
        await self.show_record(view, Filled(given.answers), looked=True, age=age)

    async def _confirm(self, view: RecordView) -> None:
        """Sign off once more what was signed before and still stands."""
        nothing = Filled({})
        if not await self.aside(view.stands):
            await self.refuse(view.row.id, nothing, "review_not_only_yes")
            return
        await self._keep(view, Verdict.SIGNED_OFF, nothing, ReviewSheet(confirms=True))

    async def _keep(
        self, view: RecordView, verdict: Verdict, given: Filled, sheet: ReviewSheet
    ) -> None:
        digest = self.get_body_argument("digest", "")[:_DIGEST]
        by, store, record_id = self.signed_in.account.id, self.store, view.row.id
        try:
            store.add_review(record_id, by, verdict, sheet, digest, now())
        except NotTakenError as error:
            await self.refuse(record_id, given, error.plain)
            return
        self.redirect("/", status=303)


class RatingPage(RecordHandler):
    """Rating a record that was drawn, without having seen how somebody else did."""

    is_rating = True

    async def post(self, record_id: str) -> None:
        """Keep the ten marks."""
        view = await self.view(record_id, Action.REVIEW)
        if view is None:
            return
        given = filled_rating(self.field())
        if given.wrong:
            self.set_status(400)
            await self.show_record(view, given)
            return
        digest = self.get_body_argument("digest", "")[:_DIGEST]
        pin, by = keep_sheet(self.store), self.signed_in.account.id
        try:
            self.store.add_rating(record_id, by, given.answers, pin, digest, now())
        except NotTakenError as error:
            await self.refuse(record_id, given, error.plain)
            return
        self.redirect(f"/records/{record_id}", status=303)
