"""Who steered, how much say would be fair, and how well each knows what the other thinks."""

from __future__ import annotations

from math import fsum

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.cases import C, P, source_of
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.result import (
    SHARE,
    Declared,
    Reason,
    Source,
    Work,
    Worked,
    less,
    ratio,
)
from coprod_widgets.measures.sharing import looked_back
from coprod_widgets.measures.thresholds import Thresholds

_TOKENS = 10
_STEERED = "power.steered"


def _tokens(voice: Voice) -> Work:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        for talk, heard in looked_back(evidence, (_STEERED,), voice):
            return ratio(
                heard.value, _TOKENS, none=Reason("no_counters"), sources=(source_of(talk, heard),)
            )
        return Worked(None, None, _TOKENS, 1, Reason("no_counters"))

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
        none = Reason("no_say_pair")
        return ratio(total, len(found), none=none, missing=missing, sources=sources)

    return work


def _knows(voice: Voice) -> Work:
    def work(evidence: Evidence, _: Thresholds) -> Worked:
        found, missing, sources = _rows(
            evidence, "reasons", ("guess_matters", voice), ("matters_today", voice.other)
        )
        # 1 less the mean distance, as a share of the farthest that one can be off.
        total = fsum(1 - abs(guess - actual) / 4 for guess, actual in found)
        none = Reason("no_guess")
        return ratio(total, len(found), none=none, missing=missing, sources=sources)

    return work


DECLARED = (
    Declared("PT_P", SHARE, "our own", ("power.steered",), _tokens(P)),
    Declared("PT_C", SHARE, "our own", ("power.steered",), _tokens(C)),
    Declared("PT_gap", (-1, 1), "our own", ("power.steered",), less(_tokens(C), _tokens(P))),
    Declared(
        "FSAY_P",
        (-4, 4),
        "McKenna et al. 2001 (fair process)",
        ("decisions.say_now", "decisions.say_fair"),
        _say_gap(P),
    ),
    Declared(
        "FSAY_C",
        (-4, 4),
        "McKenna et al. 2001 (fair process)",
        ("decisions.say_now", "decisions.say_fair"),
        _say_gap(C),
    ),
    Declared(
        "MUT_P", SHARE, "our own", ("reasons.guess_matters", "reasons.matters_today"), _knows(P)
    ),
    Declared(
        "MUT_C", SHARE, "our own", ("reasons.guess_matters", "reasons.matters_today"), _knows(C)
    ),
)
