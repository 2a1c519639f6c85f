"""A papermill engine that executes each notebook in a process forked from a warm one.

Named `coprod-fork`. Each notebook has a process of its own, as with papermill's engine, and gets
the same outputs; only the imports were done before, and no sockets, ports or polling stand between.
Wherever it cannot fork it does as papermill's engine does, and says why in a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger

from coprod_widgets.kernels.environment import passed_on
from coprod_widgets.kernels.errors import UnavailableError
from coprod_widgets.kernels.notebook_client import ForkedNotebookClient
from coprod_widgets.kernels.provisioner import ipykernel_arguments

_IPYKERNEL = "7"
"""The version whose insides `notebook_work` knows."""

_NOT_FOR_NBCLIENT = ("input_path", "timeout", "startup_timeout")


class ForkEngine(Engine):
    """papermill's engine, by forking."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> None:
        """Execute a notebook.

        Args:
            nb_man: papermill's manager of the notebook.
            kernel_name: The notebook's kernel. One that is not ipykernel with this Python is
                executed by papermill's engine.
            environment: The whole environment of the kernel. Without one it is what
                `kernels.environment` passes on of this process's.
            preload: Modules that the notebook finds imported already.
            start_timeout: Seconds for the kernel to start.
            execution_timeout: Seconds for each cell; none if left out.
            options: What nbclient's client takes beside these.
        """
        env = passed_on(None) if environment is None else dict(environment)
        settings = {
            "log": logger,
            **{name: value for name, value in options.items() if name not in _NOT_FOR_NBCLIENT},
            "kernel_name": kernel_name,
            "startup_timeout": start_timeout,
            "timeout": execution_timeout or options.get("timeout"),
        }
        try:
            _check(kernel_name)
            ForkedNotebookClient(nb_man, preload=list(preload), **settings).execute(env=env)
        except UnavailableError as error:
            logger.warning("The notebook is executed without a fork: %s.", error)
            PapermillNotebookClient(nb_man, **settings).execute(env=env)


def _check(kernel_name: str) -> None:
    ipykernel = version("ipykernel")
    if ipykernel.split(".")[0] != _IPYKERNEL:
        raise UnavailableError(f"it needs ipykernel {_IPYKERNEL}, and this is {ipykernel}")
    if kernel_name not in (NATIVE_KERNEL_NAME, "python"):
        ipykernel_arguments(KernelSpecManager().get_kernel_spec(kernel_name).argv)
