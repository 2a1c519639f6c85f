"""Kernels of the warm kind, as anyone with jupyter_client starts them."""

from __future__ import annotations

import ast
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager
from traitlets.config import Config

NAME = "warm"


def kernel_specs(folder: Path, *, env: dict[str, str] | None = None, **config: Any) -> Any:
    """A manager of kernel specs that knows one warm kernel, configured so."""
    spec = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Warm",
        "language": "python",
        "env": env or {},
        "metadata": {
            "kernel_provisioner": {"provisioner_name": "coprod-fork", "config": config},
        },
    }
    (folder / NAME).mkdir(parents=True, exist_ok=True)
    (folder / NAME / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return KernelSpecManager(kernel_dirs=[str(folder)])


def manager(
    specs: Any,
    sockets: str,
    transport: str = "ipc",
    *,
    kind: type[KernelManager] = AsyncKernelManager,
    name: str = NAME,
) -> Any:
    """A kernel manager whose sockets and connection file lie in a folder that only we can enter."""
    config = Config()
    config.KernelManager.transport = transport
    if transport == "ipc":
        config.KernelManager.ip = f"{sockets}/k"
    return kind(
        kernel_name=name,
        kernel_spec_manager=specs,
        connection_file=f"{sockets}/connection.json",
        config=config,
    )


@asynccontextmanager
async def warm_kernel(
    folder: Path, *, transport: str = "ipc", start: dict[str, Any] | None = None, **config: Any
) -> AsyncIterator[tuple[Any, Any]]:
    """A running kernel's manager and client."""
    specs = kernel_specs(folder, **config)
    sockets = tempfile.mkdtemp(prefix="k-")  # short, for a socket's path may have 108 letters
    km = manager(specs, sockets, transport)
    try:
        await km.start_kernel(**(start or {}))
        kc = km.client()
        kc.start_channels()
        try:
            await kc.wait_for_ready(timeout=60)
            yield km, kc
        finally:
            kc.stop_channels()
    finally:
        if km.has_kernel:
            await km.shutdown_kernel(now=True)
        km.context.destroy(linger=0)
        shutil.rmtree(sockets)


async def value(kc: Any, expression: str, *, first: str = "") -> Any:
    """The value of an expression in a kernel, which must be a literal."""
    message = kc.execute(first, user_expressions={"value": expression}, store_history=False)
    while True:
        reply = await kc.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == message:
            break
    assert reply["content"]["status"] == "ok", reply["content"]
    found = reply["content"]["user_expressions"]["value"]
    assert found["status"] == "ok", found
    return ast.literal_eval(found["data"]["text/plain"])
