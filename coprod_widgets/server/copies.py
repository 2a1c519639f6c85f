"""The patient's own copies of a talk: making one is written down, looking at one changes nothing.

While the patient has the screen, its lock leaves him to his own talk, and so to its own copies and
to no others; new ones can be made once it is closed, when the screen is the clinician's again.
"""

from __future__ import annotations

from tornado.web import HTTPError

from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import NotFoundError
from coprod_widgets.interview.interview import State
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.pages import static_url
from coprod_widgets.store.copies import CopyRow
from coprod_widgets.workbook.copying import (
    NoPdfError,
    NotClosedError,
    copy_html,
    copy_pdf,
    has_pdf,
    make_copy,
)


class Copies(WardHandler):
    """Which copies were made, and a way to make one."""

    def get(self, interview_id: str) -> None:
        """The copies of a talk by their numbers."""
        self.admit(interview_id, Action.COPY)
        self._list(interview_id)

    def post(self, interview_id: str) -> None:
        """Make a copy and show it."""
        self.admit(interview_id, Action.COPY)
        try:
            row = make_copy(self.store, interview_id, self.signed_in.account.id, now())
        except NotClosedError:
            self.set_status(409)
            self._list(interview_id)
            return
        self.redirect(f"/interview/{interview_id}/copy/{row.number}", status=303)

    def _list(self, interview_id: str) -> None:
        about = self.store.about(interview_id)
        self.show(
            "copies.html",
            id=interview_id,
            title=self.store.instrument(*about.pin.split("@")).title.say(self.language),
            copies=self.store.copies_of(interview_id),
            closed=about.state is State.CLOSED,
        )


class CopyPage(WardHandler):
    """One copy, ready to print."""

    async def get(self, interview_id: str, number: str) -> None:
        """The copy's sheets."""
        row = self.found(interview_id, number)
        address = f"/interview/{interview_id}/copy"
        html = await self.aside(
            lambda: copy_html(
                self.store,
                row,
                stylesheet=static_url("copy.css"),
                back=address,
                pdf=f"{address}/{number}.pdf" if has_pdf() else None,
            )
        )
        self.note(Deed.READ_COPY, interview_id, f"copy {number}")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(html)

    def found(self, interview_id: str, number: str) -> CopyRow:
        """The copy, if the account may have it."""
        self.admit(interview_id, Action.COPY)
        try:
            return self.store.copy_numbered(interview_id, int(number))
        except NotFoundError:
            raise HTTPError(404) from None


class CopyPdf(CopyPage):
    """The same as a file, where PDF files can be made."""

    async def get(self, interview_id: str, number: str) -> None:
        """The copy as PDF."""
        row = self.found(interview_id, number)
        try:
            made = await self.aside(lambda: copy_pdf(copy_html(self.store, row)))
        except NoPdfError:
            self.set_status(501)
            self.show(
                "error.html", title=self.say("error_503_title"), message=self.say("copies_no_pdf")
            )
            return
        self.note(Deed.READ_COPY, interview_id, f"copy {number} as PDF")
        self.set_header("Content-Type", "application/pdf")
        self.set_header("Content-Disposition", f'attachment; filename="copy-{number}.pdf"')
        self.finish(made)
