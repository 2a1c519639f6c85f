"""What can go wrong with a warm kernel."""

from __future__ import annotations


class UnavailableError(RuntimeError):
    """There is no warm kernel to be had here or now; an ordinary one will do."""


class StartError(RuntimeError):
    """A kernel was forked and ended before it could be used."""
