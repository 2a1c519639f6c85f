from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import coprod_widgets
from coprod_widgets.errors import CoprodError
from coprod_widgets.workbook.cohort import opening, research, showing
from coprod_widgets.workbook.cohort.opening import DATASET, open_cohort
from coprod_widgets.workbook.finding import workbooks
from tests.research.statistics.made import folder


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    out: list[str] = []

    def keep(html: Any, _: str) -> None:
        out.append(str(html))

    monkeypatch.setattr(opening, "show", keep)
    monkeypatch.delenv(DATASET, raising=False)
    return out


def test_it_is_one_of_a_workbook_s_names() -> None:
    assert coprod_widgets.open_cohort is open_cohort
    assert "open_cohort" in coprod_widgets.__all__


def test_it_is_not_offered_as_a_conversation() -> None:
    assert "cohort" not in [book.id for book in workbooks()]


def test_without_data_it_says_how_it_is_filled(shown: list[str]) -> None:
    for view in ("team", "research"):
        cohort = open_cohort(view=view)
        cohort.about()
        cohort.part("promises")
    assert len(shown) == 2
    assert "coprod cohort --view team" in shown[0]
    assert "coprod cohort --view research" in shown[1]


def test_a_view_that_is_not_there_is_refused() -> None:
    with pytest.raises(CoprodError, match="There is no view 'nurses'"):
        open_cohort(view="nurses")


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoprodError, match="is no data set"):
        open_cohort(view="research", dataset=str(tmp_path))


def test_a_data_set_is_shown_part_by_part(
    tmp_path: Path, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from coprod_widgets.measures.thresholds import Thresholds
    from coprod_widgets.research.statistics.agreeing import agreement_table

    quick = Thresholds(name="quick", resamples=20)
    monkeypatch.setattr(
        research,
        "agreement_table",
        lambda tables, seed: agreement_table(tables, thresholds=quick, seed=seed),
    )
    cohort = open_cohort(view="research", dataset=str(folder(tmp_path / "set")))
    cohort.about()
    for part in ("promises", "differences", "say", "change", "missing"):
        cohort.part(part)
    page = "".join(shown)
    assert len(shown) == 5  # `say` is not in this view
    for word in ("Formula", "Worked out by", "Not in it", "12 people said no to research", "<svg"):
        assert word in page
    assert str(tmp_path) not in page


def test_a_minus_is_a_minus_and_an_interval_stands_in_brackets() -> None:
    told = showing._value({"value": -0.5, "low": -1.0, "high": 0.25})
    assert told == "\N{MINUS SIGN}0.500 (\N{MINUS SIGN}1.000 to 0.250)"
