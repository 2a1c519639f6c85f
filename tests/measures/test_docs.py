"""The page says what every measure is."""

from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.kinds import KINDS, Kind
from coprod_widgets.measures.result import Declared
from coprod_widgets.measures.thresholds import LABEL, PROVISIONAL
from coprod_widgets.widgets.measured import (
    measure_formula,
    measure_name,
    none_when,
    statistic_formula,
    statistic_name,
)

PAGE = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("declared", MEASURES, ids=lambda declared: declared.code)
def test_every_measure_is_in_the_page_with_its_formula(declared: Declared) -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {declared.code} |"))
    code = declared.code
    words = (measure_name(code, "en"), measure_formula(code, "en"), none_when(code, "en"))
    for told in (*words, declared.idea):
        assert told in line


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_statistic_is_in_the_page_with_its_formula(kind: Kind) -> None:
    words = f"{statistic_name(kind.code, 'en')} | {statistic_formula(kind.code, 'en')}"
    assert f"| {kind.code} | {words} |" in PAGE


@pytest.mark.parametrize(("name", "value"), PROVISIONAL.told().items())
def test_every_threshold_is_in_the_page(name: str, value: str | float) -> None:
    told = value if isinstance(value, str) else f"{value:g}"
    assert f"| `{name}` | {told} |" in PAGE


def test_the_label_stands_at_its_top() -> None:
    assert LABEL in PAGE[:300].casefold()
