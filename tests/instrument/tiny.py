"""The tiny instruments of `tests/instruments/`, and a short way to make one more."""

from __future__ import annotations

from pathlib import Path

from coprod_widgets.instrument.checks import check_parsed
from coprod_widgets.instrument.faults import Fault
from coprod_widgets.instrument.loading import read

FOLDER = Path(__file__).parent.parent / "instruments"
GOOD = sorted(FOLDER.glob("*.yaml"))
BAD = sorted((FOLDER / "bad").glob("*.yaml"))
REASONS = Path(__file__).parent.parent.parent / "workbooks" / "reasons" / "reasons.yaml"

_HEAD = """\
id: tiny
version: 1.0.0
title: {en: Tiny}
minutes: 5
scales:
  five: [{code: 1, text: {en: No}}, {code: 2, text: {en: A bit}}, {code: 3, text: {en: Yes}}]
sections:
  - id: talk
    title: {en: A part}
    questions:
"""
_QUESTIONS = """\
      - {id: ready, voice: patient, type: scale, scale: five, ask: {en: Ready?}}
      - {id: kept, voice: each, type: scale, scale: five, ask: {en: Kept?}, reveal: after_both}
      - {id: guess, voice: each, type: guess, of: kept, ask: {en: Guess?}}
      - {id: open, voice: each, type: scale, scale: five, ask: {en: Open?}}
"""


def faults_of(text: str) -> list[Fault]:
    """All faults of an instrument written as text."""
    return check_parsed(read(text, "tiny.yaml"), FOLDER)[1]


def faults_of_rule(rule: str, voice: str = "patient") -> list[Fault]:
    """The faults of a tiny instrument whose last question has this rule."""
    last = (
        f'      - {{id: last, voice: {voice}, type: text, ask: {{en: Why?}}, ask_if: "{rule}"}}\n'
    )
    return faults_of(_HEAD + _QUESTIONS + last)
