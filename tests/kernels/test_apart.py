"""The warm kernels know nothing of the rest of coprod, so that others can use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_house import PACKAGE, imports_of

PREFIX = "coprod_widgets"


@pytest.mark.parametrize("path", sorted((PACKAGE / "kernels").glob("*.py")), ids=lambda p: p.name)
def test_a_module_of_the_kernels_imports_only_kernels(path: Path) -> None:
    ours = {name for name in imports_of(path.read_text()) if name.split(".")[0] == PREFIX}
    assert [name for name in ours if not f"{name}.".startswith(f"{PREFIX}.kernels.")] == []
