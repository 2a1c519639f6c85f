"""The shipped workbooks, as an author meets them: a preview that keeps nothing."""

from __future__ import annotations

import json

import pytest

from coprod_widgets.workbook.finding import Workbook, workbooks


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
