"""One thing that is wrong with an instrument file: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

Path = tuple[str | int, ...]
_SHOWN = 60


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault of an instrument: its file, line and place, the text there, and the cure."""

    file: str
    line: int
    place: str
    text: str
    problem: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        place = f" {self.place}" if self.place else ""
        text = f" [{self.text}]" if self.text else ""
        return f"{where}:{place}{text}\n  {self.problem} {self.cure}"


def place_of(path: Path) -> str:
    """A path as people write it: `sections[1].questions[3].ask_if`."""
    place = ""
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place


def shown(value: Any) -> str:
    """A value as one short line."""
    text = value if isinstance(value, str) else repr(value)
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def did_you_mean(word: Any, known: Iterable[Any], otherwise: str) -> str:
    """A cure that offers the nearest known word, or else says something more general."""
    near = get_close_matches(str(word), [str(one) for one in known], n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else otherwise
