"""papermill's way to our notebooks: `coprod://…` is read from and written to memory, not files.

papermill's own file writer is neither atomic nor private, and would leave the machine's paths in
the notebook. What is put on the desk is taken from it again by whoever asked for the run.
"""

from __future__ import annotations

from typing import Any

from papermill.iorw import papermill_io

_notebooks: dict[str, str] = {}


class Desk:
    """A papermill I/O handler for notebooks in memory."""

    @staticmethod
    def read(path: str) -> str:
        """The notebook that was put under a path."""
        return _notebooks[path]

    @staticmethod
    def write(notebook: str, path: str, **_: Any) -> None:
        """Keep what papermill made."""
        _notebooks[path] = notebook

    @staticmethod
    def listdir(path: str) -> list[str]:
        """What lies under a path."""
        return [known for known in _notebooks if known.startswith(path)]

    @staticmethod
    def pretty_path(path: str) -> str:
        """The path as papermill prints it."""
        return path


papermill_io.register("coprod://", Desk)


def put(path: str, notebook: bytes) -> None:
    """Put a notebook where papermill finds it."""
    _notebooks[path] = notebook.decode("utf-8")


def take(path: str) -> bytes:
    """Take away what papermill made, in nbformat's one canonical form."""
    return (_notebooks.pop(path).rstrip("\n") + "\n").encode()


def clear(*paths: str) -> None:
    """Leave nothing on the desk."""
    for path in paths:
        _notebooks.pop(path, None)
