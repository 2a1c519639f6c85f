"""The shipped workbooks, as an author meets them: a preview that keeps nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coprod_widgets.workbook.finding import Workbook, workbooks

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("workbook", workbooks(), ids=lambda workbook: workbook.id)
def test_a_workbook_is_stored_without_outputs_and_calls_every_section(workbook: Workbook) -> None:
    from coprod_widgets.instrument.loading import load

    notebook = json.loads(workbook.notebook.read_text("utf-8"))
    source = "".join("".join(cell["source"]) for cell in notebook["cells"])
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    for section in load(workbook.instrument).sections:
        assert f'talk.section("{section.id}")' in source
    tags = [cell["metadata"].get("tags", []) for cell in notebook["cells"]]
    assert sum("parameters" in tag for tag in tags) == 1


@pytest.mark.slow
@pytest.mark.parametrize("workbook", workbooks(), ids=lambda workbook: workbook.id)
def test_plain_papermill_runs_it_as_a_preview_that_says_so(
    workbook: Workbook, tmp_path: Path
) -> None:
    out = tmp_path / "executed.ipynb"
    plain = {k: v for k, v in os.environ.items() if not k.startswith("COPROD")}
    plain["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(workbook.notebook)]
    done = subprocess.run([*command, str(out)], env=plain, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    executed = out.read_text("utf-8")
    assert "nothing is kept" in executed
    assert "data-question" in executed
    assert not (tmp_path / "coprod.db").exists()
