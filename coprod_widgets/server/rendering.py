"""Executes a workbook with Voila and gives its page; the kernel goes once the page is there."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from voila.execute import VoilaExecutor
from voila.notebook_renderer import NotebookRenderer

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.kernels.errors import StartError, UnavailableError
from coprod_widgets.kernels.line import LineManager
from coprod_widgets.server.harmless import guidance_html
from coprod_widgets.store import Store
from coprod_widgets.workbook.kernel import ARGUMENTS, PRELOAD, kernel_environment

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

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        """Have the kernel that is ready; Voila's own way would tell it its id by one more cell."""
        self.executor = VoilaExecutor(
            nb,
            km=await kernel_future,
            config=self.traitlet_config,
            show_tracebacks=False,
        )
        self.executor.kc = await self.executor.async_start_new_kernel_client()
        self.kernel_started = True
        return kernel_id


async def talk_page(
    app: Any, store: Store, interview_id: str, voice: Voice, values: dict[str, Any]
) -> str:
    """The page of a talk, executed by a kernel of its own that knows nothing but where to look.

    `voice` is whose screen it is.

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
    await renderer.initialize()
    renderer.resources["page"] = values
    try:
        async with asyncio.timeout(_SECONDS), _kernel(app, store, voice) as kernel:
            html: str = await renderer.generate_content_str("workbook", kernel)
    except TimeoutError:
        raise CoprodError(
            f"The workbook of interview {interview_id} did not end in {_SECONDS} seconds.",
            "Load the page again.",
        ) from None
    except (StartError, DeadKernelError) as error:
        raise CoprodError(
            f"The kernel of interview {interview_id} ended early: {error}", "Load the page again."
        ) from error
    if "data-section" not in html:
        raise CoprodError(
            f"The workbook of interview {interview_id} stopped before its first section.",
            "Look into the log, and run the workbook as a preview.",
        )
    return html


@asynccontextmanager
async def _kernel(app: Any, store: Store, voice: Voice) -> AsyncIterator[Awaitable[Any]]:
    """A kernel for one page: forked from a warm one, or where that can't be, an ordinary one."""
    with kernel_environment("hold", store.settings.data, voice) as environment:
        manager = LineManager(PRELOAD, _SECONDS)
        try:
            await manager.start_kernel(
                extra_arguments=ARGUMENTS, env=environment, cwd=environment["HOME"]
            )
        except UnavailableError as error:
            log.warning("A page is rendered without a warm kernel: %s.", error)
        else:
            try:
                yield _ready(manager)
            finally:
                await manager.shutdown_kernel(now=True)
                await manager.cleanup_resources()
            return
        ordinary = app.kernel_manager
        kernel_id = await ordinary.start_kernel(
            kernel_name="python3", env=environment, extra_arguments=ARGUMENTS
        )
        try:
            yield _ready(ordinary.get_kernel(kernel_id))
        finally:
            await ordinary.shutdown_kernel(kernel_id, now=True)


async def _ready(kernel: Any) -> Any:
    return kernel
