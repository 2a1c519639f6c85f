from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.kinds import KINDS
from coprod_widgets.measures.result import Reason
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.widgets.measured import (
    measure_formula,
    measure_name,
    none_when,
    statistic_formula,
    statistic_name,
    why_none,
)

PACKAGE = Path(__file__).parents[2] / "coprod_widgets"
TABLE = YAML(typ="safe").load((PACKAGE / "widgets/words/en.yaml").read_text("utf-8"))
CODES = [*(declared.code for declared in MEASURES), "FID", "PERF"]


def test_every_measure_and_every_statistic_has_words_and_no_other_has() -> None:
    assert set(TABLE["measures"]) == set(CODES)
    assert set(TABLE["statistics"]) == {kind.code for kind in KINDS}


@pytest.mark.parametrize("code", CODES)
def test_a_measure_is_told_with_its_thresholds_filled_in(code: str) -> None:
    for words in (measure_name(code, "en"), measure_formula(code, "en"), none_when(code, "en")):
        assert words
        assert not re.search(r"[{}]", words)
    assert not none_when(code, "en").endswith(".")


def test_a_statistic_is_told_by_its_code() -> None:
    assert statistic_name("QWK", "en") == "Weighted kappa, quadratic"
    assert statistic_formula("SD", "en") == "With n - 1."


def test_every_reason_that_a_measure_can_give_has_words() -> None:
    sources = "".join(path.read_text("utf-8") for path in (PACKAGE / "measures").glob("*.py"))
    given = set(re.findall(r"Reason(?:\.of)?\(\s*\"(\w+)\"", sources))
    assert given == set(TABLE["measure_reasons"])


def test_a_reason_names_its_numbers() -> None:
    needed = PROVISIONAL.words_for_balance
    told = why_none(Reason.of("few_words", found=3, needed=needed), "en")
    assert told == f"3 words were written; {needed} are needed."


def test_a_language_without_words_of_measures_tells_them_in_english() -> None:
    assert measure_name("VOI1", "fi") == measure_name("VOI1", "en") == "Own account"
