"""A forked process as nbclient's kernel manager and client.

What a notebook's outputs become is left to nbclient: it gets the same messages as from a stock
kernel, only from a line and not from ZeroMQ.
"""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.client import KernelClient
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError

from coprod_widgets.kernels.forked import Forked
from coprod_widgets.kernels.launching import launch

SHELL, IOPUB, QUIT = b"S", b"I", b"Q"
"""As in `publishing`, which an owner need not import: it brings all of ipykernel."""

_PATIENCE = 2.5
"""Seconds for a kernel to end by itself, and again after SIGTERM, as jupyter_client has it."""


class LineChannel:
    """A channel of the line to a forked kernel."""

    def __init__(self, forked: Forked, name: bytes, session: Session) -> None:
        self._forked = forked
        self._name = name
        self._session = session
        self.unanswered: set[str] = set()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message.

        Raises:
            Empty: none came in time.
            DeadKernelError: no reply will come; all that came before has been heard.
            asyncio.CancelledError: nothing else will come; that ends who listens.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not (waiting := self._forked.messages.get(self._name)):
            if self._forked.lost or self._forked.returncode is not None:
                await self._nothing_more()
            try:
                await self._forked.changed(until and max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise Empty from None
        _, frames = self._session.feed_identities(waiting.popleft())
        message: dict[str, Any] = self._session.deserialize(frames)
        self.unanswered.discard(message["parent_header"].get("msg_id", ""))
        return message

    async def _nothing_more(self) -> None:
        if self._name == IOPUB:
            raise asyncio.CancelledError
        while self._forked.messages.get(IOPUB):
            await asyncio.sleep(0)
        raise DeadKernelError("Kernel died")

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        if message["header"]["msg_type"] == "execute_request":
            self.unanswered.add(message["header"]["msg_id"])
        self._session.send(self, message)

    def send_multipart(self, frames: list[bytes], **_: Any) -> None:
        """Send a message's frames, as a socket does."""
        self._forked.send(self._name, frames)


class LineClient(KernelClient):
    """A kernel client whose channels are the line's."""

    def __init__(self, forked: Forked) -> None:
        super().__init__(session=Session())
        self.session.auth = None  # nobody else can write to the line
        self._forked = forked
        self._shell_channel = LineChannel(forked, SHELL, self.session)
        self._iopub_channel = LineChannel(forked, IOPUB, self.session)

    def start_channels(self, *_: bool, **__: bool) -> None:
        """They are there."""

    def stop_channels(self) -> None:
        """They go with the kernel."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """It is: a process is handed over when it has started."""

    async def is_alive(self) -> bool:
        """Whether the kernel lives."""
        return self._forked.poll() is None


class LineManager:
    """What nbclient needs of a kernel manager."""

    def __init__(self, preload: tuple[str, ...], start_timeout: float) -> None:
        self._preload = preload
        self._start_timeout = start_timeout
        self._forked: Forked | None = None
        self._client: LineClient | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel was started."""
        return self._forked is not None

    async def start_kernel(
        self, *, extra_arguments: list[str], env: dict[str, str], cwd: str | None = None
    ) -> None:
        """Fork a kernel."""
        self._forked = await launch(
            "notebook",
            extra_arguments,
            environment=env,
            cwd=cwd or str(Path.cwd()),
            preload=self._preload,
            timeout=self._start_timeout,
        )

    def client(self) -> LineClient:
        """The client of the kernel."""
        assert self._forked is not None
        self._client = LineClient(self._forked)
        return self._client

    async def is_alive(self) -> bool:
        """Whether the kernel lives."""
        return self._forked is not None and self._forked.poll() is None

    async def interrupt_kernel(self) -> None:
        """Interrupt the cell that is executed, if one is."""
        if self._forked and self._client and self._client.shell_channel.unanswered:
            self._forked.send_signal(signal.SIGINT)

    async def shutdown_kernel(self, now: bool = False) -> None:
        """End the kernel; now, or in its own time if that is short."""
        forked = self._forked
        if forked is None:
            return
        if not now:
            await self.interrupt_kernel()
            forked.send(QUIT, [])
            if await forked.ended(_PATIENCE):
                return
            forked.terminate()
            if await forked.ended(_PATIENCE):
                return
        forked.kill()
        await forked.ended(_PATIENCE)

    async def cleanup_resources(self) -> None:
        """Let go of the kernel, dead or alive, and let those end who listen to it."""
        if self._forked is not None:
            self._forked.close()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
