"""A papermill engine that gives the kernel nothing but an allow-listed environment."""

from __future__ import annotations

from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from coprod_widgets.workbook.kernel import ARGUMENTS, kernel_config

ENGINE = "coprod"


class RecordEngine(NBClientEngine):
    """nbclient without widget state, history or the server's environment."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        environment: dict[str, str],
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **_: Any,
    ) -> None:
        """Execute the notebook in a fresh kernel with just this environment."""
        client = PapermillNotebookClient(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            timeout=execution_timeout,
            store_widget_state=False,
            extra_arguments=ARGUMENTS,
            config=kernel_config(environment["HOME"]),
        )
        client.execute(env=environment)


papermill_engines.register(ENGINE, RecordEngine)
