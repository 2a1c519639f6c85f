"""Bounded and decided: whether limits were told, and how much room there is and was used."""

from __future__ import annotations

from collections.abc import Iterator

from coprod_widgets.measures.cases import C, Case, J, P, Standing, all_of, said, share
from coprod_widgets.measures.evidence import Evidence, Subject
from coprod_widgets.measures.informed import NOBODY_SAID
from coprod_widgets.measures.result import SHARE, Declared, Reason, Worked, ratio
from coprod_widgets.measures.thresholds import Thresholds

NO_FIXED = Reason("no_topic_fixed")
NO_TOPICS = Reason("no_topic_decided")
_FIXED = (0, 1)
_LAW = "law.topics."
_SAID_BACK = (
    ("getting_ready.what_for_back", C),  # staff mark how clear they were
    ("getting_ready.hurt_back", P),
    ("decisions.fixed_back", C),
)
_RIGHT = ("clear", "pass_on")


def _rungs(evidence: Evidence) -> Iterator[tuple[Subject, Case]]:
    """The topics of which it was said who decides."""
    for topic in evidence.subjects("decisions.topics"):
        case = said(evidence, "decisions.who_decides", C, topic)
        if case.is_there:
            yield topic, case


def _fixed(evidence: Evidence) -> list[tuple[Subject, Case]]:
    return [(topic, case) for topic, case in _rungs(evidence) if case.value in _FIXED]


def _told(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (
        all_of(
            rung,
            said(evidence, "decisions.why_so", C, topic),
            said(evidence, "decisions.how_question", C, topic),
            # The law pack names a source for each of its topics; own words aren't searched for one.
            Case(
                Standing.THERE
                if any(origin.startswith(_LAW) for origin in topic.origins)
                else Standing.NOT_THERE
            ),
        )
        for topic, rung in _fixed(evidence)
    )
    return share(cases, NO_FIXED, NOBODY_SAID)


def _said_back(evidence: Evidence, _: Thresholds) -> Worked:
    cases = [
        said(evidence, place, voice).if_answered.judged(lambda code: code in _RIGHT)
        for place, voice in _SAID_BACK
    ]
    return share(cases, NOBODY_SAID, Reason("nothing_said_back"))


def _room(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (case.judged(lambda rung: rung not in _FIXED) for _, case in _rungs(evidence))
    return share(cases, NO_TOPICS, NO_TOPICS)


def _used(evidence: Evidence, _: Thresholds) -> Worked:
    free = [case for _, case in _rungs(evidence) if case.value not in _FIXED]
    return ratio(
        sum(case.value - 2 for case in free),
        2 * len(free),
        none=Reason("no_topic_open"),
        sources=tuple(source for case in free for source in case.sources),
    )


def _open_part(evidence: Evidence, _: Thresholds) -> Worked:
    cases = (
        all_of(rung, said(evidence, "decisions.open_part", J, topic))
        for topic, rung in _fixed(evidence)
    )
    return share(cases, NO_FIXED, NOBODY_SAID)


DECLARED = (
    Declared(
        "LIM1",
        SHARE,
        "McKenna et al. 2001; Lidz et al. 1998 (fair treatment within compulsion)",
        ("decisions.topics", "decisions.who_decides", "decisions.why_so", "decisions.how_question"),
        _told,
    ),
    Declared(
        "LIM2",
        SHARE,
        "our own, after the teach-back method",
        ("getting_ready.what_for_back", "getting_ready.hurt_back", "decisions.fixed_back"),
        _said_back,
    ),
    Declared("DEC1", SHARE, "Arnstein 1969", ("decisions.who_decides",), _room),
    Declared("DEC2", SHARE, "Arnstein 1969", ("decisions.who_decides",), _used),
    Declared(
        "DEC3",
        SHARE,
        "Söderberg et al. 2022; our own",
        ("decisions.topics", "decisions.who_decides", "decisions.open_part"),
        _open_part,
    ),
)
