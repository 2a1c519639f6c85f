"""A server with its network cable out: what it asks for outside is written down and refused.

Python imports a module `sitecustomize` when it starts, and processes that the server forks keep its
hook. A hook can't be taken away again, and sees each connection and each look-up of a name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_HOOK = """
import os
import sys

NEAR = {"", "127.0.0.1", "::1", "localhost", "0.0.0.0", "None"}


def pulled(event, values):
    if event == "socket.connect":
        address = values[1]
        host = str(address[0]) if isinstance(address, tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = values[0].decode() if isinstance(values[0], bytes) else str(values[0])
    else:
        return
    if host not in NEAR:
        with open(os.environ["CABLE_OUT"], "a") as log:
            log.write(f"{event} {host}\\n")
        raise OSError("the network cable is out")


sys.addaudithook(pulled)
with open(os.environ["CABLE_OUT"], "a") as log:
    log.write("out\\n")
"""


class Cable:
    """The cable of one machine, pulled."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "cable.log"
        (folder / "sitecustomize.py").write_text(_HOOK, "utf-8")
        paths = [str(folder), os.environ.get("PYTHONPATH", "")]
        self.environment: Mapping[str, str] = {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "CABLE_OUT": str(self._log),
        }

    def asked_outside(self) -> list[str]:
        """What was asked for outside. Fails if no process ever had its cable out."""
        lines = self._log.read_text("utf-8").splitlines()
        assert "out" in lines, "the cable was never pulled"
        return [line for line in lines if line != "out"]
