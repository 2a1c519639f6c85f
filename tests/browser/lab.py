"""A real JupyterLab or Voila on a copy of a workbook, as an author opens it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from coprod_widgets.workbook.finding import Workbook
from tests.browser.ward import free_port

_ROOT = Path(__file__).parent.parent.parent


@dataclass
class Lab:
    """A running server that shows a notebook, and the folder where all it keeps must be."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """End the server; its kernels end with it."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def files(self) -> dict[Path, bytes]:
        """Everything that was written."""
        return {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}


def start_lab(workbook: Workbook, folder: Path) -> Lab:
    """JupyterLab, asking nobody for news or updates."""
    port, token = free_port(), secrets.token_hex(8)
    options = [
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={_copy(workbook, folder)}",
        f"--IdentityProvider.token={token}",
        "--allow-root",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    address = f"http://127.0.0.1:{port}"
    url = f"{address}/lab/tree/{workbook.notebook.name}?token={token}"
    return _start("jupyterlab", options, folder, url, f"{address}/api")


def start_voila(workbook: Workbook, folder: Path) -> Lab:
    """Voila as it comes, with its own template."""
    port = free_port()
    notebook = _copy(workbook, folder) / workbook.notebook.name
    url = f"http://127.0.0.1:{port}/"
    return _start("voila", [str(notebook), f"--port={port}"], folder, url, f"{url}api/kernelspecs")


def _copy(workbook: Workbook, folder: Path) -> Path:
    books = folder / "books"
    books.mkdir(exist_ok=True)
    for path in (workbook.notebook, workbook.instrument):
        shutil.copy(path, books)
    return books


def _start(module: str, options: list[str], folder: Path, url: str, alive: str) -> Lab:
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("COPROD", "JUPYTER"))}
    plain |= {"HOME": str(folder), "IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": str(_ROOT)}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "--no-browser", *options],
            env=plain,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    lab = Lab(url, folder, process)
    for _ in range(300):
        try:
            urlopen(alive, timeout=1).close()
        except HTTPError:
            return lab  # It says no, so it is there.
        except OSError:
            time.sleep(0.1)
        else:
            return lab
    lab.end()
    raise AssertionError(f"{module} did not start:\n{(folder / 'server.log').read_text()}")
