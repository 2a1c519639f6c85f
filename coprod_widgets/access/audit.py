"""What is written down about who did what. Ids only: no names, no answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What is worth writing down."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    DENIED = "denied"
    PREPARED = "prepared"
    ASKED_AGAIN = "asked_again"
    HANDED_OVER = "handed_over"
    TOOK_BACK = "took_back"
    TAKE_BACK_FAILED = "take_back_failed"
    PASSED_ON = "passed_on"
    SHOWED_CODE = "showed_code"
    JOINED = "joined"
    JOIN_FAILED = "join_failed"
    LEFT = "left"
    CLOSED = "closed"
    RECORDED = "recorded"
    READ_RECORD = "read_record"
    REVIEWED = "reviewed"
    RATED = "rated"
    READ_TEAM = "read_team"
    MADE_COPY = "made_copy"
    READ_COPY = "read_copy"
    MADE_DATASET = "made_dataset"
    NOTED_CONSENT = "noted_consent"
    RENEWED_TOMBSTONES = "renewed_tombstones"
    HANDED_OUT = "handed_out"
    MADE_RELEASE = "made_release"
    ROTATED_KEY = "rotated_key"
    ADDED_ACCOUNT = "added_account"
    SET_PASSWORD = "set_password"  # noqa: S105  # a deed, no password
    CLOSED_ACCOUNT = "closed_account"
    REOPENED_ACCOUNT = "reopened_account"


@dataclass(frozen=True, slots=True)
class Event:
    """One deed: when (UTC), which account (None where nobody was signed in), on what, and why."""

    at: datetime
    deed: Deed
    account: str | None = None
    resource: str | None = None
    reason: str = ""
