"""Work of a fork: be a Jupyter kernel, the stock one, and say when its sockets can be used."""

from __future__ import annotations

import socket
import sys

from ipykernel.kernelapp import IPKernelApp

from coprod_widgets.kernels.packets import note_packet


class WarmKernelApp(IPKernelApp):
    """The stock kernel, which tells its owner when all its sockets are bound.

    A client that connects earlier waits for ZeroMQ's next attempt, 100 ms later: as long as all
    the rest of the start.
    """

    line: socket.socket | None = None

    def start(self) -> None:
        """Say that it is ready, and serve."""
        if self.line is not None:
            self.line.send(note_packet({"started": True}))
        super().start()  # type: ignore[no-untyped-call]


def run(line: socket.socket, arguments: list[str]) -> None:
    """Be a kernel until it is shut down."""
    sys.argv = ["ipykernel_launcher.py", *arguments]
    # 1 is "do not watch the parent": that is the fork server here, and the child watches its
    # owner by itself.
    app = WarmKernelApp.instance(parent_handle=1)
    # IPython keeps what was executed as plain text, in one file for all kernels.
    app.config.HistoryManager.enabled = False
    app.line = line
    app.initialize(arguments)  # type: ignore[no-untyped-call]
    app.start()
