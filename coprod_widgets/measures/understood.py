"""What is understood, what helped to take part, and whether what was written still stands."""

from __future__ import annotations

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.cases import (
    C,
    Case,
    J,
    P,
    Standing,
    any_of,
    said,
    share,
    source_of,
)
from coprod_widgets.measures.evidence import BY_CHOICE, Evidence
from coprod_widgets.measures.influence import first_said
from coprod_widgets.measures.informed import NOBODY_SAID, reasons_of
from coprod_widgets.measures.result import SHARE, Declared, Reason, Source, Worked, ratio
from coprod_widgets.measures.thresholds import Thresholds

_BOOKS = ("reasons", "signs", "decisions", "actions", "power")
RECHECKED = tuple(f"{book}.still_stands" for book in _BOOKS)
_CLEAR_ENOUGH = ("clear", "partly")


def _understanding(evidence: Evidence, thresholds: Thresholds) -> Worked:
    parts = (
        _can_say(evidence, thresholds.reasons_understood),
        any_of(said(evidence, "reasons.own_account", P, one) for one in reasons_of(evidence)),
        _has_own(evidence, "signs.signs"),
        _has_own(evidence, "signs.helps"),
    )
    worked = share(parts, NOBODY_SAID, NOBODY_SAID)
    known = int(worked.denominator or 0)
    if known >= thresholds.known_for_understanding:
        return worked
    reason = Reason.of("few_known", found=known, needed=thresholds.known_for_understanding)
    return Worked(None, worked.numerator, known, worked.missing, reason, worked.sources)


def _can_say(evidence: Evidence, enough: float) -> Case:
    """Whether the patient can say what staff are worried about, in enough of the reasons."""
    marks = [said(evidence, "reasons.said_back", C, reason) for reason in reasons_of(evidence)]
    marks = [mark for mark in marks if mark.is_there]
    if not marks:
        return Case(Standing.MISSING)
    sources = tuple(source for mark in marks for source in mark.sources)
    clear = sum(mark.value in _CLEAR_ENOUGH for mark in marks)
    return Case(Standing.THERE, sources).judged(lambda _: clear >= enough * len(marks))


def _has_own(evidence: Evidence, place: str) -> Case:
    """Whether one of the rows was said by the patient, or by both."""
    rows = any_of(first_said(place, "whose", evidence))
    if not rows.is_missing:
        return rows
    # No row, but somebody said "that is all of them": there is none.
    return said(evidence, place, J).if_answered.judged(lambda _: False)


def _access(evidence: Evidence, _: Thresholds) -> Worked:
    asked_for, met, missing = 0, 0, 0
    sources: list[Source] = []
    for talk in evidence.talks_with("getting_ready"):
        asked = talk.heard("needs", None, P)
        if asked is None or not asked.counts:
            continue
        needs = {code for code in asked.value if code != "nothing"}
        there = talk.heard("needs_met", None, J)
        if there is None or not there.counts:
            missing += len(needs)
            continue
        asked_for += len(needs)
        met += len(needs & set(there.value))
        if needs:
            sources += [source_of(talk, asked), source_of(talk, there)]
    none = Reason("needs_not_said") if missing else Reason("no_need")
    return ratio(met, asked_for, none=none, missing=missing, sources=tuple(sources))


def _stands(evidence: Evidence, _: Thresholds) -> Worked:
    cases = []
    for talk in evidence.talks:
        heard = talk.heard("still_stands", None, Voice.PATIENT)
        if talk.asked_again is None or heard is None:
            continue
        if heard.counts and (heard.number or 0) > talk.asked_again:
            case = Case(Standing.THERE, (source_of(talk, heard),), heard.value)
            cases.append(case.judged(lambda code: code == "yes"))
        elif heard.status in (*BY_CHOICE, Status.ANSWERED, Status.NOT_REACHED):
            cases.append(Case(Standing.MISSING))
    return share(cases, Reason("not_asked_again"), NOBODY_SAID)


DECLARED = (
    Declared(
        "UND",
        SHARE,
        "Reilly et al. 2013 (insight without agreement); our own",
        (
            "reasons.reasons",
            "reasons.said_back",
            "reasons.own_account",
            "signs.signs",
            "signs.helps",
        ),
        _understanding,
    ),
    Declared(
        "ACC",
        SHARE,
        "SCIE 2013 (accessibility)",
        ("getting_ready.needs", "getting_ready.needs_met"),
        _access,
    ),
    Declared("STB", SHARE, "our own", RECHECKED, _stands),
)
