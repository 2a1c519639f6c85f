"""The command line, as a person at a terminal meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REASONS = ROOT / "workbooks" / "reasons" / "reasons.yaml"


def coprod(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coprod_widgets", *arguments]
    quiet = {key: value for key, value in os.environ.items() if key != "COPROD_DATA"}
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, timeout=120, env=quiet
    )


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_good_instrument_is_told_what_it_holds() -> None:
    done = coprod("check", str(REASONS))
    assert done.returncode == 0, done.stdout
    assert "reasons@1.0.0" in done.stdout


def test_a_broken_instrument_is_told_its_place_and_cure(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(REASONS.read_text("utf-8").replace("of: matters_today", "of: matters_todya"))
    done = coprod("check", str(broken))
    assert done.returncode == 1
    assert "broken.yaml" in done.stdout
    assert "matters_today" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_missing_data_folder_is_named_with_its_cure(tmp_path: Path) -> None:
    assert_refused(coprod("verify", "--data", str(tmp_path / "nowhere")), "nowhere", "coprod init")


def test_a_folder_is_made_once_and_never_made_over(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    made = coprod("init", "--data", data)
    assert made.returncode == 0, made.stderr
    assert "AGE-SECRET-KEY-" in made.stdout
    assert_refused(coprod("init", "--data", data), data)


def test_an_account_is_added_with_a_password_from_standard_input(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    coprod("init", "--data", data)
    add = ["account", "add", "nora", "--role", "clinician", "--data", data, "--password-stdin"]
    assert coprod(*add, stdin="a long enough one\n").returncode == 0
    assert_refused(coprod(*add, stdin="a long enough one\n"), "nora")


@pytest.mark.parametrize(("role", "password"), [("king", "long enough 1"), ("clinician", "Zq9!")])
def test_a_wrong_role_or_a_weak_password_is_refused(
    tmp_path: Path, role: str, password: str
) -> None:
    data = str(tmp_path / "data")
    coprod("init", "--data", data)
    add = ["account", "add", "nora", "--role", role, "--data", data, "--password-stdin"]
    done = coprod(*add, stdin=f"{password}\n")
    assert_refused(done)
    assert password not in done.stderr


def test_an_unknown_interview_is_named(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    coprod("init", "--data", data)
    assert_refused(coprod("record", "i_nothing", "--data", data), "i_nothing")


def test_the_traceback_shows_only_when_it_is_asked_for(tmp_path: Path) -> None:
    done = coprod("--debug", "verify", "--data", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "Traceback" in done.stderr
