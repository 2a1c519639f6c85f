"""What is handed out holds what the pages promise."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType

import pytest

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument import schema
from coprod_widgets.law import schema as law_schema

ROOT = Path(__file__).parent.parent
TARGETS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"][
    "targets"
]
NEEDED = """Makefile requirements.lock .ci/run pyproject.toml README.md LICENSE CHANGELOG.md
tests/test_packaging.py benchmarks/checking.py docs/instrument.schema.json
coprod_widgets/cli/ward.py workbooks/reasons/reasons.yaml templates/pages/base.html"""


@pytest.mark.parametrize("name", NEEDED.split())
def test_the_source_archive_holds_all_that_make_test_needs(name: str) -> None:
    assert (ROOT / name).is_file()
    # The archive always has its own pyproject.toml, without being told.
    kept = [*TARGETS["sdist"]["include"], "pyproject.toml"]
    assert any(fnmatch(name, one) or name.startswith(f"{one}/") for one in kept)


def test_every_name_in_the_source_archive_is_there() -> None:
    assert all(list(ROOT.glob(name)) for name in TARGETS["sdist"]["include"])


@pytest.mark.parametrize(("name", "of"), [("instrument", schema), ("law", law_schema)])
def test_the_schemas_are_part_of_what_is_installed(name: str, of: ModuleType) -> None:
    inside = TARGETS["wheel"]["force-include"][f"docs/{name}.schema.json"]
    assert ROOT / inside in of.FILES


@pytest.mark.parametrize(("name", "of"), [("instrument", schema), ("law", law_schema)])
def test_where_a_schema_is_can_be_asked(name: str, of: ModuleType) -> None:
    command = [sys.executable, "-m", f"coprod_widgets.{name}.schema"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert json.loads(Path(told).read_text("utf-8")) == of.json_schema()


def test_an_installed_coprod_finds_the_schema_inside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "inside.json"
    monkeypatch.setattr(schema, "FILES", (tmp_path / "docs.json", inside))
    with pytest.raises(InstrumentError, match="missing"):
        schema.schema_file()
    inside.write_text("{}")
    assert schema.schema_file() == inside


def test_the_lock_holds_just_what_the_project_depends_on_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[><;\[ ]", one)[0].lower() for one in project["dependencies"]}
    pinned = re.split(r"^(?=[a-z0-9])", lock, flags=re.M)
    ours = {one.split("==")[0] for one in pinned if "coprod (pyproject.toml)" in one}
    assert {name.replace("_", "-").replace(".", "-") for name in ours} == {
        name.replace("_", "-").replace(".", "-") for name in wanted
    }
    assert "://" not in lock
    assert "--index" not in lock
