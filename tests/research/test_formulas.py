"""Whatever an instrument says, no cell of a data set would be run by a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.writers import as_json

from .records import DEFINITION, as_text
from .test_dataset import Shelf, make, rows_of

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "＝1",  # noqa: RUF001
    " =1+1",
    "ok,=1+1",
    "a;@b",
    "x, =cmd|'/c x'!A0",
]
RUNS = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]")  # noqa: RUF001
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?")


def hostile(part: Any, formula: str) -> Any:
    """An instrument with a formula wherever its author writes words."""
    if isinstance(part, dict):
        return {
            key: formula if key in ("en", "construct", "licence") else hostile(one, formula)
            for key, one in part.items()
        }
    return [hostile(one, formula) for one in part] if isinstance(part, list) else part


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_any_table_or_of_the_codebook_would_be_run(tmp_path: Path, formula: str) -> None:
    text = as_text(hostile(DEFINITION | {"version": "2.0.0", "licence": ""}, formula))
    shelf = Shelf(tmp_path / "data")
    instrument = load_text(text, "hostile")
    shelf.store.keep_instrument(instrument, text)
    pin = {"id": instrument.id, "version": instrument.version, "hash": instrument.hash}
    shelf.put("p_anna", "i_1", "yes", instrument=pin)
    made = make(shelf, tmp_path / "out")
    shelf.store.close()
    assert (made.interviews, made.quarantined) == (1, [])
    for name in (*TABLES, "wide_forms"):
        rows = rows_of(tmp_path / f"out/{name}.csv")
        assert rows or name == "actions"
        for row in rows:
            for column, cell in row.items():
                assert not RUNS.match(cell) or NUMBER.fullmatch(cell), (name, column, cell)
    written = (tmp_path / "out/codebook.json").read_text("utf-8")
    for cut in (",", ";", "\t"):
        for cells in csv.reader(io.StringIO(written), delimiter=cut):
            assert not [c for c in cells if RUNS.match(c) and not NUMBER.fullmatch(c.strip())]
    # And yet the words are exactly those that were asked.
    told = json.loads(written)["instruments"][0]
    assert told["questions"][0]["section_title"]["en"] == formula
    assert told["scores"][0]["title"]["en"] == formula


@given(st.text(",;=+-@ \t\\\"'a1＝", max_size=30))  # noqa: RUF001
def test_what_is_written_as_json_is_read_as_the_same_words(words: str) -> None:
    written = as_json({"words": words, "more": [words]})
    assert json.loads(written) == {"words": words, "more": [words]}
    for line in written.decode().splitlines():
        assert not [cell for cell in re.split("[,;]", line) if RUNS.match(cell)]
