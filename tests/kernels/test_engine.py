"""Each tiny notebook gives the same with the warm engine as with papermill's own."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from coprod_widgets.kernels import owner
from tests.kernels.notebooks import FOLDER, comparable, executed, notebook
from tests.kernels.processes import descendants, eventually

pytestmark = pytest.mark.slow
ENGINE = "coprod-fork"
DEAF = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True: pass
"""
POOL = """
import multiprocessing, time
process = multiprocessing.Process(target=time.sleep, args=(1000,))
process.start()
"""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_gives_what_it_gives_with_papermills_engine(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # ipykernel captures what is written to descriptor 1, but not where it sees pytest.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    stock = comparable(executed(path, tmp_path, None))
    warm = comparable(executed(path, tmp_path, ENGINE))
    assert warm["cells"] == stock["cells"]
    assert warm["metadata"] == stock["metadata"]


def test_a_cell_of_any_size_goes_to_the_kernel(tmp_path: Path) -> None:
    path = notebook(tmp_path, f"text = '''{'z' * 1_000_000}'''\nlen(text)")
    (cell,) = executed(path, tmp_path, ENGINE).cells
    assert cell.outputs[0]["data"]["text/plain"] == "1000000"


def test_a_great_deal_of_output_comes_whole(tmp_path: Path) -> None:
    great = "for _ in range(5): print('x' * 20_000_000)"
    path = notebook(tmp_path, f"{great}\nfor i in range(1000): print('y' * 1000)")
    (cell,) = executed(path, tmp_path, ENGINE).cells
    text = "".join(output["text"] for output in cell.outputs)
    assert len(text) == 5 * 20_000_001 + 1000 * 1001


@pytest.mark.parametrize(
    "last", ["os._exit(3)", "os.kill(os.getpid(), 9)", "exit()", "os.execv('/bin/true', ['true'])"]
)
def test_a_kernel_that_dies_is_the_error_that_it_is_with_papermill(
    tmp_path: Path, last: str
) -> None:
    path = notebook(
        tmp_path, "print('heard')", f"import os; {last}", "import time; time.sleep(0.5)"
    )
    with pytest.raises(DeadKernelError, match="Kernel died"):
        executed(path, tmp_path, ENGINE)


def test_what_a_dying_kernel_said_is_heard(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os; print('last words', flush=True); os._exit(3)")
    with pytest.raises(DeadKernelError):
        executed(path, tmp_path, ENGINE)
    written = (tmp_path / f"{ENGINE}-{path.name}").read_text(encoding="utf-8")
    assert '"last words\\n"' in written


@pytest.mark.parametrize(
    "cell",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        DEAF,
    ],
)
def test_a_cell_that_never_ends_is_ended(tmp_path: Path, cell: str) -> None:
    with pytest.raises(CellTimeoutError, match=r"timed out .* after 1 seconds"):
        executed(notebook(tmp_path, cell), tmp_path, ENGINE, execution_timeout=1)


@pytest.mark.parametrize(
    "cell",
    [
        "import threading, time; threading.Thread(target=time.sleep, args=(1000,)).start()",
        "import subprocess as s; s.Popen(['sleep', '1000']);",
        "import os, time\nif not os.fork():\n    time.sleep(1000)",
        POOL,
    ],
)
def test_what_a_cell_left_running_ends_with_its_kernel(tmp_path: Path, cell: str) -> None:
    done = executed(notebook(tmp_path, cell, "1 + 1"), tmp_path, ENGINE)
    assert done.cells[1].outputs[0]["data"]["text/plain"] == "2"
    # The fork server still lives; nothing else does.
    assert eventually(lambda: len(descendants()) == 1), descendants()


def test_the_kernel_has_the_environment_that_was_given_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "hunter2")
    path = notebook(
        tmp_path, "import os; print(sorted(os.environ))", "import os; print(os.getcwd())"
    )
    given = {"PATH": os.environ["PATH"], "GIVEN": "1", "HOME": str(tmp_path)}
    cells = executed(path, tmp_path, ENGINE, environment=given).cells
    seen = cells[0].outputs[0]["text"]
    assert "GIVEN" in seen
    assert "DB_PASSWORD" not in seen
    assert cells[1].outputs[0]["text"].strip() == str(tmp_path)
    assert "DB_PASSWORD" not in executed(path, tmp_path, ENGINE).cells[0].outputs[0]["text"]


def test_each_notebook_has_a_process_of_its_own_with_what_was_preloaded(tmp_path: Path) -> None:
    path = notebook(
        tmp_path,
        "import os, random, sys; print(os.getpid(), random.random())",
        "'colorsys' in sys.modules",
    )
    one, two = (executed(path, tmp_path, ENGINE, preload=["colorsys"]) for _ in range(2))
    assert one.cells[1].outputs[0]["data"]["text/plain"] == "True"
    assert not set(one.cells[0].outputs[0]["text"].split()) & set(
        two.cells[0].outputs[0]["text"].split()
    )


def test_without_a_fork_server_papermills_engine_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(owner.sys, "platform", "darwin")
    with caplog.at_level(logging.WARNING):
        done = executed(notebook(tmp_path, "1 + 1"), tmp_path, ENGINE, environment=dict(os.environ))
    assert done.cells[0].outputs[0]["data"]["text/plain"] == "2"
    assert "executed without a fork: warm kernels need a recent Linux" in caplog.text


def test_a_notebook_is_executed_where_an_event_loop_runs_already(tmp_path: Path) -> None:
    async def go() -> Any:
        return executed(notebook(tmp_path, "1 + 1"), tmp_path, ENGINE)

    assert asyncio.run(go()).cells[0].outputs[0]["data"]["text/plain"] == "2"
