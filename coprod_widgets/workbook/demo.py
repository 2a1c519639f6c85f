"""A small invented ward to try everything with."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import StoreError
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.demo_desk import Supervisors
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.recording import record
from coprod_widgets.workbook.simulating import Cast

_WORDS = ("amber", "birch", "cloud", "delta", "ember", "fjord", "grove", "harbour", "iris", "jade")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account with the password that the demo shows."""

    name: str
    password: str
    role: Role


@dataclass(frozen=True, slots=True)
class Demo:
    """Who can sign in, and which interviews there are."""

    accounts: list[DemoAccount]
    interviews: list[dict[str, str]]


def make_demo(
    store: Store, *, patients: int, seed: int, at: datetime, progress: Callable[[int, int], None]
) -> Demo:
    """Invent a ward in the middle of its work: somebody at each of the six conversations.

    Talks are ready, half-way, recorded, signed off and returned; promises are open, some overdue.
    What was signed off waits for the marks of a second supervisor.
    """
    cast = Cast(store, seed, _SMOOTH)
    accounts = [
        DemoAccount(name, _password(), role)
        for name, role in (
            ("Nora", Role.CLINICIAN),
            ("Omar", Role.CLINICIAN),
            ("Sita", Role.SUPERVISOR),
            ("Tess", Role.SUPERVISOR),
            ("Rhys", Role.RESEARCHER),
            ("Anna", Role.ADMINISTRATOR),
        )
    ]
    made: dict[str, Account] = {}
    for account in accounts:
        made[account.name] = store.add_account(
            account.name, account.role, account.password, id=cast.new_id("a")
        )
    supervisors = Supervisors(store, made["Sita"], made["Tess"], seed)
    for index in range(patients):
        clinician, path = _WAYS[index % len(_WAYS)]
        now = at - timedelta(days=patients - index, hours=1)
        _go(cast, index, made[clinician], supervisors, path, now)
        progress(index + 1, patients)
    return Demo(accounts, _all_told(store))


_SMOOTH = Habits(
    another_day=0,
    asked_again=0,
    breaks=0,
    easy_words=0,
    left_out=0,
    own_screen=0,
    passing_on=0,
    promised_by_staff=0.6,
    short=0,
    stopped=0,
)
"""People who see things differently; their talks go to their end and can be asked about again."""

_REASONS, _HALF_WAY = 3, 12
"""Reasons that are prepared. After so much was said and done, a talk is left half-way."""

_WAYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Nora", (("reasons", "ready"),)),
    ("Nora", (("getting_ready", "recorded"), ("reasons", "half_way"))),
    ("Nora", (("reasons", "recorded"),)),
    ("Omar", (("reasons", "ready"),)),
    (
        "Nora",
        (
            ("reasons", "signed_off"),
            ("signs", "returned"),
            ("decisions", "recorded"),
            ("actions", "recorded"),
            ("power", "ready"),
        ),
    ),
    ("Nora", (("getting_ready", "ready"),)),
    ("Omar", (("signs", "recorded"), ("decisions", "half_way"))),
    ("Nora", (("actions", "recorded"), ("actions", "ready"))),
)
"""By person: the clinician, and the talks they have had, each with how far it has come."""


def _go(
    cast: Cast,
    index: int,
    clinician: Account,
    supervisors: Supervisors,
    path: tuple[tuple[str, str], ...],
    now: datetime,
) -> None:
    """One person's talks, three weeks apart, up to `now`."""
    store = cast.store
    weeks = [now - timedelta(weeks=3 * back) for back in reversed(range(len(path)))]
    person = cast.person(index, clinician, weeks[0])
    for (workbook, state), began in zip(path, weeks, strict=True):
        interview_id = cast.prepared(person, workbook, began, reasons=_REASONS)
        if state == "ready":
            continue
        cast.talk(person, interview_id, began, _HALF_WAY if state == "half_way" else 10_000)
        if state == "half_way":
            continue
        row = record(store, interview_id, began + timedelta(hours=1))
        supervisors.decide(state, row, began + timedelta(days=1))


def known_demo(store: Store) -> Demo:
    """The invented ward that a folder holds already.

    Passwords are kept as hashes and can't be shown again, so every open account gets a new one.

    Raises:
        StoreError: the folder's people are real, or it holds nobody.
    """
    if store.invented() is None:
        raise StoreError(
            f"{store.settings.data} is a data folder that holds no invented ward.",
            "Name an empty or a new folder.",
        )
    accounts = []
    for account in store.accounts():
        if not account.closed:
            accounts.append(DemoAccount(account.name, _password(), account.role))
            store.set_password(account, accounts[-1].password)
    return Demo(accounts, _all_told(store))


def _all_told(store: Store) -> list[dict[str, str]]:
    rows = reversed(store.all_interviews())
    return [_told(store, row, _state(store, row)) for row in rows]


def _state(store: Store, row: InterviewRow) -> str:
    records = store.records_of(row.id)
    if row.state is not State.CLOSED or not records:
        return row.state.value
    verdicts = [review.decision.value for review in store.reviews_of(records[-1].id)]
    return verdicts[-1] if verdicts else "recorded"


def _told(store: Store, row: InterviewRow, state: str) -> dict[str, str]:
    return {
        "id": row.id,
        "workbook": row.workbook,
        "patient": store.patient(row.patient_id).name,
        "state": state,
        "clinician": store.account(row.clinician_id).name,
    }


def _password() -> str:
    return "-".join(secrets.choice(_WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
