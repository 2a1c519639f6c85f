"""The key that every message of a talk carries, so that one sent twice is one entry."""

from __future__ import annotations

import re
from typing import Any

from coprod_widgets.errors import AnswerError

_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")


def is_key(key: Any) -> bool:
    """Whether it can be a key: 8 to 64 letters, digits, hyphens and underscores."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def check_key(key: str) -> None:
    """Refuse what is no key.

    Raises:
        AnswerError: it isn't one.
    """
    if not is_key(key):
        raise AnswerError("The message has no proper key.", "Load the page again.")
