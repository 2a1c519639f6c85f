"""Whose records may go into a data set: those whose latest word on research is yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What a person last said about research, or what is known of it."""

    YES = "yes"
    NO = "no"
    ASK_LATER = "ask_later"
    WITHDRAWN = "withdrawn"
    CAPACITY_LOST = "capacity_lost"
    NEVER_ASKED = "never_asked"


@dataclass(frozen=True, slots=True)
class Sifted:
    """The people who are in, and how many are left out for each reason."""

    included: frozenset[str]
    left_out: Mapping[str, int]


def decision_of(latest: str | None) -> Decision:
    """The latest decision as it was kept; None if the person was never asked.

    A word that is not known here counts as no: consent is never guessed.
    """
    if latest is None:
        return Decision.NEVER_ASKED
    try:
        return Decision(latest)
    except ValueError:
        return Decision.NO


def sift(latest: Mapping[str, str | None]) -> Sifted:
    """Divide people, given the latest decision of each, into those in and those left out.

    Every reason is counted, those that left nobody out too, so that a nought is said and not
    guessed from silence.
    """
    decisions = {person: decision_of(word) for person, word in latest.items()}
    counted = Counter(decisions.values())
    return Sifted(
        included=frozenset(p for p, decision in decisions.items() if decision is Decision.YES),
        left_out={d.value: counted[d] for d in Decision if d is not Decision.YES},
    )
