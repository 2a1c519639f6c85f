"""What measures and statistics are called and how they are worked out, in words, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from coprod_widgets.measures.result import Reason
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from coprod_widgets.widgets.words import say_of


def measure_name(code: str, language: str) -> str:
    """The name of a measure."""
    return _words("measures", code, language)["name"]


def measure_formula(code: str, language: str, thresholds: Thresholds = PROVISIONAL) -> str:
    """How a measure is worked out, with the thresholds filled in."""
    return _words("measures", code, language)["formula"].format(**thresholds.told())


def none_when(code: str, language: str, thresholds: Thresholds = PROVISIONAL) -> str:
    """When a measure has no value, as the end of a sentence."""
    return _words("measures", code, language)["none_when"].format(**thresholds.told())


def why_none(reason: Reason, language: str) -> str:
    """Why a measure has no value, as a sentence."""
    words: str = say_of("measure_reasons", reason.code, language)
    return words.format_map(dict(reason.values))


def statistic_name(code: str, language: str) -> str:
    """The name of a statistic of agreement."""
    return _words("statistics", code, language)["name"]


def statistic_formula(code: str, language: str) -> str:
    """How a statistic of agreement is worked out."""
    return _words("statistics", code, language)["formula"]


def _words(group: str, code: str, language: str) -> Mapping[str, str]:
    found: Mapping[str, str] = say_of(group, code, language)
    return found
