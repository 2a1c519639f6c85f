"""papermill's client, executing a notebook in a forked process."""

from __future__ import annotations

from papermill.clientwrap import PapermillNotebookClient
from traitlets import List, Unicode

from coprod_widgets.kernels.line import LineManager


class ForkedNotebookClient(PapermillNotebookClient):
    """Executes a notebook in a process forked from one that has `preload` imported."""

    preload = List(Unicode(), help="Modules that the notebook finds imported already.")

    def create_kernel_manager(self) -> LineManager:
        """The manager of one forked kernel."""
        self.km = LineManager(tuple(self.preload), self.startup_timeout)
        return self.km
