"""When an owner ends, whichever way, its fork server and kernels end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernels.notebooks import notebook
from tests.kernels.processes import eventually, is_gone

pytestmark = pytest.mark.slow

EXECUTE = """
import sys, papermill
try:
    papermill.execute_notebook(sys.argv[1], sys.argv[2], engine_name="coprod-fork",
                               kernel_name="python3", progress_bar=False, log_output=True)
except KeyboardInterrupt:
    print("interrupted")
"""
FORK = """
import os, sys, papermill, time
from coprod_widgets.kernels.owner import _servers
papermill.execute_notebook(sys.argv[1], sys.argv[2], engine_name="coprod-fork",
                           kernel_name="python3", progress_bar=False)
before = next(iter(_servers.values())).pid
if os.fork() == 0:
    assert not _servers
    papermill.execute_notebook(sys.argv[1], sys.argv[2], engine_name="coprod-fork",
                               kernel_name="python3", progress_bar=False)
    assert next(iter(_servers.values())).pid != before
    sys.exit(0)
_, status = os.wait()
papermill.execute_notebook(sys.argv[1], sys.argv[2], engine_name="coprod-fork",
                           kernel_name="python3", progress_bar=False)
assert next(iter(_servers.values())).pid == before
sys.exit(os.waitstatus_to_exitcode(status))
"""


def running_owner(folder: Path, cell: str) -> tuple[subprocess.Popen[str], int, int]:
    """An owner in the midst of a cell, the number of its kernel and that of its fork server."""
    numbers = folder / "numbers"
    first = (
        f"import os, pathlib, time; pathlib.Path({str(folder / 'part')!r})"
        f".write_text(f'{{os.getpid()}} {{os.getppid()}}')\n"
        f"os.rename({str(folder / 'part')!r}, {str(numbers)!r})"
    )
    path = notebook(folder, first, cell)
    owner = subprocess.Popen(
        [sys.executable, "-c", EXECUTE, str(path), str(folder / "out.ipynb")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert eventually(numbers.exists)
    kernel, server = map(int, numbers.read_text().split())
    return owner, kernel, server


@pytest.mark.parametrize("cell", ["while True: pass", "time.sleep(1000)", "sum(range(10**11))"])
def test_when_an_owner_is_killed_nothing_of_it_is_left(tmp_path: Path, cell: str) -> None:
    owner, kernel, server = running_owner(tmp_path, cell)
    with owner:
        owner.kill()
    assert eventually(lambda: is_gone(kernel) and is_gone(server))


def test_when_owner_and_fork_server_are_killed_nothing_of_them_is_left(tmp_path: Path) -> None:
    owner, kernel, server = running_owner(tmp_path, "time.sleep(1000)")
    os.kill(server, signal.SIGKILL)
    assert eventually(lambda: is_gone(server))
    assert not is_gone(kernel)
    with owner:
        owner.kill()
    assert eventually(lambda: is_gone(kernel))


def test_an_owner_that_is_interrupted_leaves_no_kernel(tmp_path: Path) -> None:
    owner, kernel, server = running_owner(tmp_path, "time.sleep(1000)")
    owner.send_signal(signal.SIGINT)
    output, _ = owner.communicate(timeout=60)
    assert "interrupted" in output
    assert eventually(lambda: is_gone(kernel) and is_gone(server))


def test_a_fork_of_an_owner_has_a_fork_server_of_its_own(tmp_path: Path) -> None:
    path = notebook(tmp_path, "1 + 1")
    arguments = [sys.executable, "-c", FORK, str(path), str(tmp_path / "out.ipynb")]
    assert subprocess.run(arguments, timeout=120).returncode == 0
