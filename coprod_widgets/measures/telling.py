"""Which measures the record of one talk tells. The patient can have that record."""

from __future__ import annotations

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.evidence import Evidence, Talk
from coprod_widgets.measures.result import Declared, Measure
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from coprod_widgets.measures.voiced import EVERY_TEXT

OF_THE_ROUND = ("UND",)
"""Needs more than one talk can give, and is told of the whole round alone."""
_ONLY_WHERE_SHOWN = ("SAFE",)
_NOT_ASKED = (Status.NOT_APPLICABLE, Status.HIDDEN)


def of_a_talk(talk: Talk, thresholds: Thresholds = PROVISIONAL) -> tuple[Measure, ...]:
    """The measures of one talk, as its record may tell them: those that it was asked about.

    What is for staff alone is not among them, nor what the patient did not choose to show.
    """
    evidence, asked = Evidence((talk,)), _asked(talk)
    found = [one.of(evidence, thresholds) for one in MEASURES if _is_of(one, asked)]
    return tuple(
        one
        for one in found
        if not one.staff_only and (one.value is not None or one.code not in _ONLY_WHERE_SHOWN)
    )


def _is_of(declared: Declared, asked: set[str]) -> bool:
    return declared.code not in OF_THE_ROUND and not asked.isdisjoint(declared.inputs)


def _asked(talk: Talk) -> set[str]:
    """The inputs of measures that the talk asked about."""
    heard = [one for one in talk.answers if one.status not in _NOT_ASKED]
    asked = [one.question for one in heard] + [row.question for row in talk.rows]
    names = {f"{talk.workbook}.{question}" for question in asked}
    if any(one.own_words and one.voice is Voice.PATIENT for one in heard):
        names |= set(EVERY_TEXT)
    return names
