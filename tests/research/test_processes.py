"""How other processes begin, and what is said when one of them is ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research import processes
from coprod_widgets.research.handing_out import hand_out

from .test_dataset import NOW, Shelf

READ = """
import sys
from pathlib import Path

from coprod_widgets.research import gathering, processes
from coprod_widgets.research.shelf import opened_shelf

gathering._FEW, gathering._TOGETHER = 0, 1
print(processes._context().get_start_method())
with opened_shelf(Path(sys.argv[3])) as shelf:
    found = gathering.gather(
        [sys.argv[1]], {sys.argv[2]}, shelf, progress=lambda *_: None, workers=2
    )
    print(len(found.sources), found.faults)
"""


def nothing() -> None:
    """Begin with nothing."""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes always begin anew")
@pytest.mark.parametrize(("threads", "how"), [(1, "fork"), (2, "spawn")])
def test_processes_are_forked_only_where_no_other_thread_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int, how: str
) -> None:
    for number in range(threads):
        (tmp_path / str(number)).touch()
    monkeypatch.setattr(processes, "_THREADS", tmp_path)
    assert processes._context().get_start_method() == how


def test_a_process_that_was_ended_from_outside_is_told_plainly(tmp_path: Path) -> None:
    with (
        pytest.raises(CoprodError, match="ended from outside"),
        processes.processes(2, nothing) as others,
    ):
        list(others.map(os._exit, [3]))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes always begin anew")
def test_records_are_read_in_forks(tmp_path: Path) -> None:
    ward = Shelf(tmp_path / "data")
    ward.put_three()
    key = hand_out(ward.store, tmp_path / "records", at=NOW, progress=lambda *_: None).public_key
    ward.store.close()
    command = [sys.executable, "-W", "error", "-c", READ, str(tmp_path / "records"), key]
    done = subprocess.run(
        [*command, str(tmp_path / "shelf")], capture_output=True, text=True, check=True
    )
    assert (done.stdout.splitlines(), done.stderr) == (["fork", "3 []"], "")
