"""Two views of the same thing, each in its own voice: how far apart they are, and which way.

Neither being close nor being apart is a success or a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.cases import C, P, source_of
from coprod_widgets.measures.evidence import Evidence, Heard, Talk
from coprod_widgets.measures.result import Declared, Measure, Range, Source, Worked, ratio
from coprod_widgets.measures.thresholds import Thresholds

STATEMENTS = (
    "power.informed",
    "power.voice",
    "power.influence",
    "power.known",
    "power.limits",
    "power.adult",
    "power.both_do",
)
"""How did we share power? The seven matched statements; being safe to disagree stands apart."""
QUESTIONS = (
    "reasons.how_right",
    "reasons.matters_today",
    "signs.sure_sign",
    "decisions.say_now",
    "decisions.say_fair",
    "actions.fair_share",
    *STATEMENTS,
)
"""The questions with five steps on which both say how they see the same thing."""
NO_PAIR = "There is no pair of ratings that both could see."
_STEPS: Range = (-4, 4)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ratings of the same thing in the same talk."""

    question: str
    row: str | None
    patient: int
    clinician: int
    sources: tuple[Source, Source]

    @property
    def difference(self) -> int:
        """The clinician's rating less the patient's."""
        return self.clinician - self.patient


def pairs_of(
    evidence: Evidence, questions: Iterable[str] = QUESTIONS
) -> tuple[tuple[Pair, ...], int]:
    """The pairs of an episode, and how many are missing because one of the two gave no answer."""
    pairs, missing = [], 0
    for talk, place in _asked(evidence, questions):
        question, row = place
        patient, clinician = talk.heard(question, row, P), talk.heard(question, row, C)
        if patient and clinician and patient.counts and clinician.counts:
            sources = (source_of(talk, patient), source_of(talk, clinician))
            name = f"{talk.workbook}.{question}"
            pairs.append(Pair(name, row, patient.value, clinician.value, sources))
        else:
            missing += any(heard is not None and heard.spoke for heard in (patient, clinician))
    return tuple(pairs), missing


def _asked(
    evidence: Evidence, questions: Iterable[str]
) -> Iterator[tuple[Talk, tuple[str, str | None]]]:
    wanted = set(questions)
    for talk in evidence.newest_first:
        places = {
            (heard.question, heard.row)
            for heard in talk.answers
            if f"{talk.workbook}.{heard.question}" in wanted
        }
        yield from ((talk, place) for place in sorted(places, key=lambda p: (p[0], p[1] or "")))


def rescaled(rating: float) -> float:
    """A rating from 1 to 5 as a number from 0 to 100."""
    return 100 * (rating - 1) / 4


def by_question(evidence: Evidence, thresholds: Thresholds) -> list[Measure]:
    """How far apart the two are, for every question for itself."""
    return [
        Declared(
            declared.code,
            declared.name,
            declared.formula,
            declared.range,
            declared.not_when,
            declared.idea,
            _over((question,), count),
        ).of(evidence, thresholds, about=question)
        for question in QUESTIONS
        for declared, count in zip(_APART, _COUNTS, strict=True)
    ]


def _over(
    questions: Iterable[str], count: Callable[[Pair], float]
) -> Callable[[Evidence, Thresholds], Worked]:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        pairs, missing = pairs_of(evidence, questions)
        sources = tuple(source for pair in pairs for source in pair.sources)
        total = fsum(map(count, pairs))
        return ratio(total, len(pairs), none=NO_PAIR, missing=missing, sources=sources)

    return work


