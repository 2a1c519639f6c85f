"""Has papermill execute a notebook in a warm kernel, from memory to memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coprod_widgets.errors import CoprodError

_START_SECONDS = 60


def executed(
    notebook: bytes,
    mode: str,
    data: Path,
    *,
    source: str,
    target: str,
    cell_seconds: int,
    failed: str,
    kept: str,
    again: str,
    parameters: Mapping[str, Any] | None = None,
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """The notebook, executed by a kernel of a mode on a data folder.

    `source` and `target` are the paths that it says it was read from and written to. `variables`
    are added to the kernel's environment. `failed`, `kept` and `again` are said where it fails:
    what could not be done, what that did no harm to, and what to run.

    Raises:
        CoprodError: a cell stopped, or the kernel did not answer.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from coprod_widgets.workbook import desk
    from coprod_widgets.workbook.kernel import (
        ARGUMENTS,
        PRELOAD,
        kernel_config,
        kernel_environment,
    )

    read, written = f"coprod://{source}", f"coprod://{target}"
    desk.put(read, notebook)
    try:
        with kernel_environment(mode, data) as environment:
            papermill.execute_notebook(
                read,
                written,
                parameters=dict(parameters or {}),
                engine_name="coprod-fork",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                start_timeout=_START_SECONDS,
                execution_timeout=cell_seconds,
                environment={**environment, **(variables or {})},
                preload=PRELOAD,
                extra_arguments=ARGUMENTS,
                store_widget_state=False,
                config=kernel_config(environment["HOME"]),
            )
        return desk.take(written)
    except PapermillExecutionError as error:
        raise CoprodError(
            f"{failed}: cell {error.exec_count} of its notebook stopped with {error.ename}.",
            f"{kept}. Run: {again}",
        ) from error
    except RuntimeError as error:
        # nbclient's word for a kernel that did not start or died.
        raise CoprodError(
            f"{failed}: its kernel did not answer.",
            f"{kept}. Try again when the machine has more room.",
        ) from error
    finally:
        desk.clear(read, written)
