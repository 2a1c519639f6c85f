"""What every page of the ward stands on: sign-in, the screen's lock, headers and plain errors."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from tornado.web import Finish, HTTPError, RequestHandler

from coprod_widgets.access.actions import Action, Resource, may
from coprod_widgets.access.audit import Deed, Event
from coprod_widgets.errors import (
    AnswerError,
    CoprodError,
    NotFoundError,
    SealError,
    StoreError,
)
from coprod_widgets.server.identity import COOKIE
from coprod_widgets.server.pages import page
from coprod_widgets.store import Store
from coprod_widgets.store.accounts import DEVICE, SignIn
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.widgets.words import say

log = logging.getLogger("coprod")
T = TypeVar("T")

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": it makes browsers send our own forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "coprod",
}


class WardHandler(RequestHandler):
    """A page for people who are signed in. `open_to_all` pages say so themselves.

    So do `open_to_devices`: a patient's own device reaches nothing else. What a page asks for by
    itself is not `by_a_person`, and puts off nobody's idle time.
    """

    open_to_all = False
    open_to_devices = False
    is_api = False
    by_a_person = True

    @property
    def store(self) -> Store:
        """The store."""
        found: Store = self.settings["store"]
        return found

    @property
    def language(self) -> str:
        """The language of the ward."""
        return str(self.settings["language"])

    def set_default_headers(self) -> None:
        """The same strict headers on everything, errors included."""
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def say(self, key: str, **values: object) -> str:
        """Words from the table."""
        return say(key, self.language, **values)

    def get_current_user(self) -> SignIn | None:
        """Who is signed in."""
        token = self.token
        if not token:
            return None
        return self.store.signed_in(token, now(), by_a_person=self.by_a_person)

    @property
    def token(self) -> str:
        """The token of the sign-in, as the browser sent it."""
        kept = self.get_cookie(COOKIE) or ""
        return kept if len(kept) < 100 else ""

    @property
    def signed_in(self) -> SignIn:
        """Who is signed in; a page that asks has been through `prepare`."""
        found: SignIn = self.current_user
        return found

    def prepare(self) -> None:
        """Let in whoever is signed in, and keep a locked sign-in to its one interview."""
        if self.request.method not in ("GET", "HEAD"):
            self._refuse_other_sites()
        was_device = self.token.startswith(DEVICE)
        if was_device and self.current_user and not self.open_to_devices:
            self._keep_in()
        if self.open_to_all:
            return
        if self.current_user is None:
            self.turn_away(was_device=was_device)
            raise Finish
        locked = self.signed_in.locked_to
        own = f"/interview/{locked}"
        if locked and self.request.path != own and not self.request.path.startswith(f"{own}/"):
            self._keep_in()

    def turn_away(self, *, was_device: bool) -> None:
        """Send whoever isn't signed in, or not any more, to the page for signing in."""
        if self.is_api:
            self.reply(401, message=self.say("page_sign_in_again"))
            return
        self.redirect("/join/left" if was_device else "/login")

    def _keep_in(self) -> None:
        """Keep a locked sign-in where it may be."""
        if self.signed_in.is_device:
            reason = "A patient's own device asked for what is not its talk."
            self.note(Deed.DENIED, self.signed_in.locked_to, reason)
        if self.request.method == "GET" and not self.is_api:
            self.redirect(f"/interview/{self.signed_in.locked_to}")
            raise Finish
        raise HTTPError(403)

    def _refuse_other_sites(self) -> None:
        origin = self.request.headers.get("Origin")
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        same = origin is None or origin.partition("://")[2] == self.request.host
        if not same or site not in ("same-origin", "none"):
            raise HTTPError(403)

    def admit(self, interview_id: str, action: Action) -> InterviewRow:
        """The interview, if the account may do this with it. What is not hers looks not there."""
        try:
            about = self.store.about(interview_id)
        except NotFoundError:
            raise HTTPError(404) from None
        decision = may(self.signed_in.account, action, Resource(interview_id, about.clinician_id))
        if not decision.allowed:
            self.note(Deed.DENIED, interview_id, decision.reason)
            raise HTTPError(404)
        return about

    def note(self, deed: Deed, resource: str | None = None, reason: str = "") -> None:
        """Write a deed into the audit trail."""
        account = self.current_user.account.id if self.current_user else None
        self.store.note(Event(now(), deed, account, resource, reason))

    async def aside(self, work: Callable[[], T]) -> T:
        """Do slow work in a thread, so that nobody else waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self.settings["threads"], work)

    def show(self, name: str, **values: Any) -> None:
        """Answer with a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        user = self.current_user
        self.finish(
            page(
                name,
                language=self.language,
                xsrf=self.xsrf_token.decode(),
                account=user.account if user else None,
                locked=bool(user and user.locked_to),
                invented=self.settings["invented"],
                **values,
            )
        )

    def one_moment(self, text: str) -> None:
        """Answer with a page that comes back by itself; `text` is the key of what it says."""
        self.set_status(503)
        self.set_header("Retry-After", "1")
        self.set_header("Refresh", "1")
        self.show("moment.html", text=self.say(text))

    def reply(self, status: int, **body: Any) -> None:
        """Answer with JSON."""
        self.set_status(status)
        self.finish(body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A plain page or a plain line, never a traceback; the log has the reference."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        known = status_code if status_code in (403, 404, 503) else 500
        if isinstance(error, HTTPError) and status_code < 500 and known == 500:
            known = 403
        reference = secrets.token_hex(4)
        if status_code >= 500:
            told = str(error) if isinstance(error, CoprodError) else type(error).__name__
            log.error("reference %s: %s", reference, told, exc_info=error)
        text = error.plain if isinstance(error, StoreError) else f"error_{known}_text"
        message = self.say(text, reference=reference)
        if self.is_api:
            self.finish({"message": message, "retry": status_code >= 500})
            return
        self.show("error.html", title=self.say(f"error_{known}_title"), message=message)

    def log_exception(self, *_: Any) -> None:
        """Faults are logged with their reference in `write_error`; the address stays out."""

    def _handle_request_exception(self, error: BaseException) -> None:
        """Turn what coprod refuses into the status that says it."""
        if isinstance(error, CoprodError) and not self._finished:
            status = _STATUS.get(type(error), 500)
            if self.is_api and isinstance(error, AnswerError):
                self.reply(status, message=self.say(error.plain, **error.values), retry=False)
                return
            self.send_error(status, exc_info=(type(error), error, error.__traceback__))
            return
        super()._handle_request_exception(error)


_STATUS = {AnswerError: 400, NotFoundError: 404, StoreError: 503, SealError: 500}


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


class NotThere(WardHandler):
    """Everything that is not one of our routes."""

    open_to_all = True

    def prepare(self) -> None:
        """There is nothing, for anybody, by any method."""
        raise HTTPError(404)
