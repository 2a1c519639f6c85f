"""The lock on a screen that was handed over: one sign-in, one interview, one way out."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import delete, update

from coprod_widgets.errors import NotFoundError
from coprod_widgets.store.accounts import (
    LOCKED_FOR,
    SHORTEST_PASSWORD,
    TRIES,
    Accounts,
    LockedOutError,
)
from coprod_widgets.store.base import stamp
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.tables import accounts, join_codes, sign_ins

MOST_TRIES = 15
"""Wrong tries, numbers and passwords together, after which a lock stays shut for a while."""


class Screens(Accounts):
    """The part of the store that knows which sign-in is locked to which interview."""

    def lock_screen(self, token: str, interview_id: str, pin: str | None) -> None:
        """Lock a sign-in to one interview, while the patient has the screen."""
        with self.writing() as writing:
            self.lock_beside(writing, token, interview_id, pin)

    def lock_beside(self, writing: Writing, token: str, interview_id: str, pin: str | None) -> None:
        """Lock a sign-in in the transaction in which the screen is handed over.

        A sign-in that is locked already keeps its numbers and its count of wrong tries: whoever
        sits before it can set none and clear none.
        """
        row = writing.execute(self._by_token(token)).first()
        if row is None:
            raise NotFoundError("This sign-in has ended.", "Please sign in again.")
        if row.locked_to is None:
            hashed = self.keys.look_up(f"pin|{row.id}", pin) if pin else None
            writing.execute(
                update(sign_ins)
                .where(sign_ins.c.id == row.id)
                .values(locked_to=interview_id, pin=hashed, pin_tries=0, tried=None)
            )
        self.end_codes_beside(writing, interview_id)

    def opens_screen(self, token: str, given: str, at: datetime) -> bool:
        """Whether these are the four numbers of a locked sign-in, or its account's password.

        Every try is counted before it is looked at, so that many at once count as many. After five
        wrong ones only the password opens it. They are counted for this sign-in alone: whoever has
        the screen can't lock anybody out anywhere else.

        Raises:
            LockedOutError: too many wrong ones in a quarter of an hour.
        """
        with self.writing() as writing:
            row = writing.execute(self._by_token(token)).first()
            if row is None:
                return False
            recent = row.tried is not None and row.tried > stamp(at - LOCKED_FOR)
            tries = row.pin_tries if recent else 0
            if tries >= MOST_TRIES:
                raise LockedOutError("Too many wrong tries.", "Wait 15 minutes, then try again.")
            hashed = self.keys.look_up(f"pin|{row.id}", given)
            opened = bool(row.pin) and tries < TRIES and hmac.compare_digest(row.pin, hashed)
            writing.execute(
                update(sign_ins)
                .where(sign_ins.c.id == row.id)
                .values(pin_tries=0 if opened else tries + 1, tried=stamp(at))
            )
        return opened or self._is_password(row.account_id, given)

    def _is_password(self, account_id: str, given: str) -> bool:
        if len(given) < SHORTEST_PASSWORD:
            return False
        with self.reading() as connection:
            row = self.held(connection, accounts, id=account_id)
        return row is not None and self._fits(row.password, given)

    def unlock_beside(self, writing: Writing, token: str, interview_id: str) -> None:
        """Open a sign-in in the transaction in which the screen is taken back or the talk ends.

        Other sign-ins that were locked to the interview end: nobody is left at a screen that shows
        the other voice's page.
        """
        key = self.keys.look_up("token", token)
        writing.execute(
            update(sign_ins)
            .where(sign_ins.c.token_key == key)
            .values(locked_to=None, pin=None, pin_tries=0, tried=None)
        )
        writing.execute(delete(sign_ins).where(sign_ins.c.locked_to == interview_id))
        self.end_codes_beside(writing, interview_id)

    def end_codes_beside(self, writing: Writing, interview_id: str) -> None:
        """End the code that would let a patient's own device into an interview."""
        writing.execute(delete(join_codes).where(join_codes.c.interview_id == interview_id))
