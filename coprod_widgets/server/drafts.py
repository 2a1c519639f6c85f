"""What is written on a sheet: never lost, whatever becomes of it and of the sign-in.

The page keeps what is written by itself, some moments after each change, as a draft that only its
writer sees. A sheet that is sent and can't be taken is kept as one as well, also where the sign-in
has ended: the form says whose it is, in a field that only this server can have made.
"""

from __future__ import annotations

import hmac

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import NotFoundError
from coprod_widgets.server.handler import now
from coprod_widgets.server.record_page import RecordHandler
from coprod_widgets.server.record_view import writer_of
from coprod_widgets.workbook.reviewing import Filled, filled, filled_rating

_LONGEST = 200


class SheetHandler(RecordHandler):
    """A sheet that was sent, or that a page keeps by itself while it is being written."""

    def given(self) -> Filled:
        """What stands in the fields of the form that was sent."""

        def field(name: str) -> str:
            return str(self.get_body_argument(name, ""))

        return filled_rating(field) if self.is_rating else filled(field)

    @property
    def writer(self) -> str | None:
        """Whose form it is, by what the form itself says; None where that is not ours."""
        told = self.get_body_argument("writer", "")[:_LONGEST]
        account_id = told.partition(".")[0]
        known = writer_of(self.store, account_id, self.path_args[0])
        return account_id if hmac.compare_digest(told.encode(), known.encode()) else None

    def keep(self, record_id: str, account_id: str, given: Filled) -> bool:
        """Keep what was written as a draft. Gives whether it was taken: what was sent is not."""
        if self.get_body_argument("confirm", ""):
            return False  # one press, and nothing written
        seen = self.get_body_argument("seen", "")
        return self.store.keep_draft(
            record_id,
            account_id,
            given.answers,
            now(),
            is_rating=self.is_rating,
            seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 5 else 0,
        )

    def turn_away(self, *, was_device: bool) -> None:
        """Keep what was written before a sign-in is asked for; it is there again afterwards."""
        writer = self.writer
        if writer is None or not self._is_open(writer):
            super().turn_away(was_device=was_device)
            return
        record_id = self.path_args[0]
        self.keep(record_id, writer, self.given())
        if self.is_api:
            self.reply(401, message=self.say("sheet_kept_ended"))
            return
        self.redirect(f"/login?back={record_id}", status=303)

    def _is_open(self, account_id: str) -> bool:
        try:
            return not self.store.account(account_id).closed
        except NotFoundError:
            return False

    def is_anothers(self, record_id: str) -> bool:
        """Whether the form is of somebody who was signed in before; then it is kept for them.

        It is asked before anything else, as whoever is signed in now may be no supervisor.
        """
        writer = self.writer
        if writer is None or writer == self.signed_in.account.id:
            return False
        self.keep(record_id, writer, self.given())
        self.note(Deed.DENIED, record_id, "sheet_anothers")
        self.set_status(409)
        title, message = self.say("error_403_title"), self.say("sheet_anothers")
        if self.is_api:
            self.reply(409, message=message)
        else:
            self.show("error.html", title=title, message=message)
        return True

    async def refuse(self, record_id: str, given: Filled, key: str) -> None:
        """Say why nothing was taken, on the page as it is now, with all that was written."""
        self.note(Deed.DENIED, record_id, key)
        self.keep(record_id, self.signed_in.account.id, given)
        view = await self.view(record_id, Action.READ_RECORD)
        if view is not None:
            self.set_status(409)
            await self.show_record(view, given, self.say(key))


class KeepReview(SheetHandler):
    """What a page keeps by itself while the sheet is being written."""

    is_api = True

    def post(self, record_id: str) -> None:
        """Keep the fields as they are now, for whoever writes them."""
        if self.is_anothers(record_id):
            return
        self.found(record_id, Action.REVIEW)
        self.keep(record_id, self.signed_in.account.id, self.given())
        self.reply(200, message=self.say("sheet_kept", time=f"{now().astimezone():%H:%M}"))


class KeepRating(KeepReview):
    """The same of the marks of the second one."""

    is_rating = True


class ForgetDraft(SheetHandler):
    """Throwing away what was written and not sent."""

    def keep(self, record_id: str, account_id: str, given: Filled) -> bool:
        """Keep nothing: it is one press, and nothing written."""
        del record_id, account_id, given
        return False

    def post(self, record_id: str) -> None:
        """Throw it away, and show the record anew."""
        if self.is_anothers(record_id):
            return
        row = self.found(record_id, Action.REVIEW)
        self.store.forget_drafts(row.interview_id, self.signed_in.account.id)
        self.redirect(f"/records/{record_id}", status=303)
