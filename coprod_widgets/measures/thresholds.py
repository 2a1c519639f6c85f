"""Every threshold of the measures, in one place. All of them are provisional.

None was set from data: they are where the idea's authors or we would begin. So each result is told
together with the thresholds that it was worked out by.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

LABEL = "research use; no norms"
"""What stands beside every measure."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the measures compare with; change `name` with every change."""

    name: str = "provisional 1"

    # When there is enough to work something out from.
    words_for_balance: int = 40
    known_for_understanding: int = 3
    reasons_understood: float = 0.5
    statements_needed: int = 5

    # Statistics of agreement, over many pairs.
    pairs_needed: int = 10
    people_for_interval: int = 10
    resamples: int = 2000
    resamples_defined: float = 0.9

    # The prompt for supervision.
    prompt_exact: float = 0.9
    prompt_pairs: int = 5
    prompt_balance: float = 0.3
    prompt_safe: float = 50
    prompt_signs: int = 3

    # The level.
    told_explained: float = 0.5
    descriptive_account: float = 0.5
    intermediate_account: float = 0.8
    intermediate_difference: float = 0.8
    intermediate_limits: float = 0.8
    transformative_change: float = 0.5
    transformative_origin: float = 0.5
    transformative_actions: float = 0.5
    transformative_open: float = 0.5
    transformative_shared: float = 60
    transformative_gap: float = 15

    # Change, and what is only ever told of many.
    change_people: int = 30
    change_z: float = 1.96
    people_for_group: int = 10

    def told(self) -> dict[str, str | float]:
        """All of them by name, to be printed with a result."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


PROVISIONAL = Thresholds()
"""The ones in use."""
