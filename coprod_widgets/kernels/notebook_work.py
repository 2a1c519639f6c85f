"""Work of a fork: execute a notebook's cells as an ipykernel kernel does, without ZeroMQ.

It is the stock kernel in all that a notebook can see: the same shell, streams, display hooks, comms
and configuration files. Only its sockets, their threads and the heartbeat are not there; requests
come and messages go by the line to the owner.
"""

from __future__ import annotations

import asyncio
import contextvars
import socket
import sys
import threading
from types import SimpleNamespace

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets import Any, DottedObjectName, Float, Type

from coprod_widgets.kernels.packets import LARGEST, Assembly, note_packet
from coprod_widgets.kernels.publishing import QUIT, SHELL, Channel, Publisher


class NotebookKernel(IPythonKernel):
    """The stock kernel for one client, which asks one thing at a time."""

    shell_stream = Any()
    # The stock kernel sleeps after each cell for its other thread to catch up.
    _execute_sleep = Float(0.0).tag(config=True)

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing queues."""


class NotebookApp(IPKernelApp):
    """The stock application with a line in place of its sockets."""

    kernel_class = Type(NotebookKernel, klass=IPythonKernel)
    outstream_class = DottedObjectName("coprod_widgets.kernels.publishing.Stream").tag(config=True)
    line: socket.socket

    def init_connection_file(self) -> None:
        """Nobody else connects."""

    def init_poller(self) -> None:
        """A child watches its owner by itself."""

    def init_sockets(self) -> None:
        """Have the line where the sockets would be."""
        self.session = Session(parent=self)
        self.session.auth = None  # nobody else can write to the line
        self.iopub_thread = Publisher(self.line)
        self.iopub_socket = self.iopub_thread.background_socket
        self.shell_socket = Channel(self.line, SHELL)
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]

    def init_heartbeat(self) -> None:
        """The owner has a pidfd."""

    def write_connection_file(self, **_: Any) -> None:
        """Nobody else connects."""

    def log_connection_info(self) -> None:
        """Nobody else connects."""

    def init_kernel(self) -> None:
        """Make the kernel."""
        self.kernel = kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            shell_stream=self.shell_socket,
            # Asked only for the thread in which cells can be interrupted.
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: kernel.execution_count

    def start(self) -> None:
        """Answer requests until told to quit."""
        self.io_loop = self.kernel.io_loop = IOLoop.current()
        loop = asyncio.get_event_loop()
        assembly, context, running = Assembly(), contextvars.copy_context(), set()

        def arrived() -> None:
            message = assembly.add(self.line.recv(LARGEST))
            if not isinstance(message, tuple):
                return
            channel, frames = message
            if channel == QUIT:
                self.io_loop.stop()
                return
            # In one context, so that what a cell sets is there for the next.
            answer = self.kernel.shell_main(None, [zmq.Frame(frame) for frame in frames])
            task = loop.create_task(answer, context=context)
            running.add(task)
            task.add_done_callback(running.discard)

        loop.add_reader(self.line, arrived)
        self.line.send(note_packet({"started": True}))
        self.io_loop.start()


def run(line: socket.socket, arguments: list[str]) -> None:
    """Execute cells until told to quit."""
    sys.argv = ["ipykernel_launcher.py", *arguments]
    asyncio.set_event_loop(asyncio.new_event_loop())
    app = NotebookApp.instance(parent_handle=1)
    app.config.HistoryManager.enabled = False
    app.line = line
    app.initialize(arguments)  # type: ignore[no-untyped-call]
    app.start()
