"""What the two of them say about the reasons on the record: the first workbook's meeting."""

from __future__ import annotations

from typing import Any

PATIENT_WORDS = "I was scared, and nobody asked me what came before."
CLINICIAN_WORDS = "The team has seen that noise makes it harder."
TYPED_WHILE_AWAY = "Typed while the server was away."


def answering(question: str, row: str | None, voice: str) -> Any:
    """What the two of them say. Reason r2 is skipped here and there, r3 makes him unsure."""
    if row == "r2" and question in ("own_account", "rethink"):
        return "skip"
    if row == "r3" and question == "knew":
        return "not sure"
    if row == "r3" and question == "hard":
        return "no"
    return {
        "own_account": PATIENT_WORDS,
        "team_meaning": CLINICIAN_WORDS,
        "knew": "part",
        "how_right": 2 if voice == "patient" else 4,
        "matters_today": 1 if voice == "patient" else 5,
        "guess_matters": 3,
        "difference": ["matters", "words"],
        "where_we_got": "two_views",
        "record_wish": "fact",
        "hard": 3,
        "changed": "view",
        "first_words": "clinician",
        "still_stands": "yes",
        "said_back": "clear" if voice == "clinician" else "You worry about noise.",
    }.get(question, f"Words of the {voice} on {question}.")
