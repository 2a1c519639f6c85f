"""Accounts, as whoever looks after a ward's server handles them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coprod_widgets.access.audit import Deed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from tests.cli.running import COPROD, QUIET, assert_refused, coprod, folder
from tests.workbook.conftest import AT

LONG = "a long enough one"


def test_an_account_is_added_with_a_password_from_standard_input(tmp_path: Path) -> None:
    data = folder(tmp_path)
    add = ["account", "add", "nora", "--role", "clinician", "--data", data, "--password-stdin"]
    assert coprod(*add, stdin="a long enough one\n").returncode == 0
    assert_refused(coprod(*add, stdin="a long enough one\n"), "nora")


@pytest.mark.parametrize(("role", "password"), [("king", "long enough 1"), ("clinician", "Zq9!")])
def test_a_wrong_role_or_a_weak_password_is_refused(
    tmp_path: Path, role: str, password: str
) -> None:
    data = folder(tmp_path)
    add = ["account", "add", "nora", "--role", role, "--data", data, "--password-stdin"]
    done = coprod(*add, stdin=f"{password}\n")
    assert_refused(done)
    assert password not in done.stderr


def added(data: str, name: str, role: str = "clinician") -> None:
    add = ["account", "add", name, "--role", role, "--password-stdin", "--data", data]
    done = coprod(*add, stdin=f"{LONG}\n")
    assert done.returncode == 0, done.stderr


def test_accounts_are_listed_with_their_roles(tmp_path: Path) -> None:
    data = folder(tmp_path)
    assert "no account yet" in coprod("account", "list", "--data", data).stdout
    added(data, "nora")
    added(data, "sita", "supervisor")
    coprod("account", "close", "NORA", "--data", data)
    lines = coprod("account", "list", "--data", data).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["nora", "clinician", "closed"],
        ["sita", "supervisor"],
    ]


def test_a_forgotten_password_is_replaced_and_a_closed_account_stays_shut(tmp_path: Path) -> None:
    data = folder(tmp_path)
    added(data, "nora")
    change = ["account", "password", "nora", "--password-stdin", "--data", data]
    assert coprod(*change, stdin="another long one\n").returncode == 0
    with Store.open(Settings.load(Path(data))) as store:
        assert store.check_password("nora", LONG, AT) is None
        assert store.check_password("nora", "another long one", AT)
    assert coprod("account", "close", "nora", "--data", data).returncode == 0
    assert_refused(coprod(*change, stdin="a third long one\n"), "closed", "coprod account reopen")
    with Store.open(Settings.load(Path(data))) as store:
        assert store.check_password("nora", "another long one", AT) is None
    assert coprod("account", "reopen", "nora", "--data", data).returncode == 0
    with Store.open(Settings.load(Path(data))) as store:
        account = store.check_password("nora", "another long one", AT)
        assert account
        assert [(event.deed, event.resource) for event in store.events()] == [
            (Deed.ADDED_ACCOUNT, account.id),
            (Deed.SET_PASSWORD, account.id),
            (Deed.CLOSED_ACCOUNT, account.id),
            (Deed.REOPENED_ACCOUNT, account.id),
        ]


@pytest.mark.parametrize("command", ["password", "close", "reopen"])
def test_an_account_that_is_not_there_is_named(tmp_path: Path, command: str) -> None:
    data = folder(tmp_path)
    assert_refused(coprod("account", command, "nobody", "--data", data), "nobody", "account list")


def test_a_password_in_another_encoding_is_refused(tmp_path: Path) -> None:
    add = ["account", "add", "nora", "--role", "clinician", "--data", folder(tmp_path)]
    done = coprod(*add, "--password-stdin", stdin="a long passw\xf6rd\n".encode("latin-1"))
    assert_refused(done, "UTF-8")
    assert_refused(coprod(*add), "no terminal", "--password-stdin")


def test_a_closed_standard_input_is_refused(tmp_path: Path) -> None:
    add = ["account", "add", "nora", "--role", "clinician", "--password-stdin", "--data"]
    command = [*COPROD, *add, folder(tmp_path)]
    closing = f"import os; os.close(0); os.execv({sys.executable!r}, {command!r})"
    done = subprocess.run(
        [sys.executable, "-c", closing], capture_output=True, text=True, timeout=60, env=QUIET
    )
    assert_refused(done, "Standard input is closed")


def test_a_name_in_another_encoding_is_refused(tmp_path: Path) -> None:
    add = ["account", "add", "n\udcf6ra", "--role", "clinician", "--data", folder(tmp_path)]
    assert_refused(coprod(*add, "--password-stdin", stdin=f"{LONG}\n"), "can't be a name")
