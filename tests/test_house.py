"""The house of ARCHITECTURE.md: a folder imports only what stands below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "coprod_widgets"

ORDER = [
    "startup",
    "errors",
    "durable",
    "translation",
    "settings",
    "instrument",
    "law",
    "access",
    "interview",
    "measures",
    "store",
    "widgets",
    "kernels",
    "research",
    "workbook",
    "server",
    "cli",
    "__init__",
    "__main__",
]
FORBIDDEN = {("widgets", "store"), ("widgets", "access")}
PURE = {"instrument", "law", "interview", "access", "measures"}
UNCLEAN = {"sqlalchemy", "tornado", "time", "random", "socket", "sqlite3", "voila", "papermill"}


def floor_of(path: Path) -> str:
    """The folder or file directly under the package that a module belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(source: str) -> set[str]:
    """Every module that a source imports, by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def breaches(floor: str, source: str) -> list[str]:
    """The imports of a source that reach upward, or where the floor may not reach at all."""
    bad = []
    for name in imports_of(source):
        parts = name.split(".")
        if parts[0] == "coprod_widgets" and len(parts) > 1 and parts[1] in ORDER:
            upward = ORDER.index(parts[1]) > ORDER.index(floor)
            if upward or (floor, parts[1]) in FORBIDDEN:
                bad.append(name)
        elif floor in PURE and parts[0] in UNCLEAN:
            bad.append(name)
    return bad


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_a_module_imports_only_what_stands_below_it(path: Path) -> None:
    assert breaches(floor_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("floor", "source"),
    [
        ("interview", "from coprod_widgets.store import store"),
        ("widgets", "import coprod_widgets.access.accounts"),
        ("widgets", "def f():\n    from coprod_widgets.store.store import Store"),
        ("instrument", "import time"),
    ],
)
def test_a_deliberate_breach_is_found(floor: str, source: str) -> None:
    assert breaches(floor, source)


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "managers"])
def test_no_module_is_named_for_nothing(name: str) -> None:
    assert not list(PACKAGE.rglob(f"{name}.py")) + list(PACKAGE.rglob(f"{name}/"))
