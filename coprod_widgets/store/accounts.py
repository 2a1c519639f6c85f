"""Accounts and sign-ins: passwords and lock-out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import CoprodError, NotFoundError
from coprod_widgets.store.base import Base, new_id, stamp
from coprod_widgets.store.faults import in_row
from coprod_widgets.store.guarded import Writing
from coprod_widgets.store.tables import accounts, failed_sign_ins, sign_ins

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000
LONGEST_NAME = 60
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
LONGEST_SIGN_IN = timedelta(hours=12)
DEVICE = "device."
"""What the token of a patient's own device begins with, so that it is known after it has ended."""

_let_in_by = sign_ins.alias("let_in_by")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that somebody signed in with; `locked_to` while a patient has the screen.

    `is_device` says that it is a patient's own, let in by a code.
    """

    id: str
    account: Account
    locked_to: str | None
    is_device: bool = False


class LockedOutError(CoprodError):
    """Too many wrong passwords; the account opens again by itself."""


def _check_length(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise CoprodError(
            "The password is too short.", f"Use at least {SHORTEST_PASSWORD} characters."
        )
    if len(password) > LONGEST_PASSWORD:
        raise CoprodError(
            f"The password has {len(password)} characters.",
            f"Use at most {LONGEST_PASSWORD} characters.",
        )


class Accounts(Base):
    """The part of the store that knows staff."""

    hasher = PasswordHasher()

    def add_account(
        self,
        name: str,
        role: Role,
        password: str,
        *,
        id: str | None = None,  # noqa: A002
    ) -> Account:
        """Add an account.

        Raises:
            CoprodError: the name is taken or empty, or the password is too short or too long.
        """
        name = name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise CoprodError(f"{name!r:.80} can't be a name.", "Use 1 to 60 letters.")
        _check_length(password)
        account = Account(id or new_id("a"), name, role)
        key = self._name_key(name)
        with self.writing() as writing:
            if writing.execute(select(accounts.c.id).where(accounts.c.name_key == key)).first():
                raise CoprodError(f"There is already an account '{name}'.", "Use another name.")
            writing.add(
                accounts,
                id=account.id,
                name=self.hide(name, f"accounts|name|{account.id}"),
                name_key=key,
                role=role.value,
                password=self.hasher.hash(password),
                closed=None,
            )
        return account

    def account(self, id: str) -> Account:  # noqa: A002
        """The account with an id.

        Raises:
            NotFoundError: there is none.
        """
        with self.reading() as connection:
            row = self.held(connection, accounts, id=id)
        if row is None:
            raise NotFoundError(f"There is no account '{id}'.", "Check the id.")
        return self.account_from(row)

    def account_named(self, name: str) -> Account | None:
        """The account with a name, or None. Upper and lower case are the same."""
        with self.reading() as connection:
            row = self.held(connection, accounts, name_key=self._name_key(name))
        return self.account_from(row) if row else None

    def accounts(self) -> list[Account]:
        """All accounts by name."""
        with self.reading() as connection:
            rows = connection.execute(select(accounts)).all()
        return sorted((self.account_from(row) for row in rows), key=lambda a: a.name.casefold())

    def account_names(self) -> dict[str, str | None]:
        """Every account's name by id; None where it can't be read, so that one can't hide all."""
        found: dict[str, str | None] = {}
        with self.reading() as connection:
            for row in connection.execute(select(accounts.c.id, accounts.c.name)):
                found[row.id] = self.show_or_none(row.name, f"accounts|name|{row.id}")
        return found

    def account_from(self, row: Row[tuple[object, ...]]) -> Account:
        """The account of a whole row."""
        name = self.show(row.name, f"accounts|name|{row.id}")
        with in_row(accounts.name, row.id):
            return Account(row.id, name, Role(row.role), row.closed is not None)

    def close_account(self, account: Account, at: datetime) -> None:
        """Let an account sign in no more and end its sign-ins. Nothing it did is lost."""
        with self.writing() as writing:
            self._change(writing, account, closed=stamp(at))

    def reopen_account(self, account: Account) -> None:
        """Let a closed account sign in again."""
        with self.writing() as writing:
            self._change(writing, account, closed=None)

    def set_password(self, account: Account, password: str) -> None:
        """Give an account another password; its sign-ins end, and it is locked no longer.

        Raises:
            CoprodError: the password is too short or too long.
        """
        _check_length(password)
        key, hashed = self._name_key(account.name), self.hasher.hash(password)
        with self.writing() as writing:
            self._change(writing, account, password=hashed)
            writing.execute(delete(failed_sign_ins).where(failed_sign_ins.c.name_key == key))

    def _change(self, writing: Writing, account: Account, **values: str | None) -> None:
        """Change an account's row, and end its sign-ins, because they were for what it was."""
        writing.change(accounts, account.id, **values)
        writing.execute(delete(sign_ins).where(sign_ins.c.account_id == account.id))

    def _name_key(self, name: str) -> str:
        return self.keys.look_up("account", name.strip().casefold())

    # Passwords

    def check_password(self, name: str, password: str, at: datetime) -> Account | None:
        """The account whose name and password these are, or None.

        A name that is not known takes as long as one that is. Five wrong ones lock a name, known or
        not, for fifteen minutes.

        Raises:
            LockedOutError: the name is locked.
        """
        key = self._name_key(name)
        since = stamp(at - LOCKED_FOR)
        with self.reading() as connection:
            row = self.held(connection, accounts, name_key=key)
            tries = connection.execute(
                select(func.count()).where(
                    failed_sign_ins.c.name_key == key, failed_sign_ins.c.at > since
                )
            ).scalar_one()
        if tries >= TRIES:
            raise LockedOutError("Too many wrong passwords.", "Wait 15 minutes, then try again.")
        fits = self._fits(row.password if row else self._nobody, password)
        with self.writing() as writing:
            if row is not None and fits and row.closed is None:
                writing.execute(delete(failed_sign_ins).where(failed_sign_ins.c.name_key == key))
                return self.account_from(row)
            writing.execute(delete(failed_sign_ins).where(failed_sign_ins.c.at <= since))
            writing.execute(insert(failed_sign_ins).values(name_key=key, at=stamp(at)))
        return None

    @property
    def _nobody(self) -> str:
        cached: str | None = self.__dict__.get("_nobodys_hash")
        if cached is None:
            cached = self.__dict__["_nobodys_hash"] = self.hasher.hash(secrets.token_hex())
        return cached

    def _fits(self, kept: str, given: str) -> bool:
        try:
            return self.hasher.verify(kept, given[:LONGEST_PASSWORD])
        except (VerifyMismatchError, InvalidHashError):
            return False

    # Sign-ins

    def sign_in(self, account: Account, at: datetime) -> str:
        """A new sign-in; gives the token that the browser keeps. Only its hash is kept here."""
        token = secrets.token_urlsafe(32)
        with self.writing() as writing:
            old = stamp(at - LONGEST_SIGN_IN)
            writing.execute(delete(sign_ins).where(sign_ins.c.started < old))
            writing.execute(
                insert(sign_ins).values(
                    id=new_id("s"),
                    token_key=self.keys.look_up("token", token),
                    account_id=account.id,
                    started=stamp(at),
                    seen=stamp(at),
                    pin_tries=0,
                )
            )
        return token

    def signed_in(self, token: str, at: datetime, *, by_a_person: bool = True) -> SignIn | None:
        """The sign-in of a token that is not ended and not idle for too long, or None.

        What a page asks for by itself, not `by_a_person`, does not put off the idle time.
        """
        key = self.keys.look_up("token", token)
        with self.reading() as connection:
            row = self.alive(connection, at, sign_ins.c.token_key == key)
        if row is None:
            return None
        if by_a_person and row.seen < stamp(at - timedelta(minutes=1)):
            with self.writing() as writing:
                writing.execute(
                    update(sign_ins).where(sign_ins.c.id == row.id).values(seen=stamp(at))
                )
        account = self.account(row.account_id)
        # Closing ends the sign-ins, but one may begin in the same moment.
        if account.closed:
            return None
        return SignIn(row.id, account, row.locked_to, row.device_of is not None)

    def alive(
        self, connection: Connection, at: datetime, *where: ColumnElement[bool]
    ) -> Row[tuple[Any, ...]] | None:
        """The sign-in that is neither idle for too long nor too old, or None.

        A patient's own device is idle only when the sign-in that let it in is idle too, because
        one of the two people is often just listening.
        """
        idle = stamp(at - timedelta(minutes=self.settings.idle_minutes))
        oldest = stamp(at - LONGEST_SIGN_IN)
        query = (
            select(sign_ins)
            .outerjoin(_let_in_by, sign_ins.c.device_of == _let_in_by.c.id)
            .where(
                *where,
                or_(sign_ins.c.seen >= idle, _let_in_by.c.seen >= idle),
                sign_ins.c.started >= oldest,
                or_(_let_in_by.c.id.is_(None), _let_in_by.c.started >= oldest),
            )
        )
        return connection.execute(query).first()

    def _by_token(self, token: str) -> Select[tuple[Any, ...]]:
        """A query for a token's sign-in, for whoever is in a transaction already."""
        return select(sign_ins).where(sign_ins.c.token_key == self.keys.look_up("token", token))

    def sign_out(self, token: str) -> None:
        """End a sign-in here, whatever the browser still keeps."""
        key = self.keys.look_up("token", token)
        with self.writing() as writing:
            writing.execute(delete(sign_ins).where(sign_ins.c.token_key == key))
