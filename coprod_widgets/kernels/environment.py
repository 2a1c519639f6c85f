"""Which of its owner's environment variables reach a kernel: those on a list, and no others.

A kernel runs code that its owner did not write, and an owner's environment holds its passwords.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LANGUAGE",
    "LC_*",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "USER",
    "LOGNAME",
    "LD_LIBRARY_PATH",
    "PYTHON*",
    "IPYTHONDIR",
    "JUPYTER_*",
    "JPY_*",
    "MPLBACKEND",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "SYSTEMROOT",
)
"""Names, or patterns as a shell has them, of the variables that a kernel needs."""

WITHHELD = ("JUPYTERHUB_*", "JUPYTER_GATEWAY_*", "*TOKEN*", "*SECRET*", "*PASSWORD*")
"""What a pattern does not pass on: whoever has one of these can use a server."""


def on_the_list(name: str, allowed: Iterable[str]) -> bool:
    """Whether a variable of the owner may be passed on. Naming it in full overrules WITHHELD."""
    allowed = tuple(allowed)
    if name in allowed:
        return True
    if any(fnmatchcase(name, pattern) for pattern in WITHHELD):
        return False
    return any(fnmatchcase(name, pattern) for pattern in allowed)


def passed_on(
    wanted: Mapping[str, str] | None,
    *,
    allowed: Iterable[str] = PASSED_ON,
    chosen: Iterable[str] = (),
) -> dict[str, str]:
    """The environment of a kernel.

    Callers of jupyter_client hand over a copy of their whole environment with a few variables
    added. What they added or changed is meant for the kernel and passes; what is merely the
    owner's own passes if it is on the list, or if it was `chosen` by name.
    """
    allowed, chosen = tuple(allowed), frozenset(chosen)
    wanted = os.environ if wanted is None else wanted
    return {
        name: value
        for name, value in wanted.items()
        if name in chosen or os.environ.get(name) != value or on_the_list(name, allowed)
    }