_COUNTS: tuple[Callable[[Pair], float], ...] = (
    lambda pair: pair.difference == 0,
    lambda pair: abs(pair.difference) <= 1,
    lambda pair: pair.difference,
    lambda pair: abs(pair.difference),
)
_IDEA = "Luigi et al. 2025 (agreement told by stated statistics)"
_NO_PAIR = "there is no pair"
_APART = (
    Declared(
        "EX",
        "Exactly the same",
        "Pairs of ratings that are the same, by pairs.",
        (0, 1),
        _NO_PAIR,
        _IDEA,
        _over(QUESTIONS, _COUNTS[0]),
    ),
    Declared(
        "W1",
        "Within one step",
        "Pairs of ratings that are no more than one step apart, by pairs.",
        (0, 1),
        _NO_PAIR,
        _IDEA,
        _over(QUESTIONS, _COUNTS[1]),
    ),
    Declared(
        "DIR",
        "Direction",
        "Mean of the clinician's rating less the patient's: above 0, the clinician's is higher.",
        _STEPS,
        _NO_PAIR,
        _IDEA,
        _over(QUESTIONS, _COUNTS[2]),
    ),
    Declared(
        "MAD",
        "Distance",
        "Mean number of steps between the two ratings.",
        (0, 4),
        _NO_PAIR,
        _IDEA,
        _over(QUESTIONS, _COUNTS[3]),
    ),
)


def newest_look_back(evidence: Evidence, questions: Iterable[str]) -> Talk | None:
    """The newest talk about how power was shared in which one of the questions was answered."""
    names = {question.partition(".")[2] for question in questions}
    for talk in evidence.talks_with("power"):
        if any(heard.question in names and heard.counts for heard in talk.answers):
            return talk
    return None


def _shared(voice: Voice) -> Callable[[Evidence, Thresholds], Worked]:
    def work(evidence: Evidence, thresholds: Thresholds) -> Worked:
        talk = newest_look_back(evidence, STATEMENTS)
        found = (
            [talk.heard(name.partition(".")[2], None, voice) for name in STATEMENTS] if talk else []
        )
        told: list[Heard] = [heard for heard in found if heard is not None and heard.counts]
        sources = tuple(source_of(talk, heard) for heard in told) if talk else ()
        total = fsum(rescaled(heard.value) for heard in told)
        missing = len(STATEMENTS) - len(told)
        if len(told) < thresholds.statements_needed:
            reason = (
                f"{len(told)} of {len(STATEMENTS)} statements were answered; "
                f"{thresholds.statements_needed} are needed."
            )
            return Worked(None, total, len(told), missing, reason, sources)
        return Worked(total / len(told), total, len(told), missing, None, sources)

    return work


def difference(
    first: Callable[[Evidence, Thresholds], Worked],
    second: Callable[[Evidence, Thresholds], Worked],
) -> Callable[[Evidence, Thresholds], Worked]:
    """Works out one measure less another, where there are both."""

    def work(evidence: Evidence, thresholds: Thresholds) -> Worked:
        one, other = first(evidence, thresholds), second(evidence, thresholds)
        missing, sources = one.missing + other.missing, one.sources + other.sources
        if one.value is None or other.value is None:
            return Worked(None, None, None, missing, one.reason or other.reason, sources)
        return Worked(one.value - other.value, None, None, missing, None, sources)

    return work


_HUNDRED: Range = (0, 100)
_FEW = "fewer than {statements_needed} of the seven statements were answered"
_SEVEN = (
    "Mean of the seven statements in “How did we share power?”, each from 0 to 100, as the {who} "
    "rated them in the newest look back; being safe to disagree is not among them."
)
SHARED = (
    Declared(
        "PS_P",
        "Power shared, as the patient sees it",
        _SEVEN.replace("{who}", "patient"),
        _HUNDRED,
        _FEW,
        "our own statements; Needham and Carr 2009",
        _shared(P),
    ),
    Declared(
        "PS_C",
        "Power shared, as the clinician sees it",
        _SEVEN.replace("{who}", "clinician"),
        _HUNDRED,
        _FEW,
        "our own statements; Needham and Carr 2009",
        _shared(C),
    ),
    Declared(
        "PS_gap",
        "How much higher the clinician sees it",
        "The clinician's score of power shared less the patient's.",
        (-100, 100),
        "one of the two scores is missing",
        "Luigi et al. 2025",
        difference(_shared(C), _shared(P)),
    ),
)
APART = _APART
