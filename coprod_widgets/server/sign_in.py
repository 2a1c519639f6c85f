"""Signing in and out."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from datetime import timedelta

from coprod_widgets.access.accounts import Role
from coprod_widgets.access.audit import Deed
from coprod_widgets.server.handler import WardHandler, now
from coprod_widgets.server.identity import COOKIE
from coprod_widgets.store.accounts import LockedOutError

_TRIES_A_SOURCE = 30
_WINDOW = timedelta(minutes=5)
_RECORD = re.compile(r"r_[a-z0-9]{1,40}")


def no_tries() -> defaultdict[str, deque[float]]:
    """Nobody has failed to sign in yet; by machine, the times of the last failures."""
    return defaultdict(lambda: deque(maxlen=_TRIES_A_SOURCE))


class SignInPage(WardHandler):
    """Name and password."""

    open_to_all = True

    def get(self) -> None:
        """The empty form, or home for whoever is signed in."""
        if self.current_user:
            self.redirect(self._next)
            return
        self.show("login.html", problem="", back=self._back)

    @property
    def _back(self) -> str:
        """The record whose sheet was being written when the sign-in ended."""
        told = self.get_argument("back", "")
        return told if _RECORD.fullmatch(told) else ""

    @property
    def _next(self) -> str:
        """Where to go once signed in. Nothing but a record can be named from outside."""
        user = self.current_user
        writes = bool(self._back and user and user.account.role is Role.SUPERVISOR)
        return f"/records/{self._back}" if writes else "/"

    async def post(self) -> None:
        """Try a name and a password; say the same of a wrong name as of a wrong password."""
        name = self.get_body_argument("name", "")[:200]
        password = self.get_body_argument("password", "", strip=False)[:1_000]
        if self._too_many():
            self._again(self.say("sign_in_locked"))
            return
        try:
            account = await self.aside(lambda: self.store.check_password(name, password, now()))
        except LockedOutError:
            self.note(Deed.SIGN_IN_FAILED, reason="locked")
            self._again(self.say("sign_in_locked"))
            return
        if account is None:
            self.note(Deed.SIGN_IN_FAILED)
            self._again(self.say("sign_in_wrong"))
            return
        token = self.store.sign_in(account, now())
        if self.token:
            self.store.sign_in_instead(self.token, token)
        self._current_user = self.store.signed_in(token, now())
        self.note(Deed.SIGNED_IN)
        self.set_cookie(
            COOKIE,
            token,
            httponly=True,
            samesite="Strict",
            secure=self.settings["secure_cookies"],
            path="/",
        )
        self.redirect(self._next, status=303)

    def _again(self, problem: str) -> None:
        self.settings["tries"][self.request.remote_ip or ""].append(now().timestamp())
        self.set_status(401)
        self.show("login.html", problem=problem, back=self._back)

    def _too_many(self) -> bool:
        """Whether one machine has failed too often, with whatever names."""
        failed: dict[str, deque[float]] = self.settings["tries"]
        own = failed[self.request.remote_ip or ""]
        return len(own) == own.maxlen and own[0] > now().timestamp() - _WINDOW.total_seconds()


class SignOut(WardHandler):
    """Ends the sign-in here, whatever the browser keeps."""

    def post(self) -> None:
        """Sign out."""
        self.note(Deed.SIGNED_OUT)
        self.store.sign_out(self.token)
        self.clear_cookie(COOKIE, path="/")
        self.redirect("/login", status=303)
