"""What a measure comes to: never a bare number, always with what it was worked out from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.thresholds import LABEL, Thresholds

Range = tuple[float, float]
SHARE: Range = (0, 1)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """An answer that went into a measure, by its number in the journal of its talk."""

    interview: str
    question: str
    row: str
    voice: Voice
    number: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something can't be told: the code of its words, and the numbers in them."""

    code: str
    values: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, code: str, **values: int) -> Reason:
        """A reason whose words name some numbers."""
        return cls(code, tuple(sorted(values.items())))


@dataclass(frozen=True, slots=True)
class Worked:
    """What working a measure out came to.

    `missing` counts what was left out of both counts: skipped, declined, not sure, never shown.
    `staff_only` says that the number may not be shown to the patient.
    """

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    missing: int = 0
    reason: Reason | None = None
    sources: tuple[Source, ...] = ()
    staff_only: bool = False


Work = Callable[[Evidence, Thresholds], Worked]
"""Works a measure out."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of one episode: its value, or the reason why there is none.

    Its name and its formula are words, and stand where words do, by its `code`. `about` is the
    question it is about, where it is told of one question alone.
    """

    code: str
    value: float | None
    numerator: float | None
    denominator: float | None
    missing: int
    reason: Reason | None
    sources: tuple[Source, ...]
    range: Range
    thresholds: str
    staff_only: bool = False
    about: str | None = None
    label: str = LABEL


@dataclass(frozen=True, slots=True)
class Declared:
    """A measure as it is declared: what docs and records list, and the function that works it out.

    `idea` is whose idea it goes back to. `inputs` are the questions whose answers it may look at.
    """

    code: str
    range: Range
    idea: str
    inputs: tuple[str, ...]
    work: Work

    def of(self, evidence: Evidence, thresholds: Thresholds, about: str | None = None) -> Measure:
        """The measure of an episode."""
        worked = self.work(evidence, thresholds)
        return Measure(
            code=self.code,
            value=worked.value,
            numerator=worked.numerator,
            denominator=worked.denominator,
            missing=worked.missing,
            reason=worked.reason,
            sources=tuple(sorted(set(worked.sources))),
            range=self.range,
            thresholds=thresholds.name,
            staff_only=worked.staff_only,
            about=about,
        )


def ratio(
    numerator: float,
    denominator: float,
    *,
    none: Reason,
    missing: int = 0,
    sources: tuple[Source, ...] = (),
) -> Worked:
    """One number by another; `none` is the reason where there is nothing to count."""
    if not denominator:
        return Worked(None, numerator, denominator, missing, none, sources)
    return Worked(numerator / denominator, numerator, denominator, missing, None, sources)


def less(first: Work, second: Work) -> Work:
    """Works out one measure less another, where there are both."""

    def work(evidence: Evidence, thresholds: Thresholds) -> Worked:
        one, other = first(evidence, thresholds), second(evidence, thresholds)
        missing, sources = one.missing + other.missing, one.sources + other.sources
        if one.value is None or other.value is None:
            return Worked(None, None, None, missing, one.reason or other.reason, sources)
        return Worked(one.value - other.value, None, None, missing, None, sources)

    return work
