"""From starting a kernel until it answers: our warm kernel against the stock python3 one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import KernelManager

from benchmarks.row import Figure, Found, Row
from benchmarks.serving import ROOT

STARTS = 20
_OURS, _STOCK = "coprod", "python3"
_SECONDS = 60
_QUIET = "--IPKernelApp.log_level=50"  # or each start says that TCP is not encrypted


def measure(_names: Sequence[str], folder: Path) -> Found:
    """Start both in turns, each once before without timing it."""
    del folder
    specs = KernelSpecManager()
    specs.kernel_dirs = [*specs.kernel_dirs, str(ROOT / "templates" / "kernels")]
    try:
        specs.get_kernel_spec(_OURS)
    except NoSuchKernel:
        return Found(notes=(f"kernel_ready: left out, there is no kernel spec '{_OURS}' here.",))
    took: dict[tuple[str, str], list[float]] = {}
    for turn in range(STARTS + 1):
        for kernel in (_OURS, _STOCK) if turn % 2 else (_STOCK, _OURS):
            for until in (_ready, _replied):
                one = _start(specs, kernel, until)
                if turn:  # the first one makes the server that ours are forked from
                    took.setdefault((until.__name__, kernel), []).append(one)
    return Found(
        tuple(
            Row(
                name,
                Figure.median(took[until.__name__, _OURS]),
                Figure.median(took[until.__name__, _STOCK]),
                "ms",
            )
            for name, until in (("kernel_ready", _ready), ("kernel_replied", _replied))
        ),
        (
            (
                "kernel_ready: KernelManager.start_kernel until wait_for_ready returns; "
                "kernel_replied: until the first kernel_info reply. Both kernels over TCP, as "
                "jupyter_client starts them by itself; one start of each before is not counted."
            ),
        ),
    )


def _start(
    specs: KernelSpecManager, kernel: str, until: Callable[[BlockingKernelClient], object]
) -> float:
    manager = KernelManager(kernel_name=kernel, kernel_spec_manager=specs)
    began = perf_counter()
    manager.start_kernel(extra_arguments=[_QUIET])
    client = manager.client()
    try:
        client.start_channels()
        until(client)
        return 1000 * (perf_counter() - began)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _ready(client: BlockingKernelClient) -> None:
    client.wait_for_ready(timeout=_SECONDS)


def _replied(client: BlockingKernelClient) -> None:
    asked = client.kernel_info()
    while client.get_shell_msg(timeout=_SECONDS)["parent_header"].get("msg_id") != asked:
        pass
