"""A tiny law pack, and a short way to spoil it."""

from __future__ import annotations

from pathlib import Path

from coprod_widgets.instrument.faults import Fault
from coprod_widgets.instrument.source import read
from coprod_widgets.law.checks import check_parsed
from coprod_widgets.law.pack import LawPack

FOLDER = Path(__file__).parent.parent.parent / "workbooks" / "law"
OURS = sorted(FOLDER.glob("*.yaml"))

TINY = """\
id: tiny
version: 1.0.0
jurisdiction: Nowhere
title: {en: Who decides}
checked: 2026-01-05
review_by: 2026-07-05
owner: The office
topics:
  - id: search
    title: {en: Search}
    rung: 1
    holder: {en: The rules}
    text: {en: There are rules.}
    why: {en: To keep people safe.}
    question: {en: Ask why.}
    helps: {en: An advocate}
    source: An Act
    owner: The office
    checked: 2026-01-05
    confirmed: true
  - id: medicine
    title: {en: Medicine}
    rung: 2
    holder: {en: Your doctor}
    text: {en: Your doctor can decide.}
    why: {en: The law says so.}
    question: {en: Ask why.}
    helps: {en: An advocate}
    source: An Act
    owner: The office
    checked: 2026-01-05
rights:
  - id: advocacy
    title: {en: An advocate}
    text: {en: You can have one.}
    how: {en: Ask for one.}
    helps: {en: Your nurse}
    source: An Act
    checked: 2026-01-05
texts:
  who_sees: {text: {en: You and I.}, checked: 2026-01-05}
  passed_on: {text: {en: If someone may get hurt.}, checked: 2026-01-05}
  cannot_show: {text: {en: There may be more.}, checked: 2026-01-05}
"""


def spoiled(*changes: tuple[str, str]) -> str:
    """The tiny pack with each first text put in the second's place, once."""
    text = TINY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults_of(text: str) -> list[Fault]:
    """All faults of a pack written as text."""
    return check_parsed(read(text, "tiny.yaml"), "tiny")[1]


def pack_of(text: str = TINY) -> LawPack:
    """The pack in a text that has no fault."""
    pack, faults = check_parsed(read(text, "tiny.yaml"), "tiny")
    assert pack is not None
    assert faults == []
    return pack
