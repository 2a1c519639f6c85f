from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.kernels.environment import PASSED_ON

SPEC = Path(__file__).parents[2] / "templates" / "kernels" / "coprod" / "kernel.json"
LOOK = """
import json, os, sys
from coprod_widgets.kernels.preloading import preload
missing = preload(sys.argv[1:])
held = []
for name in os.listdir("/proc/self/fd"):
    try:
        held.append(os.readlink(f"/proc/self/fd/{name}"))
    except FileNotFoundError:
        pass
print(json.dumps({
    "missing": missing, "held": held, "threads": len(os.listdir("/proc/self/task")),
    "blocked": [name for name in ("debugpy", "rfc3987_syntax") if name in sys.modules],
    "modules": sorted(sys.modules),
}))
"""


def provisioning() -> Any:
    return json.loads(SPEC.read_text())["metadata"]["kernel_provisioner"]


def look(*modules: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *modules],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


@pytest.mark.slow
def test_our_workbooks_modules_leave_one_thread_and_open_nothing() -> None:
    seen = look(*provisioning()["config"]["preload"])
    assert seen["missing"] == []
    assert seen["threads"] == 1
    assert seen["blocked"] == []
    assert [held for held in seen["held"] if held.startswith("/") and held != "/dev/null"] == []


@pytest.mark.slow
def test_a_module_that_is_missing_is_named() -> None:
    (missing,) = look("no_such_module")["missing"]
    assert missing.startswith("no_such_module (ModuleNotFoundError")


def test_our_kernel_passes_on_the_usual_variables_and_two_of_its_own() -> None:
    allowed = provisioning()["config"]["environment"]
    assert sorted(allowed) == sorted([*PASSED_ON, "COPROD_MODE", "COPROD_DATA"])


def test_our_kernel_is_the_stock_one_where_it_cannot_be_forked() -> None:
    spec = json.loads(SPEC.read_text())
    assert spec["argv"] == ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert provisioning()["provisioner_name"] == "coprod-fork"
