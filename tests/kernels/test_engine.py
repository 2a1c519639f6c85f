"""Each tiny notebook gives the same with the warm engine as with papermill's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kernels.notebooks import FOLDER, comparable, executed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_gives_what_it_gives_with_papermills_engine(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # ipykernel captures what is written to descriptor 1, but not where it sees pytest.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    stock = comparable(executed(path, tmp_path, None))
    warm = comparable(executed(path, tmp_path, "coprod-fork"))
    assert warm["cells"] == stock["cells"]
    assert warm["metadata"] == stock["metadata"]
