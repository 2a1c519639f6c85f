"""What a supervisor is shown of the round a record belongs to; nobody else, and in no record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from coprod_widgets.access.accounts import Account, Role
from coprod_widgets.access.actions import Action, Resource, may
from coprod_widgets.interview.interview import Interview
from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.change import change
from coprod_widgets.measures.level import Check, Level, Levelled, level
from coprod_widgets.measures.prompt import prompt
from coprod_widgets.measures.result import Measure
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.widgets.behind import Told
from coprod_widgets.widgets.indicators import measures_html, signed
from coprod_widgets.widgets.measured import measure_name, why_none
from coprod_widgets.widgets.view import View
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.rounds import Round, round_of

_LEVELS = {
    Level.BELOW: "level_below",
    Level.TOLD: "level_told",
    Level.DESCRIPTIVE: "level_descriptive",
    Level.INTERMEDIATE: "level_intermediate",
    Level.TRANSFORMATIVE: "level_transformative",
}
_WANTED = {"at least": "check_at_least", "at most": "check_at_most", "known": "check_known"}
_HOLDS = {True: "check_holds", False: "check_holds_not", None: "shows_not_enough"}


@dataclass(frozen=True, slots=True)
class Line:
    """A rule of a level or a change, in words: which measure, and what it came to."""

    name: str
    words: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What `_measures.html` fills in. `question` is empty where nothing is asked."""

    question: str
    talks: int
    left_out: int
    label: str
    level: str
    checks: tuple[Line, ...]
    thresholds: str
    changes: tuple[Line, ...]
    measures: Markup


def shown(store: Store, row: RecordRow, account: Account, language: str) -> Shown | None:
    """The round of a record, for a supervisor who may review it; None for everybody else."""
    about = store.about(row.interview_id)
    whose = Resource(about.id, about.clinician_id)
    if account.role is not Role.SUPERVISOR or not may(account, Action.REVIEW, whose).allowed:
        return None
    here = round_of(store, about.patient_id, about.episode)
    measures = measure(here.evidence)
    levelled = level(measures, PROVISIONAL)
    asked = [prompt(evidence, PROVISIONAL) for evidence in (here.alone(about.id), here.evidence)]
    before = round_of(store, about.patient_id, about.episode - 1)
    return Shown(
        question=say("prompt_question", language) if any(one.is_asked for one in asked) else "",
        talks=len(here.talks),
        left_out=here.left_out,
        label=say("fidelity_label", language),
        level=_level_words(levelled, language),
        checks=tuple(_check(check, language) for check in levelled.checks),
        thresholds=PROVISIONAL.name,
        changes=tuple(_changes(before, measures, language)),
        measures=_measures(here, measures, row, language),
    )


def _level_words(levelled: Levelled, language: str) -> str:
    least = say(_LEVELS[levelled.at_least], language)
    if levelled.level is not None:
        return least
    return say("level_not_enough", language, level=least)


def _check(check: Check, language: str) -> Line:
    threshold = "" if check.threshold is None else signed(check.threshold)
    wanted = say(_WANTED[check.wanted], language, threshold=threshold)
    value = None if check.value is None else signed(check.value)
    came_to = "" if value is None else say("check_value", language, value=value)
    holds = say(_HOLDS[check.holds], language)
    reason = why_none(check.reason, language) if check.reason else ""
    told = " ".join(part for part in (wanted, came_to, holds, reason) if part)
    step = say(_LEVELS[check.level], language)
    return Line(f"{measure_name(check.code, language)} ({check.code})", told, step)


def _changes(before: Round, now: Mapping[str, Measure], language: str) -> list[Line]:
    """How each measure that both rounds have differs from the round before, and no more."""
    was = measure(before.evidence)
    found = []
    for code, one in now.items():
        told = change(was[code].value, one.value, None, PROVISIONAL)
        if told.change is not None:
            values = {"before": was[code].value, "now": one.value, "change": told.change}
            numbers = {name: signed(value or 0) for name, value in values.items()}
            words = say("change_raw", language, **numbers)
            found.append(Line(f"{measure_name(code, language)} ({code})", words))
    return found


def _measures(
    here: Round, measures: Mapping[str, Measure], row: RecordRow, language: str
) -> Markup:
    told = {
        one.talk.interview: Told(
            view=View(Interview("", one.instrument), None, language),
            talk=one.talk,
            page="" if one.record == row.id else f"/records/{one.record}",
            title=one.instrument.title.say(language),
        )
        for one in here.talks
    }
    empty = View(Interview("", here.talks[0].instrument), None, language) if here.talks else None
    return measures_html(empty, measures.values(), told) if empty else Markup()
