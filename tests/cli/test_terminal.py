"""The command line, as a person at a terminal meets it."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from coprod_widgets.cli import terminal
from tests.cli.running import COPROD, QUIET, assert_refused, coprod, folder

ROOT = Path(__file__).parent.parent.parent
REASONS = ROOT / "workbooks" / "reasons" / "reasons.yaml"


def test_a_good_instrument_is_told_what_it_holds() -> None:
    done = coprod("check", str(REASONS))
    assert done.returncode == 0, done.stdout
    assert "reasons@1.1.0" in done.stdout


def test_a_law_pack_among_instruments_is_pointed_to_its_own_check() -> None:
    done = coprod("check", str(REASONS), str(ROOT / "workbooks" / "law" / "scotland.yaml"))
    assert done.returncode == 0, done.stdout
    assert "coprod law check" in done.stdout


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
    made = coprod("init", "--show-private-key", "--data", data)
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("AGE-SECRET-KEY-") == 1
    ring = Path(data) / "keys" / "ring.json"
    assert str(ring) in made.stdout
    assert "lost" in made.stdout
    assert "Only the owner" in made.stdout
    assert ring.stat().st_mode & 0o777 == 0o600
    assert_refused(coprod("init", "--data", data), data)


def test_an_unknown_interview_is_named(tmp_path: Path) -> None:
    data = folder(tmp_path)
    assert_refused(coprod("record", "i_nothing", "--data", data), "i_nothing")


def test_the_traceback_shows_only_when_it_is_asked_for(tmp_path: Path) -> None:
    done = coprod("--debug", "verify", "--data", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nonsense"], "nonsense"),
        (["prepare"], "--workbook"),
        (["serve", "--port", "abc"], "--port"),
        (["serve", "--port", "99999"], "65535"),
        (["serve", "--port", "-1"], "--port"),
        (["record", "--workers", "0"], "--workers"),
        (["simulate", "--patients", "x"], "--patients"),
        (["check"], "files"),
        (["verify", "extra"], "extra"),
        (["account", "add", "nora"], "--role"),
        (["prepare", "--workbook", "reasons", "--caseload", "/nowhere.csv"], "coprod init"),
    ],
)
def test_a_wrong_call_is_one_plain_line_and_a_cure(
    tmp_path: Path, arguments: list[str], named: str
) -> None:
    data = [] if arguments[0] in ("nonsense", "check") else ["--data", str(tmp_path / "none")]
    assert_refused(coprod(*arguments, *data), named)


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    done = coprod()
    assert done.returncode == 1
    assert "prepare" in done.stdout
    assert "coprod --help" in done.stderr
    assert coprod("--help").returncode == 0


def test_a_letter_that_cannot_be_shown_is_shown_escaped(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text('id: "\\ud800"\nversion: 1.0.0\n')
    done = coprod("check", str(broken))
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\ud800" in done.stdout


def test_an_interruption_says_that_what_was_saved_is_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [*COPROD, "simulate", "--patients", "5000", "--data", str(data)]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=QUIET)
    while not (data / "keys" / "ring.json").exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.split("\n")[-2:] == ["Stopped. What was saved is kept.", ""]
    assert not data.exists()
    again = coprod("simulate", "--patients", "1", "--data", str(data))
    assert again.returncode == 0, again.stderr


def test_a_fault_of_our_own_is_named_without_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ValueError("PLANTED")

    monkeypatch.setattr(terminal, "app", broken)
    assert terminal._run(["record"], debug=False) == 1
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "PLANTED" not in said
    assert terminal._run(["record"], debug=True) == 1
    assert "PLANTED" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ('address = "999.1.1.1"', "There is no address '999.1.1.1'"),
        ('address = "192.0.2.1"', "does not have the address '192.0.2.1'"),
        ('language = "xx"', "no language"),
    ],
)
def test_an_address_or_a_language_that_is_none_is_named(
    tmp_path: Path, settings: str, named: str
) -> None:
    data = folder(tmp_path)
    (Path(data) / "coprod.toml").write_text(settings)
    assert_refused(coprod("serve", "--port", "0", "--data", data), named)


def test_a_port_in_use_is_named_and_leaves_no_demo_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        data = tmp_path / "data"
        done = coprod("demo", "--no-browser", "--port", port, "--data", str(data))
    assert_refused(done, f"Port {port} of 127.0.0.1 is in use")
    assert not data.exists()
