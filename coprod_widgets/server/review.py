"""What a supervisor makes of a record: the sheet that was sent, and the marks of a second one."""

from __future__ import annotations

from coprod_widgets.access.actions import Action
from coprod_widgets.instrument.reading_age import is_measured, reading_age
from coprod_widgets.server.drafts import SheetHandler
from coprod_widgets.server.handler import now
from coprod_widgets.server.record_view import RecordView
from coprod_widgets.store.reviews import NotTakenError, ReviewSheet, Verdict
from coprod_widgets.workbook.reviewing import Filled, keep_sheet

_DIGEST = 64


class ReviewPage(SheetHandler):
    """Signing a record off, returning it, or raising it."""

    async def post(self, record_id: str) -> None:
        """Keep the verdict and the sheet, bound to the digest of what was seen."""
        if self.is_anothers(record_id):
            return
        view = await self.view(record_id, Action.REVIEW)
        if view is None:
            return
        if self.get_body_argument("confirm", ""):
            await self._confirm(view)
            return
        given = self.given()
        if self.get_body_argument("look", ""):
            await self._look(view, given)
            return
        if given.wrong:
            self.keep(record_id, self.signed_in.account.id, given)
            self.set_status(400)
            await self.show_record(view, given)
            return
        assert given.verdict is not None, "without one, something is wrong with the sheet"
        await self._keep(view, given.verdict, given, given.sheet(keep_sheet(self.store)))

    async def _look(self, view: RecordView, given: Filled) -> None:
        """Tell how old one has to be to read the message, before it is kept."""
        self.keep(view.row.id, self.signed_in.account.id, given)
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


class RatingPage(SheetHandler):
    """Rating a record that was drawn, without having seen how somebody else did."""

    is_rating = True

    async def post(self, record_id: str) -> None:
        """Keep the ten marks."""
        if self.is_anothers(record_id):
            return
        view = await self.view(record_id, Action.REVIEW)
        if view is None:
            return
        given = self.given()
        if given.wrong:
            self.keep(record_id, self.signed_in.account.id, given)
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
