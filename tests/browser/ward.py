"""A ward with invented people, run by the command line as a person would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

COPROD = [sys.executable, "-m", "coprod_widgets"]


@dataclass
class Ward:
    """A running server, and what `coprod demo --json` said of it.

    `environment` is what its commands and its server find in theirs beside our own.
    """

    data: Path
    process: subprocess.Popen[str] | None
    said: dict[str, Any]
    log: Path
    environment: Mapping[str, str] | None = None
    port: int = field(init=False)

    def __post_init__(self) -> None:
        self.port = int(self.said["url"].rstrip("/").rsplit(":", 1)[1])

    @property
    def url(self) -> str:
        return str(self.said["url"]).rstrip("/")

    def account(self, role: str, index: int = 0) -> dict[str, str]:
        return [a for a in self.said["accounts"] if a["role"] == role][index]

    def interviews(
        self, state: str, clinician: str | None = None, workbook: str = "reasons"
    ) -> list[dict[str, str]]:
        return [
            interview
            for interview in self.said["interviews"]
            if (interview["state"], interview["workbook"]) == (state, workbook)
            and (clinician is None or interview["clinician"] == clinician)
        ]

    def kill(self) -> None:
        """End the server and all its children the hard way."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def serve_again(self) -> None:
        """Start `coprod serve` on the same folder and port."""
        command = [*COPROD, "serve", "--data", str(self.data), "--port", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
                env=self._environment,
            )
        for _ in range(300):
            try:
                urlopen(f"{self.url}/health", timeout=1).read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"the server did not come back:\n{self.log.read_text()}")

    def run(self, *arguments: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a coprod command on this ward's folder, with what is typed into it."""
        return subprocess.run(
            [*COPROD, *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=300,
            input=typed,
            env=self._environment,
        )

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **(self.environment or {})}


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start_demo(folder: Path, patients: int = 4) -> Ward:
    """A demo with invented people on a free port."""
    log = folder / "server.log"
    data = folder / "data"
    command = [*COPROD, "demo", "--json", "--no-browser", "--port", "0", "--data", str(data)]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "--patients", str(patients)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(f"the demo did not start:\n{log.read_text()}")
    return Ward(data=data, process=process, said=json.loads(line), log=log)
