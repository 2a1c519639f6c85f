from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.threshold_file import as_file, read_thresholds


def test_thresholds_come_back_as_they_were_written(tmp_path: Path) -> None:
    ours = replace(PROVISIONAL, name="ours", told_explained=0.1 + 0.2, statements_needed=6)
    (tmp_path / "t.json").write_bytes(as_file(ours))
    assert read_thresholds(tmp_path / "t.json") == ours


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"luck": 1}, "names 'luck'"),
        ({"name": ""}, "value at 'name'"),
        ({"name": 3}, "value at 'name'"),
        ({"statements_needed": 4.5}, "value at 'statements_needed'"),
        ({"told_explained": "half"}, "value at 'told_explained'"),
        ({"told_explained": float("nan")}, "value at 'told_explained'"),
        ({"pairs_needed": True}, "value at 'pairs_needed'"),
    ],
)
def test_a_file_that_says_something_else_is_refused(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    (tmp_path / "t.json").write_text(json.dumps({**PROVISIONAL.told(), **change}))
    with pytest.raises(CoprodError, match=problem):
        read_thresholds(tmp_path / "t.json")


@pytest.mark.parametrize("text", ["", "[]", '{"name": "ours"}', "\xff"])
def test_a_file_that_is_no_list_of_thresholds_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.json").write_text(text, encoding="latin-1")
    with pytest.raises(CoprodError, match=r"The file of thresholds"):
        read_thresholds(tmp_path / "t.json")
