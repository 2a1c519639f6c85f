"""Executes a workbook with Voila and gives its page; the kernel goes once the page is there."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

import nbformat
from voila.notebook_renderer import NotebookRenderer

from coprod_widgets.errors import CoprodError
from coprod_widgets.server.harmless import guidance_html
from coprod_widgets.store import Store
from coprod_widgets.workbook.kernel import ARGUMENTS, kernel_environment

_SECTION = re.compile(r"\.section\(\s*['\"]([a-z0-9_]+)['\"]")
_SECONDS = 60

log = logging.getLogger("coprod")


class TalkRenderer(NotebookRenderer):
    """Voila's renderer, reading a prepared notebook from the store instead of a file."""

    def __init__(self, notebook: bytes, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._kept = notebook

    async def load_notebook(self, path: str) -> Any:
        """The prepared notebook; each piece of guidance knows the section it stands before."""
        del path
        notebook = nbformat.reads(self._kept.decode("utf-8"), as_version=4)
        section = ""
        for cell in reversed(notebook.cells):
            if cell.cell_type == "code":
                found = _SECTION.search(cell.source)
                section = found[1] if found else ""
            elif cell.cell_type == "markdown":
                cell.metadata["guides"] = section
                cell.source = guidance_html(cell.source)
        return notebook


async def talk_page(app: Any, store: Store, interview_id: str, values: dict[str, Any]) -> str:
    """The page of a talk, executed by a kernel of its own that knows nothing but where to look.

    Raises:
        CoprodError: the workbook did not run to its end in time.
    """
    renderer = TalkRenderer(
        notebook=store.notebook(interview_id),
        request_handler=None,
        root_dir="",
        notebook_path="talk.ipynb",
        template_paths=app.template_paths,
        traitlet_config=app.config,
        voila_configuration=app.voila_configuration,
        config_manager=app.config_manager,
        contents_manager=None,
        kernel_spec_manager=app.kernel_spec_manager,
        base_url=app.base_url,
        page_config={},
        mathjax_url="",
        mathjax_config="",
    )
    renderer.log = log
    manager = app.kernel_manager
    async with app.rendering:
        with kernel_environment("hold", store.settings.data) as env:
            kernel_id = await manager.start_kernel(
                kernel_name="python3", env=env, extra_arguments=ARGUMENTS
            )
            try:
                await renderer.initialize()
                renderer.resources["page"] = values
                html: str = await asyncio.wait_for(
                    renderer.generate_content_str(kernel_id, _kernel(manager, kernel_id)), _SECONDS
                )
            except TimeoutError:
                raise CoprodError(
                    f"The workbook of interview {interview_id} did not end in {_SECONDS} seconds.",
                    "Load the page again.",
                ) from None
            finally:
                await manager.shutdown_kernel(kernel_id, now=True)
    if "data-section" not in html:
        raise CoprodError(
            f"The workbook of interview {interview_id} stopped before its first section.",
            "Look into the log, and run the workbook as a preview.",
        )
    return html


async def _kernel(manager: Any, kernel_id: str) -> Any:
    return manager.get_kernel(kernel_id)
