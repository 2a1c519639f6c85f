"""A small invented ward to try everything with."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.errors import StoreError
from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.store.records import Verdict
from coprod_widgets.store.talks import InterviewRow
from coprod_widgets.workbook.finding import find
from coprod_widgets.workbook.recording import record
from coprod_widgets.workbook.simulating import WORKBOOK, Cast

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
    """Invent a ward, with interviews that are ready, half-way, recorded and signed off."""
    cast = Cast(store, seed)
    minutes = load(find(WORKBOOK).instrument).minutes
    accounts = [
        DemoAccount(name, _password(), role)
        for name, role in (
            ("Nora", Role.CLINICIAN),
            ("Omar", Role.CLINICIAN),
            ("Sita", Role.SUPERVISOR),
            ("Rhys", Role.RESEARCHER),
            ("Anna", Role.ADMINISTRATOR),
        )
    ]
    made: dict[str, Account] = {}
    for account in accounts:
        made[account.name] = store.add_account(
            account.name, account.role, account.password, id=cast.new_id("a")
        )
    interviews = []
    for index in range(patients):
        state = ("ready", "half_way", "recorded", "ready", "signed_off")[index % 5]
        clinician = made["Omar" if index % 5 == 3 else "Nora"]
        began = at - timedelta(days=7 * (patients - index), minutes=minutes)
        interview_id = _one(cast, state, index, clinician, made["Sita"], began)
        interviews.append(_told(store, store.about(interview_id), state))
        progress(index + 1, patients)
    return Demo(accounts, interviews)


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
    rows = reversed(store.all_interviews())
    return Demo(accounts, [_told(store, row, _state(store, row)) for row in rows])


def _state(store: Store, row: InterviewRow) -> str:
    records = store.records_of(row.id)
    if row.state is not State.CLOSED or not records:
        return row.state.value
    verdicts = [review.decision.value for review in store.reviews_of(records[-1].id)]
    return verdicts[0] if verdicts else "recorded"


def _told(store: Store, row: InterviewRow, state: str) -> dict[str, str]:
    return {
        "id": row.id,
        "workbook": row.workbook,
        "patient": store.patient(row.patient_id).name,
        "state": state,
        "clinician": store.account(row.clinician_id).name,
    }


def _one(
    cast: Cast, state: str, index: int, clinician: Account, supervisor: Account, began: datetime
) -> str:
    store = cast.store
    patient = cast.patient(index, clinician)
    interview_id = cast.prepared(patient, clinician, began, 3)
    if state == "ready":
        return interview_id
    cast.talk(interview_id, clinician, began, most=12 if state == "half_way" else 10_000)
    if state == "half_way":
        return interview_id
    row = record(store, interview_id, began + timedelta(hours=1))
    if state == "signed_off":
        note = "Both views are kept. Thank you both."
        signed = began + timedelta(days=1)
        store.add_review(row.id, supervisor.id, Verdict.SIGNED_OFF, note, row.digest, signed)
    return interview_id


def _password() -> str:
    return "-".join(secrets.choice(_WORDS) for _ in range(3)) + f"-{secrets.randbelow(90) + 10}"
