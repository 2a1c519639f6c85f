"""Starts a forked process, and waits until it is ready to be used."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from coprod_widgets.kernels.errors import StartError, UnavailableError
from coprod_widgets.kernels.forked import UNKNOWN, Forked
from coprod_widgets.kernels.gate import starting
from coprod_widgets.kernels.owner import ForkServer, Preload

log = logging.getLogger(__name__)

START_SECONDS = 60.0
_LOOK_SECONDS = 0.5


async def launch(
    kind: str,
    arguments: list[str],
    *,
    environment: dict[str, str],
    cwd: str,
    preload: Preload = (),
    output: int = 1,
    error: int = 2,
    timeout: float = START_SECONDS,
) -> Forked:
    """Fork a process that does a kind of work, and wait until it is ready for it.

    Raises:
        UnavailableError: no process was forked.
        StartError: one was, and it ended or took too long.
    """
    request = {"kind": kind, "arguments": arguments, "environment": environment, "cwd": cwd}
    async with starting.passing():
        for last_try in (False, True):
            server = ForkServer.of(preload)
            forked = server.ask(request, output, error)
            try:
                async with asyncio.timeout(timeout):
                    if await _is_ready(forked, server):
                        server.hear()
                        return forked
            except TimeoutError:
                forked.close()
                raise StartError(
                    f"The kernel was not ready after {timeout:g} seconds. Give it more time, or "
                    "the machine less to do."
                ) from None
            except BaseException:
                forked.close()
                raise
            forked.close()
            if last_try:
                break
            log.warning("The fork server (process %s) ended; starting another.", server.pid)
    raise UnavailableError("the fork server ended twice while it was asked for a kernel")


async def _is_ready(forked: Forked, server: ForkServer) -> bool:
    """Wait for a process to start. False if the fork server ended instead of forking it."""
    while not (forked.started and forked.pid):
        if forked.refusal:
            raise UnavailableError(forked.refusal)
        if forked.fault or forked.returncode is not None:
            raise StartError(
                f"The kernel ended before it could be used: {forked.fault or _ending(forked)}."
            )
        if forked.lost or not (forked.pid or server.is_alive()):
            return False
        with suppress(TimeoutError):
            await forked.changed(_LOOK_SECONDS)
        forked.poll()
    return True


def _ending(forked: Forked) -> str:
    code = forked.returncode or 0
    if code == UNKNOWN:
        return "nobody saw how"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
