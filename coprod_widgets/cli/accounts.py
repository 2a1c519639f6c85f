"""Accounts of staff: added, listed, given another password, closed and opened again."""

from __future__ import annotations

import getpass
import sys
import warnings
from typing import TYPE_CHECKING, Annotated

import typer

from coprod_widgets.cli.terminal import Data, app, now, opened
from coprod_widgets.errors import CoprodError, NotFoundError

if TYPE_CHECKING:
    from coprod_widgets.access.accounts import Account
    from coprod_widgets.access.audit import Deed
    from coprod_widgets.store import Store

account_app = typer.Typer(no_args_is_help=True, help="Accounts of staff.")
app.add_typer(account_app, name="account")

Name = Annotated[str, typer.Argument(help="The name to sign in with.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@account_app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="clinician, supervisor, researcher or administrator.")],
    data: Data = None,
    password_stdin: PasswordStdin = False,
) -> None:
    """Add an account; asks for its password."""
    from coprod_widgets.access.accounts import Role
    from coprod_widgets.access.audit import Deed

    try:
        chosen = Role(role)
    except ValueError:
        roles = ", ".join(known.value for known in Role)
        raise CoprodError(f"{role!r} is not a role.", f"Use one of: {roles}.") from None
    with opened(data) as store:
        if _named(store, name):
            raise CoprodError(f"There is already an account '{name}'.", "Use another name.")
        account = store.add_account(name, chosen, _password(name, from_stdin=password_stdin))
        _note(store, Deed.ADDED_ACCOUNT, account)
    print(f"Added {account.name} ({account.role.value}).")


@account_app.command("list")
def show(data: Data = None) -> None:
    """Show every account with its role, and which are closed."""
    with opened(data) as store:
        accounts = store.accounts()
    widest = max((len(account.name) for account in accounts), default=0)
    for account in accounts:
        closed = "  closed" if account.closed else ""
        print(f"{account.name:<{widest}}  {account.role.value}{closed}")
    if not accounts:
        print("There is no account yet. Add one: coprod account add NAME --role ROLE")


@account_app.command("password")
def password(name: Name, data: Data = None, password_stdin: PasswordStdin = False) -> None:
    """Give an account another password; whoever is signed in with it is signed out."""
    from coprod_widgets.access.audit import Deed

    with opened(data) as store:
        account = _found(store, name)
        if account.closed:
            raise CoprodError(
                f"The account '{account.name}' is closed.",
                f"Open it first: coprod account reopen {account.name}",
            )
        store.set_password(account, _password(account.name, from_stdin=password_stdin))
        _note(store, Deed.SET_PASSWORD, account)
    print(f"{account.name} has a new password, and is signed out everywhere.")


@account_app.command("close")
def close(name: Name, data: Data = None) -> None:
    """Close the account of somebody who left; what they did stays theirs."""
    from coprod_widgets.access.audit import Deed
    from coprod_widgets.interview.interview import State

    with opened(data) as store:
        account = _found(store, name)
        store.close_account(account, now())
        _note(store, Deed.CLOSED_ACCOUNT, account)
        states = [row.state for row in store.interviews_of(account)]
    print(f"Closed {account.name}: signed out everywhere, and can't sign in any more.")
    ready = states.count(State.READY)
    begun = len(states) - ready - states.count(State.CLOSED)
    if ready:
        print(f"Talks ready with {account.name}: {ready}. Prepare them for another clinician.")
    if begun:
        print(
            f"Talks half-way with {account.name}: {begun}. What was said is kept, but nobody else "
            f"can go on with them. To finish them first: coprod account reopen {account.name}"
        )


@account_app.command("reopen")
def reopen(name: Name, data: Data = None) -> None:
    """Let a closed account sign in again, with the password it had."""
    from coprod_widgets.access.audit import Deed

    with opened(data) as store:
        account = _found(store, name)
        if account.closed:
            store.reopen_account(account)
            _note(store, Deed.REOPENED_ACCOUNT, account)
    print(f"{account.name} is open.")


def _found(store: Store, name: str) -> Account:
    account = _named(store, name)
    if account is None:
        raise NotFoundError(
            f"There is no account '{name}'.", "See who there is: coprod account list"
        )
    return account


def _named(store: Store, name: str) -> Account | None:
    # What the terminal sent in another encoding is nobody's name and can't be looked up.
    return store.account_named(name) if name.isprintable() else None


def _note(store: Store, deed: Deed, account: Account) -> None:
    from coprod_widgets.access.audit import Event

    store.note(Event(now(), deed, resource=account.id, reason="command line"))


def _password(name: str, *, from_stdin: bool) -> str:
    return _from_stdin() if from_stdin else _from_terminal(name)


def _from_stdin() -> str:
    if sys.stdin is None:
        raise CoprodError("Standard input is closed.", "Send the password to it, as one line.")
    try:
        # As bytes: the terminal's encoding may be one that takes anything for a letter.
        line = sys.stdin.buffer.readline().decode("utf-8")
    except UnicodeDecodeError:
        raise CoprodError(
            "The password on standard input is not in UTF-8.", "Send it in UTF-8."
        ) from None
    return line.rstrip("\r\n")


def _from_terminal(name: str) -> str:
    try:
        with warnings.catch_warnings():
            # Where the terminal can't hide what is typed, nothing is asked.
            warnings.simplefilter("error", getpass.GetPassWarning)
            typed = getpass.getpass(f"Password for {name}: ")
            again = getpass.getpass("The same again: ")
    except (EOFError, OSError, getpass.GetPassWarning):
        raise CoprodError(
            "There is no terminal to ask for the password.",
            "Send it to standard input, with --password-stdin.",
        ) from None
    if typed != again:
        raise CoprodError("The two passwords differ.", "Run the command again.")
    return typed
