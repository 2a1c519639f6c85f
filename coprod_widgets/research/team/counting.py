"""What is counted for a team's picture, read off the talks of one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.measures.cases import C, J, P, said
from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.evidence import Evidence, Talk
from coprod_widgets.measures.thresholds import PROVISIONAL

_DONE = {"done": 1.0, "part": 0.5, "not_done": 0.0}
_WHO = {"me": "patient", "staff": "staff"}
_VOICES = {P: "patient", C: "staff"}
_KEPT = next(declared for declared in MEASURES if declared.code == "CON-D")


@dataclass(frozen=True, slots=True)
class Held:
    """One person's talks, and who held each, by its id."""

    person: str
    talks: tuple[Talk, ...]
    clinicians: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """What one person adds to one line of a picture in one month: so much, of so much."""

    person: str
    clinician: str
    month: date
    line: str
    above: float
    below: float


def month_of(talk: Talk) -> date:
    """The month a talk was held in, by its first day."""
    return talk.opened.date().replace(day=1)


def promises(held: Held) -> Iterator[Count]:
    """What was done of what was promised, in the month in which it was said; each promise once."""
    evidence = Evidence(held.talks)
    by_id = {talk.interview: talk for talk in held.talks}
    for promise in evidence.subjects("actions.promises"):
        line = _WHO.get(str(promise.newest.fields.get("who")))
        outcome = said(evidence, "actions.outcome", J, promise)
        if line and outcome.is_there and outcome.value in _DONE:
            talk = by_id[outcome.sources[0].interview]
            yield _count(held, talk, line, _DONE[outcome.value], 1)


def differences(held: Held) -> Iterator[Count]:
    """Of the reasons seen differently in a talk, those of which both accounts were kept."""
    for talk in held.talks:
        kept = _KEPT.of(Evidence((talk,)), PROVISIONAL)
        if kept.value is not None and kept.numerator is not None and kept.denominator is not None:
            yield _count(held, talk, "kept", kept.numerator, kept.denominator)


def say(held: Held) -> Iterator[Count]:
    """How much say each voice sees now, and how much would be fair, over the topics of a talk."""
    for talk in held.talks:
        if talk.workbook != "decisions":
            continue
        for heard in talk.answers:
            if heard.counts and heard.question in ("say_now", "say_fair"):
                line = _say_line(heard.voice, heard.question)
                yield _count(held, talk, line, float(heard.value), 1)


def _say_line(voice: Voice, question: str) -> str:
    return f"{_VOICES[voice]}_{question.removeprefix('say_')}"


def counted(people: Iterable[Held]) -> dict[str, list[Count]]:
    """All that is counted, by picture."""
    found: dict[str, list[Count]] = {"promises": [], "differences": [], "say": []}
    for held in people:
        found["promises"] += promises(held)
        found["differences"] += differences(held)
        found["say"] += say(held)
    return found


def _count(held: Held, talk: Talk, line: str, above: float, below: float) -> Count:
    return Count(held.person, held.clinicians[talk.interview], month_of(talk), line, above, below)
