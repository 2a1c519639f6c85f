"""All measures of an episode, in the order in which they are told."""

from __future__ import annotations

from coprod_widgets.measures import (
    bounded,
    influence,
    informed,
    paired,
    reciprocity,
    safety,
    sharing,
    steering,
    understood,
    voiced,
)
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.result import Declared, Measure
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds

INDICATORS: tuple[Declared, ...] = (
    *informed.DECLARED,
    *voiced.DECLARED,
    *influence.DECLARED,
    *bounded.DECLARED,
    *reciprocity.DECLARED,
    *understood.DECLARED,
)
"""From what was written down."""
RATINGS: tuple[Declared, ...] = (
    *sharing.DECLARED,
    *steering.DECLARED,
    *paired.APART,
    *safety.DECLARED,
)
"""From how the two rated. They are told beside the indicators and never put into one number."""
MEASURES: tuple[Declared, ...] = INDICATORS + RATINGS


def measure(evidence: Evidence, thresholds: Thresholds = PROVISIONAL) -> dict[str, Measure]:
    """Every measure of an episode, by its code."""
    return {declared.code: declared.of(evidence, thresholds) for declared in MEASURES}
