"""What a role may do with what. Whatever is not allowed here is denied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coprod_widgets.access.accounts import Account, Role


class Action(StrEnum):
    """Everything that can be done over the web."""

    HOLD = "hold"
    READ_RECORD = "read_record"
    REVIEW = "review"
    COPY = "copy"
    SUPERVISE = "supervise"
    SEE_DATASETS = "see_datasets"
    SEE_ACCOUNTS = "see_accounts"


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted on: an interview or its record, by whose it is; None for the whole ward."""

    interview_id: str | None = None
    clinician_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, and the reason in words."""

    allowed: bool
    reason: str


WARD = Resource()


def may(account: Account, action: Action, resource: Resource = WARD) -> Decision:
    """Whether an account may do something. Unknown pairs of role and action are denied."""
    own = resource.clinician_id is not None and resource.clinician_id == account.id
    match account.role, action:
        case Role.CLINICIAN, (Action.HOLD | Action.READ_RECORD | Action.COPY):
            return Decision(own, "It is hers." if own else "Another clinician holds it.")
        case Role.SUPERVISOR, Action.READ_RECORD:
            return Decision(True, "Supervisors read records.")
        case Role.SUPERVISOR, Action.COPY:
            return Decision(True, "Supervisors see to it that patients get their copy.")
        case Role.SUPERVISOR, Action.REVIEW:
            reason = "Nobody reviews their own." if own else "Supervisors review records."
            return Decision(not own, reason)
        case Role.SUPERVISOR, Action.SUPERVISE:
            return Decision(True, "Supervisors see what waits for them.")
        case Role.RESEARCHER, Action.SEE_DATASETS:
            return Decision(True, "Researchers see data sets.")
        case Role.ADMINISTRATOR, Action.SEE_ACCOUNTS:
            return Decision(True, "Administrators see accounts.")
        case _:
            return Decision(False, f"A {account.role.value} may not {action.value}.")
