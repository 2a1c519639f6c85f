"""What was put into invented people, as it came out of the dice: what an analysis has to find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.invented.ratings import POWER, Pair, expected

SCORED = ("informed", "voice", "influence", "known", "limits", "adult", "both_do")
"""The statements of `power` that make its score; being safe to disagree stands alone."""
_STEPS = 5
_DIGITS = 6


@dataclass
class Truth:
    """Counts what is drawn, where it is drawn."""

    shares: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    talks: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    at_end: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pairs: dict[str, list[Pair]] = field(default_factory=lambda: defaultdict(list))
    single: dict[str, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))
    power: list[tuple[float, float]] = field(default_factory=list)
    guesses: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    counters: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    promises: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    consents: Counter[str] = field(default_factory=Counter)
    people: list[dict[str, Any]] = field(default_factory=list)

    def share(self, name: str, *, so: bool) -> bool:
        """Something that is so in a share of cases was drawn; gives it back."""
        self.shares[name][0] += so
        self.shares[name][1] += 1
        return so

    def ended(self, voice: Voice, status: Status) -> None:
        """What a question came to at the end of a talk, in one voice; reached or not."""
        self.at_end[voice.value][status.value] += 1

    def became(self, voice: Voice, status: Status) -> None:
        """What became of one question in one voice, of those that may be passed over."""
        self.statuses[voice.value][status.value] += 1

    def of_talk(self, workbook: str, pairs: Iterable[tuple[str, Pair]]) -> None:
        """The pairs of ratings of a whole talk, whether they were reached and said or not."""
        scored = []
        for question, pair in pairs:
            self.pairs[f"{workbook}.{question}"].append(pair)
            if workbook == POWER and question in SCORED:
                scored.append(pair.ticked(_STEPS))
        if scored:
            patient, clinician = (_mean(voice) for voice in zip(*scored, strict=True))
            self.power.append((_of_100(patient), _of_100(clinician)))

    def as_json(self, habits: Habits) -> dict[str, Any]:
        """All of it as JSON values; numbers with six digits behind the point."""
        every = [pair for pairs in self.pairs.values() for pair in pairs]
        families = {
            "ratings": [pair for pair in every if not pair.is_power],
            "power_ratings": [pair for pair in every if pair.is_power],
        }
        told = {
            "talks": dict(self.talks),
            "shares": {
                name: {"drawn": of, "so": so, "share": so / of}
                for name, (so, of) in self.shares.items()
            },
            "missing": {voice: _parts(counts) for voice, counts in self.statuses.items()},
            "at_end": {voice: dict(counts) for voice, counts in self.at_end.items()},
            "pairs": {name: _pairs(pairs) for name, pairs in self.pairs.items()},
            "families": {
                name: _pairs(pairs) | {"expected": _expected(habits, pairs)}
                for name, pairs in families.items()
                if pairs
            },
            "single": {name: _single(drawn) for name, drawn in self.single.items()},
            "power_score": _power(self.power),
            "guesses": {
                voice: {"guesses": len(off), "knowing": 1 - _mean(off) / (_STEPS - 1)}
                for voice, off in self.guesses.items()
            },
            "steered": {
                voice: {"shared": len(counts), "patient_mean": _mean(counts)}
                for voice, counts in self.counters.items()
            },
            "promises": {who: _promises(counts) for who, counts in self.promises.items()},
            "consent": dict(self.consents),
            "people": self.people,
        }
        rounded: dict[str, Any] = _rounded(told)
        return rounded


def _pairs(pairs: Sequence[Pair]) -> dict[str, Any]:
    ticked = [pair.ticked(_STEPS) for pair in pairs]
    off = [clinician - patient for patient, clinician in ticked]
    return {
        "pairs": len(pairs),
        "felt": {
            "patient_mean": _mean([pair.patient for pair in pairs]),
            "clinician_mean": _mean([pair.clinician for pair in pairs]),
            "difference": _mean([pair.clinician - pair.patient for pair in pairs]),
        },
        "ticked": {
            "patient_mean": _mean([patient for patient, _ in ticked]),
            "clinician_mean": _mean([clinician for _, clinician in ticked]),
            "difference": _mean(off),
            "difference_sd": _sd(off),
            "distance": _mean([abs(one) for one in off]),
            "exact": _mean([one == 0 for one in off]),
            "within_one": _mean([abs(one) <= 1 for one in off]),
        },
    }


def _expected(habits: Habits, pairs: Sequence[Pair]) -> dict[str, float]:
    """What is ticked on average, over all people there could be at these moments."""
    at = Counter(pair.months for pair in pairs)
    means = {
        months: expected(habits, is_power=pairs[0].is_power, months=months, steps=_STEPS)
        for months in at
    }
    patient, clinician = (
        sum(means[months][voice] * count for months, count in at.items()) / len(pairs)
        for voice in (0, 1)
    )
    return {
        "patient_mean": patient,
        "clinician_mean": clinician,
        "difference": clinician - patient,
    }


def _single(drawn: Sequence[tuple[float, int]]) -> dict[str, Any]:
    return {
        "ratings": len(drawn),
        "felt_mean": _mean([felt for felt, _ in drawn]),
        "ticked_mean": _mean([ticked for _, ticked in drawn]),
    }


def _power(scores: Sequence[tuple[float, float]]) -> dict[str, Any]:
    if not scores:
        return {"talks": 0}
    patient, clinician = (_mean(voice) for voice in zip(*scores, strict=True))
    return {
        "talks": len(scores),
        "patient_mean": patient,
        "clinician_mean": clinician,
        "gap": clinician - patient,
        "gap_sd": _sd([theirs - own for own, theirs in scores]),
    }


def _parts(counts: Counter[str]) -> dict[str, Any]:
    """What became of questions, and the share of each status among those that were reached."""
    reached = sum(counts[status] for status in _REACHED)
    shares = {status: counts[status] / reached for status in _REACHED} if reached else {}
    return {"counts": dict(counts), "reached": reached, "shares": shares}


_REACHED = ("answered", "declined", "not_sure", "skipped")


def _promises(counts: Counter[str]) -> dict[str, Any]:
    """Those made by one, what becomes of them, and the share that is kept; part counts as half."""
    made = sum(counts[outcome] for outcome in OUTCOMES)
    said = sum(counts[f"said_{outcome}"] for outcome in OUTCOMES)
    return {
        "made": made,
        "becomes": {outcome: counts[outcome] for outcome in OUTCOMES},
        "kept": (counts["done"] + counts["part"] / 2) / made if made else None,
        "said": {outcome: counts[f"said_{outcome}"] for outcome in OUTCOMES},
        "kept_of_said": (counts["said_done"] + counts["said_part"] / 2) / said if said else None,
        "open": made - said,
    }


OUTCOMES = ("done", "part", "not_done", "dropped")


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _sd(values: Sequence[float]) -> float | None:
    if len(values) < 2:
        return None
    mean = _mean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _of_100(rating: float) -> float:
    return 100 * (rating - 1) / (_STEPS - 1)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return value
