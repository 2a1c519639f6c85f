"""A sealed record, read-only and made harmless, with the review beside it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tornado.web import HTTPError

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.actions import Action
from coprod_widgets.access.audit import Deed
from coprod_widgets.errors import CoprodError, NotFoundError, SealError
from coprod_widgets.research.reading import MIME
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.harmless import harmless
from coprod_widgets.server.pages import templates_folder
from coprod_widgets.server.shown import shown
from coprod_widgets.store.records import RecordRow, Verdict
from coprod_widgets.widgets.differences import changes_html, differences_html


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    folder = templates_folder() / "nbconvert" / "templates"
    return HTMLExporter(template_name="coprod_record", extra_template_basedirs=[str(folder)])


def told(notebook: bytes) -> str:
    """What a record tells, as harmless HTML."""
    import nbformat

    node = nbformat.reads(notebook.decode("utf-8"), as_version=4)
    html, _ = _exporter().from_notebook_node(node)
    return harmless(html)


def body_of(notebook: bytes) -> dict[str, Any]:
    """The machine-readable half of a record."""
    for cell in json.loads(notebook)["cells"]:
        for output in cell.get("outputs", ()):
            if MIME in output.get("data", ()):
                found: dict[str, Any] = output["data"][MIME]
                return found
    raise SealError("The record has no machine-readable half.", "Run 'coprod verify'.")


class RecordHandler(WardHandler):
    """What reading and reviewing share: which record, and whether it may be seen."""

    def found(self, record_id: str, action: Action) -> RecordRow:
        """The record, if the account may do this with it."""
        try:
            row = self.store.record(record_id)
        except NotFoundError:
            raise HTTPError(404) from None
        self.admit(row.interview_id, action)
        return row

    def broken(self, record_id: str, error: SealError) -> None:
        """Say that a record does not match its seal, and show nothing of it."""
        if self.signed_in.account.role is not Role.SUPERVISOR:
            raise HTTPError(404)  # whose it is can't be told any more
        self.note(Deed.DENIED, record_id, "seal")
        self.set_status(409)
        self.show("broken_seal.html", problem=error.problem)


class RecordPage(RecordHandler):
    """Reading a record."""

    async def get(self, record_id: str) -> None:
        """Differences first, then all that was said, then the review."""
        try:
            row = self.found(record_id, Action.READ_RECORD)
            page = await self.aside(lambda: self._page(row))
        except SealError as error:
            self.broken(record_id, error)
            return
        self.note(Deed.READ_RECORD, record_id, row.digest)
        self.show("record.html", **page)

    def _page(self, row: RecordRow) -> dict[str, Any]:
        about = self.store.about(row.interview_id)
        notebook = self.store.record_notebook(row.id)
        body = body_of(notebook)
        instrument = self.store.instrument(*about.pin.split("@"))
        versions = self.store.records_of(row.interview_id)
        changes = ""
        if row.version > 1:
            before = body_of(self.store.record_notebook(versions[row.version - 2].id))
            changes = changes_html(
                instrument, before["answers"], body["answers"], language=self.language
            )
        account = self.signed_in.account
        reviews = self.store.reviews_of(row.id)
        newest = versions[-1]
        return {
            "record": row,
            "newest": newest,
            "title": instrument.title.say(self.language),
            "patient": self.store.patient(about.patient_id).name,
            "clinician": self.store.account(about.clinician_id).name,
            "differences": differences_html(instrument, body["answers"], language=self.language),
            "changes": changes,
            "shown": shown(self.store, row, account, self.language),
            "told": told(notebook),
            "review": reviews[-1] if reviews else None,
            "may_review": account.role is Role.SUPERVISOR
            and account.id != about.clinician_id
            and not reviews
            and newest.id == row.id,
        }


class ReviewPage(RecordHandler):
    """Signing a record off, or returning it."""

    def post(self, record_id: str) -> None:
        """Keep the verdict, bound to the digest of what was seen."""
        try:
            row = self.found(record_id, Action.REVIEW)
        except SealError as error:
            self.broken(record_id, error)
            return
        decision = self.get_body_argument("decision", "")
        note = self.get_body_argument("note", "")[:4_000].strip()
        digest = self.get_body_argument("digest", "")[:64]
        if decision not in list(Verdict):
            self._again(row, self.say("review_choose"))
            return
        if decision == Verdict.RETURNED and not note:
            self._again(row, self.say("review_note_missing"))
            return
        try:
            self.store.record_notebook(record_id)
            self.store.add_review(
                record_id, self.signed_in.account.id, decision, note, digest, now()
            )
        except CoprodError as error:
            self._again(row, str(error))
            return
        self.note(Deed.REVIEWED, record_id, f"{decision} {digest}")
        self.redirect("/", status=303)

    def _again(self, row: RecordRow, problem: str) -> None:
        self.set_status(409)
        self.show("review_problem.html", record=row, problem=problem)
