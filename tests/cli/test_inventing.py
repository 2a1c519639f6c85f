"""The invented ward, made and served again, and the server that says where its keys are."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.cli.inventing import _free
from coprod_widgets.settings import Settings
from tests.browser.ward import start_demo
from tests.cli.running import COPROD, QUIET, assert_refused, coprod, folder
from tests.server.visitor import Visitor


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        found.listen()
        yield int(found.getsockname()[1])


@pytest.mark.slow
def test_a_demo_is_served_again_from_its_folder(tmp_path: Path) -> None:
    first = start_demo(tmp_path, 3)
    first.kill()
    again = start_demo(tmp_path, 3)
    try:
        assert again.said["interviews"] == first.said["interviews"]
        nora, old = again.account("clinician"), first.account("clinician")
        assert nora["name"] == old["name"]
        with Visitor(again.url) as visitor:
            assert visitor.sign_in(old["name"], old["password"]).status_code == 401
            assert visitor.sign_in(nora["name"], nora["password"]).status_code == 303
    finally:
        again.kill()


def test_a_demo_is_never_served_from_a_folder_of_real_people(tmp_path: Path) -> None:
    data = folder(tmp_path)
    demo = ["demo", "--no-browser", "--port", "0", "--data", data]
    assert_refused(coprod(*demo), "no invented ward")


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # tornado's, on refusal
def test_a_demo_takes_a_free_port_where_none_was_named(tmp_path: Path, taken: int) -> None:
    assert _free(Settings(data=tmp_path, port=taken), None) == 0


@pytest.mark.slow
def test_the_server_says_where_its_key_ring_is_and_what_its_loss_means(tmp_path: Path) -> None:
    data = folder(tmp_path)
    command = [*COPROD, "serve", "--port", "0", "--data", data]
    running: subprocess.Popen[Any] = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=QUIET
    )
    try:
        assert running.stdout
        said = [running.stdout.readline() for _ in range(3)]
    finally:
        running.terminate()
        running.communicate(timeout=60)
    assert str(Path(data) / "keys" / "ring.json") in said[2]
    assert "lost" in said[2]


def test_parameters_are_printed_edited_and_written_beside_the_data(tmp_path: Path) -> None:
    printed = coprod("simulate", "--print-parameters")
    assert printed.returncode == 0, printed.stderr
    own = tmp_path / "own.toml"
    own.write_text(printed.stdout.replace("left_out = 0.08", "left_out = 0.5"), "utf-8")
    data = tmp_path / "data"
    done = coprod("simulate", str(data), "--patients", "1", "--parameters", str(own))
    assert done.returncode == 0, done.stderr
    assert str(data / "invented.json") in done.stdout
    told = json.loads((data / "invented.json").read_text("utf-8"))
    assert told["parameters"]["left_out"] == 0.5
    assert told["run"] == {"patients": 1, "seed": 1, "episodes": 1, "months": 3.0}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (["--parameters", "{own}"], "leval"),
        (["--data", "elsewhere"], "Both"),
        (["--episodes", "2", "--months", "1"], "months"),
    ],
)
def test_what_can_not_be_simulated_leaves_nothing_behind(
    tmp_path: Path, more: list[str], named: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text("leval = 3\n", "utf-8")
    data = tmp_path / "data"
    said = [one.format(own=own) for one in more]
    assert_refused(coprod("simulate", str(data), "--patients", "1", *said), named)
    assert not data.exists()
