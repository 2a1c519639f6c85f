"""What a benchmark found: figures with their spread, rows of ours against another's, the table."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one contender: the value, the lowest and the highest seen, out of how many."""

    value: float
    low: float
    high: float
    n: int

    @classmethod
    def median(cls, seen: Sequence[float]) -> Figure:
        """The middle one of what was seen."""
        return cls(statistics.median(seen), min(seen), max(seen), len(seen))

    @classmethod
    def p95(cls, seen: Sequence[float]) -> Figure:
        """The one that 95 of 100 don't exceed."""
        ordered = sorted(seen)
        at = max(0, -(-95 * len(ordered) // 100) - 1)
        return cls(ordered[at], ordered[0], ordered[-1], len(ordered))

    def __str__(self) -> str:
        return f"{_short(self.value)} ({_short(self.low)}-{_short(self.high)})"


@dataclass(frozen=True, slots=True)
class Row:
    """Ours against another's, which is stock Jupyter's unless the row's name says whose it is."""

    name: str
    ours: Figure
    stock: Figure | None
    unit: str
    better: Literal["less", "more"] = "less"

    @property
    def ratio(self) -> float | None:
        """How many times better ours is; below 1 it is worse. None where there is no telling."""
        if self.stock is None:
            return None
        over, under = self.stock.value, self.ours.value
        if self.better == "more":
            over, under = under, over
        return over / under if over > 0 and under > 0 else None

    @property
    def n(self) -> int:
        """How many measurements stand behind it, on the side that has fewer."""
        return min(self.ours.n, self.stock.n) if self.stock else self.ours.n

    def as_json(self) -> dict[str, Any]:
        """The row for machines: the figures without their spread."""
        return {
            "name": self.name,
            "ours": self.ours.value,
            "stock": self.stock.value if self.stock else None,
            "ratio": self.ratio,
            "unit": self.unit,
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one benchmark, and what has to be known to read them."""

    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()


def table(rows: Sequence[Row]) -> str:
    """The rows as lines of text: name, unit, ours, the other's, how many of each, the ratio."""
    head = ("", "unit", "ours", "stock, or who is named", "n", "ratio")
    lines = [head, *(_cells(row) for row in rows)]
    wide = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, wide, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    counts = str(row.ours.n)
    if row.stock and row.stock.n != row.ours.n:
        counts = f"{row.ours.n}/{row.stock.n}"
    ratio = "" if row.ratio is None else f"{_short(row.ratio)}x"
    return (row.name, row.unit, str(row.ours), str(row.stock or "-"), counts, ratio)


def _short(number: float) -> str:
    """Three figures that count, and no more."""
    size = abs(number)
    if size >= 99.95:
        return f"{number:.0f}"
    if size >= 9.995:
        return f"{number:.1f}"
    return f"{number:.2f}" if size >= 0.0995 or size == 0 else f"{number:.4f}"
