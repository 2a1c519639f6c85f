"""Who signs in, and what they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is. Patients have no account: a clinician hands them the screen."""

    CLINICIAN = "clinician"
    SUPERVISOR = "supervisor"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the staff. A closed account signs in no more; journals go on naming it."""

    id: str
    name: str
    role: Role
    closed: bool = False
