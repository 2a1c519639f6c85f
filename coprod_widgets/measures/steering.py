"""Who steered, how much say would be fair, and how well each knows what the other thinks."""

from __future__ import annotations

from math import fsum

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.cases import C, P, source_of
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.result import SHARE, Declared, Source, Work, Worked, less, ratio
from coprod_widgets.measures.sharing import looked_back
from coprod_widgets.measures.thresholds import Thresholds

_TOKENS = 10
_STEERED = "power.steered"


def _tokens(voice: Voice) -> Work:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        for talk, heard in looked_back(evidence, (_STEERED,), voice):
            return ratio(heard.value, _TOKENS, none="", sources=(source_of(talk, heard),))
        return Worked(None, None, _TOKENS, 1, "The counters were not shared out.")

    return work


def _rows(
    evidence: Evidence, workbook: str, first: tuple[str, Voice], second: tuple[str, Voice]
) -> tuple[list[tuple[int, int]], int, tuple[Source, ...]]:
    """The values of two questions about the same row in the same talk, where there are both."""
    values: list[tuple[int, int]] = []
    sources: list[Source] = []
    missing = 0
    for talk in evidence.talks_with(workbook):
        for row in sorted({heard.row for heard in talk.answers if heard.row}):
            one, other = talk.heard(first[0], row, first[1]), talk.heard(second[0], row, second[1])
            if one and other and one.counts and other.counts:
                values.append((one.value, other.value))
                sources += [source_of(talk, one), source_of(talk, other)]
            else:
                missing += any(heard is not None and heard.spoke for heard in (one, other))
    return values, missing, tuple(sources)


def _say_gap(voice: Voice) -> Work:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        found, missing, sources = _rows(
            evidence, "decisions", ("say_fair", voice), ("say_now", voice)
        )
        total = fsum(fair - now for fair, now in found)
        none = "No topic has both ratings of the say."
        return ratio(total, len(found), none=none, missing=missing, sources=sources)

    return work


def _knows(voice: Voice) -> Work:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        found, missing, sources = _rows(
            evidence, "reasons", ("guess_matters", voice), ("matters_today", voice.other)
        )
        # 1 less the mean distance, as a share of the farthest that one can be off.
        total = fsum(1 - abs(guess - actual) / 4 for guess, actual in found)
        none = "There is no guess beside the rating it is about."
        return ratio(total, len(found), none=none, missing=missing, sources=sources)

    return work


_NO_TOKENS = "the counters were not shared out"
_FAIR = (
    "Mean, over topics, of how much say for the patient would be fair less how much there is now, "
    "as the {who} rated both: above 0, more say would be fair."
)
_GUESS = (
    "1 less the mean distance between what the {who} guessed that the other picked in “how much "
    "does it matter for safety today” and what the other picked, by 4: 1 is always right."
)
DECLARED = (
    Declared(
        "PT_P",
        "Who steered, as the patient sees it",
        "Counters that the patient gave to the patient, by 10, in the newest look back.",
        SHARE,
        _NO_TOKENS,
        "our own",
        ("power.steered",),
        _tokens(P),
    ),
    Declared(
        "PT_C",
        "Who steered, as the clinician sees it",
        "Counters that the clinician gave to the patient, by 10, in the newest look back.",
        SHARE,
        _NO_TOKENS,
        "our own",
        ("power.steered",),
        _tokens(C),
    ),
    Declared(
        "PT_gap",
        "Who steered, difference",
        "The clinician's share for the patient less the patient's own.",
        (-1, 1),
        _NO_TOKENS,
        "our own",
        ("power.steered",),
        less(_tokens(C), _tokens(P)),
    ),
    Declared(
        "FSAY_P",
        "Say gap, as the patient sees it",
        _FAIR.replace("{who}", "patient"),
        (-4, 4),
        "no topic has both ratings",
        "McKenna et al. 2001 (fair process)",
        ("decisions.say_now", "decisions.say_fair"),
        _say_gap(P),
    ),
    Declared(
        "FSAY_C",
        "Say gap, as the clinician sees it",
        _FAIR.replace("{who}", "clinician"),
        (-4, 4),
        "no topic has both ratings",
        "McKenna et al. 2001 (fair process)",
        ("decisions.say_now", "decisions.say_fair"),
        _say_gap(C),
    ),
    Declared(
        "MUT_P",
        "The patient knows the other's view",
        _GUESS.replace("{who}", "patient"),
        SHARE,
        "there is no guess beside a rating",
        "our own",
        ("reasons.guess_matters", "reasons.matters_today"),
        _knows(P),
    ),
    Declared(
        "MUT_C",
        "The clinician knows the other's view",
        _GUESS.replace("{who}", "clinician"),
        SHARE,
        "there is no guess beside a rating",
        "our own",
        ("reasons.guess_matters", "reasons.matters_today"),
        _knows(C),
    ),
)
