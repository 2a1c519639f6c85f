"""A table as it may leave the hospital."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coprod_widgets.research.disclosure.counts import Cell, Cut, Shape


@dataclass(frozen=True, slots=True)
class Published:
    """A table of rounded counts. What is hidden has no number, and doesn't say why it is hidden.

    Args:
        cut: By which attributes people were counted.
        shape: Its rows and columns.
        numbers: Each entry, margins among them: people, rounded to `base`; None where hidden.
        k: No number is of fewer people.
        base: What counts are rounded to.
        refused: Why the whole table is not told, in one sentence; None if it is told. All entries
            are hidden then.
    """

    cut: Cut
    shape: Shape
    numbers: Mapping[Cell, int | None]
    k: int
    base: int
    refused: str | None = None

    @property
    def hidden(self) -> tuple[Cell, ...]:
        """The entries without a number, in the order of the table."""
        return tuple(cell for cell in self.shape.cells if self.numbers[cell] is None)
