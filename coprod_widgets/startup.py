"""Lets our own processes start quickly."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

_SLOW = "rfc3987_syntax"
"""jsonschema tries to import it for one format that no notebook has; it takes a second to compile
its grammars. Without it jsonschema does not check that format."""


def without_slow_imports() -> None:
    """Keep what is slow and not needed from being imported. For processes that are all ours."""
    # None is how Python spells "not there".
    sys.modules.setdefault(_SLOW, cast("ModuleType", None))
