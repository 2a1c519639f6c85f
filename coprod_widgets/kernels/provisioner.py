"""A jupyter_client provisioner whose kernels are forked from a warm process.

Named `coprod-fork`. Wherever it cannot fork it starts the kernel as the stock one does, and says
why in a warning.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner
from traitlets import Float, List, Unicode

from coprod_widgets.kernels.environment import PASSED_ON, passed_on
from coprod_widgets.kernels.errors import UnavailableError
from coprod_widgets.kernels.forked import Forked
from coprod_widgets.kernels.launching import START_SECONDS, launch

_IPYKERNEL = ("ipykernel_launcher", "ipykernel")
_END_SECONDS = 1.0
_UNDERSTOOD = {"env", "cwd", "stdin", "stdout", "stderr", "independent", "kernel_id"}


class ForkProvisioner(LocalProvisioner):
    """Starts ipykernel kernels by forking; signals, ends and restarts them as the stock one."""

    preload: List[str] = List(
        Unicode(),
        help="Modules that kernels of this kind find imported already.",
    ).tag(config=True)

    environment: List[str] = List(
        Unicode(),
        default_value=list(PASSED_ON),
        help="Names or patterns of the owner's environment variables that reach a kernel.",
    ).tag(config=True)

    start_timeout = Float(
        START_SECONDS, help="Seconds that a kernel may take to bind its sockets."
    ).tag(config=True)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the launch as the stock provisioner does, with the environment cut down."""
        prepared: dict[str, Any] = await super().pre_launch(**kwargs)
        chosen = self.kernel_spec.env if self.kernel_spec else {}
        prepared["env"] = passed_on(prepared["env"], allowed=self.environment, chosen=chosen)
        return prepared

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel, or start one.

        Raises:
            StartError: it was forked and ended before it could be used.
        """
        try:
            await self._fork(cmd, kwargs)
        except UnavailableError as error:
            self.log.warning("The kernel starts without being forked: %s.", error)
            return await super().launch_kernel(cmd, **kwargs)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and see it end if that is soon: whoever asks next need not wait."""
        await super().kill(restart=restart)
        if isinstance(self.process, Forked):
            await self.process.ended(_END_SECONDS)

    async def _fork(self, cmd: list[str], kwargs: Mapping[str, Any]) -> None:
        arguments = ipykernel_arguments(cmd)
        unknown = sorted(set(kwargs) - _UNDERSTOOD)
        if unknown or kwargs.get("independent"):
            raise UnavailableError(
                f"it was asked for {', '.join(unknown) or 'an independent kernel'}"
            )
        with ExitStack() as opened:
            self.process = await launch(
                "kernel",
                arguments,
                environment=kwargs["env"],
                cwd=str(kwargs.get("cwd") or Path.cwd()),
                preload=tuple(self.preload),
                output=opened.enter_context(_descriptor(kwargs.get("stdout"), 1)),
                error=opened.enter_context(_descriptor(kwargs.get("stderr"), 2)),
                timeout=self.start_timeout,
            )
        self.pid = self.process.pid
        # Without a group of its own the stock provisioner signals through the process, which
        # signals its group by its pidfd.
        self.pgid = None
        self.cwd = kwargs.get("cwd") or Path.cwd()


def ipykernel_arguments(cmd: list[str]) -> list[str]:
    """The arguments that a command gives to ipykernel.

    Raises:
        UnavailableError: it starts something else than ipykernel with this Python.
    """
    python, *rest = cmd
    # Python's links in two virtual environments lead to one file; their folders differ.
    here = Path(python).exists() and Path(python).samefile(sys.executable)
    if not here or not Path(python).parent.samefile(Path(sys.executable).parent):
        raise UnavailableError(f"its Python is {python}, and only {sys.executable} is warm")
    while rest and re.fullmatch(r"-X.+", rest[0]):
        del rest[0]
    if rest[:1] != ["-m"] or rest[1:2] not in [[name] for name in _IPYKERNEL]:
        raise UnavailableError(f"it is not ipykernel that starts with {' '.join(cmd[:4])}")
    return rest[2:]


@contextmanager
def _descriptor(stream: Any, number: int) -> Iterator[int]:
    """The descriptor of a stream as `subprocess.Popen` takes it; by default the owner's own."""
    if stream is subprocess.PIPE or (stream is subprocess.STDOUT and number != 2):
        raise UnavailableError("it was asked for a pipe to the kernel")
    if stream is None:
        try:
            os.fstat(number)
        except OSError:
            stream = subprocess.DEVNULL
    if stream == subprocess.DEVNULL:
        descriptor = os.open(os.devnull, os.O_WRONLY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    elif stream is None or stream == subprocess.STDOUT:
        yield number if stream is None else 1
    else:
        yield stream if isinstance(stream, int) else stream.fileno()
