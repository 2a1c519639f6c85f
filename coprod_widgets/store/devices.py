"""A patient's own device: the code that lets it into one interview once, and its sign-in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from coprod_widgets.errors import NotFoundError
from coprod_widgets.store.accounts import DEVICE, LOCKED_FOR, TRIES, LockedOutError
from coprod_widgets.store.base import new_id, stamp
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.screens import Screens
from coprod_widgets.store.tables import failed_sign_ins, join_codes, sign_ins

CODE_LASTS = timedelta(minutes=10)
MOST_FAILED = 50
"""Wrong codes from all machines together, after which none is taken for a while."""

_LETTERS = "CDFHJKMNPRTVWXY23456789"
"""No two of them look alike, and without vowels they make no word."""
_LENGTH = 8


class Devices(Screens):
    """The part of the store that lets a patient's own device into one interview.

    A device's sign-in is locked to its interview, and hangs on the sign-in of the staff who let it
    in: when that one is signed out, or its account closed, the database takes the device's away
    with it, and any code that was not used.
    """

    def show_code(self, writing: Writing, token: str, interview_id: str, at: datetime) -> str:
        """A new code for an interview, such as `CDFH2345`; it ends the one before.

        Only its keyed hash is kept.
        """
        row = writing.execute(self._by_token(token)).first()
        if row is None:
            raise NotFoundError("This sign-in has ended.", "Please sign in again.")
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        self.end_codes_beside(writing, interview_id)
        writing.execute(
            insert(join_codes).values(
                interview_id=interview_id,
                code_key=self._code_key(code),
                sign_in_id=row.id,
                made=stamp(at),
            )
        )
        return code

    def waits_for_device(self, interview_id: str, at: datetime) -> bool:
        """Whether a code was shown for an interview that can still be used."""
        query = select(join_codes.c.interview_id).where(
            join_codes.c.interview_id == interview_id, join_codes.c.made > stamp(at - CODE_LASTS)
        )
        with self.reading() as connection:
            return connection.execute(query).first() is not None

    def interview_of_code(self, code: str, source: str, at: datetime) -> str | None:
        """The interview that a code opens, or None; nothing is used up.

        Wrong ones are counted, by the machine they come from and all together.

        Raises:
            LockedOutError: there were too many wrong ones in a quarter of an hour.
        """
        since = stamp(at - LOCKED_FOR)
        own, all_of_them = self._source_key(source), self._source_key("")
        with self.writing() as writing:
            failed = {
                key: writing.execute(
                    select(func.count()).where(
                        failed_sign_ins.c.name_key == key, failed_sign_ins.c.at > since
                    )
                ).scalar_one()
                for key in (own, all_of_them)
            }
            if failed[own] >= TRIES or failed[all_of_them] >= MOST_FAILED:
                raise LockedOutError("Too many wrong codes.", "Wait 15 minutes, then try again.")
            row = writing.execute(
                select(join_codes).where(
                    join_codes.c.code_key == self._code_key(_plain(code)),
                    join_codes.c.made > stamp(at - CODE_LASTS),
                )
            ).first()
            if row and self.alive(writing.connection, at, sign_ins.c.id == row.sign_in_id):
                writing.execute(delete(failed_sign_ins).where(failed_sign_ins.c.name_key == own))
                return str(row.interview_id)
            writing.execute(delete(failed_sign_ins).where(failed_sign_ins.c.at <= since))
            for key in (own, all_of_them):
                writing.execute(insert(failed_sign_ins).values(name_key=key, at=stamp(at)))
        return None

    def join_beside(self, writing: Writing, code: str, at: datetime) -> str:
        """Use a code up and sign the device in; gives the token that its browser keeps.

        The device that was in before, if there was one, is out.

        Raises:
            NotFoundError: it was used in the meantime.
        """
        key = self._code_key(_plain(code))
        row = writing.execute(select(join_codes).where(join_codes.c.code_key == key)).first()
        if row is None or row.made <= stamp(at - CODE_LASTS):
            raise NotFoundError("There is no such code.", "Show a new one.")
        account_id = writing.execute(
            select(sign_ins.c.account_id).where(sign_ins.c.id == row.sign_in_id)
        ).scalar_one()
        self.end_device_beside(writing, row.interview_id)
        token = DEVICE + secrets.token_urlsafe(32)
        writing.execute(
            insert(sign_ins).values(
                id=new_id("s"),
                token_key=self.keys.look_up("token", token),
                account_id=account_id,
                started=stamp(at),
                seen=stamp(at),
                locked_to=row.interview_id,
                pin_tries=0,
                device_of=row.sign_in_id,
            )
        )
        return token

    def end_device_beside(self, writing: Writing, interview_id: str) -> None:
        """Sign an interview's device out, and end the code that would let another one in."""
        self.end_codes_beside(writing, interview_id)
        writing.execute(
            delete(sign_ins).where(
                sign_ins.c.locked_to == interview_id, sign_ins.c.device_of.is_not(None)
            )
        )

    def device_of(self, interview_id: str) -> str | None:
        """The id of the sign-in of an interview's device; None where none is in."""
        query = select(sign_ins.c.id).where(
            sign_ins.c.locked_to == interview_id, sign_ins.c.device_of.is_not(None)
        )
        with self.reading() as connection:
            return connection.execute(query).scalar()

    def sign_in_instead(self, old: str, new: str) -> None:
        """End the sign-in that a browser had before; a device that hung on it stays in.

        That is so for the same account alone, such as when it had been idle for too long: the
        patient goes on with his own device meanwhile and should notice nothing of it.
        """
        with self.writing() as writing:
            before = writing.execute(self._by_token(old)).first()
            after = writing.execute(self._by_token(new)).first()
            if before is None or after is None:
                return
            if before.account_id == after.account_id and before.device_of is None:
                writing.execute(
                    update(sign_ins)
                    .where(sign_ins.c.device_of == before.id)
                    .values(device_of=after.id)
                )
            writing.execute(delete(sign_ins).where(sign_ins.c.id == before.id))

    def _code_key(self, code: str) -> str:
        return self.keys.look_up("code", code)

    def _source_key(self, source: str) -> str:
        return self.keys.look_up("code tried from", source)


def _plain(code: str) -> str:
    """A code as somebody typed it, without spaces and hyphens, in capitals."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
