"""A server that a benchmark starts: on a free port, waited for, and ended with all its children."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parent.parent
_SECONDS = 90
_NOT_STOCK = ("anywidget", "jupyter-vue", "jupyter-vuetify")
"""Front-end extensions that are here for us and the peers; Voila would load them into its page."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: where, and its process."""

    url: str
    process: psutil.Process

    def tree(self) -> list[psutil.Process]:
        """The server and all that it started, kernels included."""
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def serving(
    module: str, arguments: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run `python -m module arguments`, with `{port}` put in, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", module, *(a.format(port=port) for a in arguments)]
    log = folder / f"{module}-{port}.log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    with log.open("w") as written:
        server = subprocess.Popen(
            command,
            stdout=written,
            stderr=written,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield Served(url, psutil.Process(server.pid))
    finally:
        end(server)


def end(started: subprocess.Popen[bytes]) -> None:
    """End a process and everything below it, asked first and then not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        own = psutil.Process(started.pid)
        tree = [*own.children(recursive=True), own]
        started.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(10)
        for process in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(tree, 10)
    started.wait()


def serving_ward(data: Path, folder: Path) -> contextlib.AbstractContextManager[Served]:
    """Our server on a data folder."""
    return serving("coprod_widgets", ["serve", "--data", str(data), "--port", "{port}"], folder)


def serving_voila(notebook: Path, folder: Path) -> contextlib.AbstractContextManager[Served]:
    """Stock Voila with a notebook: its own template, the python3 kernel, no pool of kernels."""
    home = folder / "voila-home"
    home.mkdir(exist_ok=True)
    arguments = [str(notebook), "--no-browser", "--port={port}", "--template=lab"]
    arguments += [f"--VoilaConfiguration.extension_denylist={name}" for name in _NOT_STOCK]
    # A home of its own, so that no configuration of this machine makes it other than stock.
    own = {
        "JUPYTER_CONFIG_DIR": str(home),
        "IPYTHONDIR": str(home),
        "JUPYTER_RUNTIME_DIR": str(home),
    }
    return serving("voila", arguments, folder, env=own)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    port = int(url.rsplit(":", 1)[1])
    began = time.monotonic()
    while time.monotonic() - began < _SECONDS:
        if server.poll() is not None:
            raise RuntimeError(f"The server did not start:\n{log.read_text()[-4_000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not answer in {_SECONDS} s:\n{log.read_text()[-4_000:]}")


def fetched(url: str) -> str:
    """A page's text."""
    return httpx.get(url, timeout=_SECONDS, follow_redirects=True).raise_for_status().text
