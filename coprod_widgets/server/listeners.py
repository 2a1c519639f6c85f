"""Who is told that something was said: the open pages of each interview."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

SCREENS = 0
"""What listeners are told instead of an entry's number when a device came or went."""


def no_listeners() -> defaultdict[str, set[asyncio.Queue[int]]]:
    """Nobody listens yet."""
    return defaultdict(set)


def notify(settings: dict[str, Any], interview_id: str, number: int) -> None:
    """Tell every open page of an interview how far it is."""
    for queue in settings["listeners"].get(interview_id, ()):
        queue.put_nowait(number)
