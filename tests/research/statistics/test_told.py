"""What needs the extra says so, and nothing of it is imported before it is used."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import Any

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.statistics.told import check_installed, library, told_count

PROGRAM = """
import sys
from coprod_widgets.research import drawn
from coprod_widgets.research.statistics import (
    agreeing, changing, differing, keeping, missing, reliability, resampling, tables, told
)
from coprod_widgets.research.team import counting, periods, picture
from coprod_widgets.workbook.cohort import making, opening, page, showing, research, team
heavy = ("numpy", "scipy", "pandas", "statsmodels", "polars", "papermill", "nbconvert")
print([name for name in heavy if name in sys.modules])
"""


def test_no_heavy_library_is_imported_before_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_missing_library_is_refused_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = importlib.util.find_spec

    def without(name: str, *more: Any) -> Any:
        return None if name == "statsmodels" else real(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(CoprodError, match="'statsmodels', which is not installed") as refused:
        check_installed()
    assert "coprod[research]" in refused.value.cure
    with pytest.raises(CoprodError, match="'no-such-thing'"):
        library("no-such-thing")


def test_a_small_count_is_not_told_exactly() -> None:
    assert told_count(9, "pairs") == "fewer than 10 pairs"
    assert told_count(10, "pairs") == "10 pairs"
    assert told_count(0, "pairs") == "0 pairs"
