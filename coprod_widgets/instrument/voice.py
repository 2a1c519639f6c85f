"""Who speaks, whose a question is, and when one voice may see what the other said."""

from __future__ import annotations

from enum import StrEnum


class Voice(StrEnum):
    """Who speaks in an answer: the patient, the clinician, or both with one answer."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    JOINT = "joint"

    @property
    def other(self) -> Voice:
        """The voice across the table. Joint answers have none and give themselves."""
        return {
            Voice.PATIENT: Voice.CLINICIAN,
            Voice.CLINICIAN: Voice.PATIENT,
            Voice.JOINT: Voice.JOINT,
        }[self]


class Asked(StrEnum):
    """Whose a question is. `each` is one question with two answers that are a pair."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    JOINT = "joint"
    EACH = "each"

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices that answer, the patient first."""
        return _ASKED[self]


_ASKED = {
    Asked.PATIENT: (Voice.PATIENT,),
    Asked.CLINICIAN: (Voice.CLINICIAN,),
    Asked.JOINT: (Voice.JOINT,),
    Asked.EACH: (Voice.PATIENT, Voice.CLINICIAN),
}


class Reveal(StrEnum):
    """When an answer may be shown to the other voice."""

    OPEN = "open"
    AFTER_BOTH = "after_both"
    SEALED = "sealed"
