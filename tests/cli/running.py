"""The command line, run as a person at a terminal runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COPROD = [sys.executable, "-m", "coprod_widgets"]
QUIET = {key: value for key, value in os.environ.items() if key != "COPROD_DATA"}


def coprod(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run(
        [*COPROD, *arguments], input=given, capture_output=True, timeout=120, env=QUIET
    )
    out, errors = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    return subprocess.CompletedProcess(done.args, done.returncode, out, errors)


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One plain line and a cure."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "╭" not in done.stderr
    assert len(done.stderr.splitlines()) == 2, done.stderr
    for word in words:
        assert word in done.stderr


def folder(made_in: Path) -> str:
    """A new data folder."""
    data = str(made_in / "data")
    made = coprod("init", "--private-key", str(made_in / "sealed.key"), "--data", data)
    assert made.returncode == 0, made.stderr
    return data
