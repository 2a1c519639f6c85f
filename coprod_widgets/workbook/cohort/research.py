"""The research view: the statistics of one data set, each with a picture where one helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coprod_widgets.research.drawn import Dot, Scale, dots
from coprod_widgets.research.statistics.agreeing import agreement_table, direction_table
from coprod_widgets.research.statistics.changing import change_table
from coprod_widgets.research.statistics.differing import difference_table
from coprod_widgets.research.statistics.keeping import promises_table
from coprod_widgets.research.statistics.missing import missing_table
from coprod_widgets.research.statistics.reliability import reliability_table
from coprod_widgets.research.statistics.tables import Tables
from coprod_widgets.research.statistics.told import Cell
from coprod_widgets.widgets.html import el, join
from coprod_widgets.workbook.cohort.showing import list_of, told_html

_STEPS = Scale(-2, 2, {-2: "−2", -1: "−1", 0: "0", 1: "1", 2: "2"})  # noqa: RUF001  # minuses
_SHARES = Scale(0, 1, {0: "0%", 0.25: "25%", 0.5: "50%", 0.75: "75%", 1: "100%"})


@dataclass(frozen=True)
class Study:
    """A data set, and how its intervals are drawn."""

    tables: Tables
    seed: int = 1

    def html(self, which: str) -> Markup | None:
        """A part by its id; None if this view has none of it."""
        parts: dict[str, Callable[[], Markup]] = {
            "promises": self._promises,
            "differences": self._differences,
            "model": lambda: told_html(difference_table(self.tables)),
            "change": lambda: told_html(change_table(self.tables, seed=self.seed)),
            "reliability": lambda: told_html(reliability_table(self.tables, seed=self.seed)),
            "missing": lambda: told_html(missing_table(self.tables, seed=self.seed)),
        }
        return parts[which]() if which in parts else None

    def about(self) -> Markup:
        """What has to be known of all of it."""
        return el(
            "section",
            el("h2", "How to read this"),
            list_of(
                (
                    "Only people whose latest word on research is yes are in it.",
                    "Nothing is told of fewer than ten people. Intervals are of 95%.",
                    "Research use; no norms. None of this is about how dangerous somebody is.",
                )
            ),
        )

    def _promises(self) -> Markup:
        told = promises_table(self.tables, seed=self.seed)
        return told_html(told, dots(told.title, _dots(told.rows, "who"), _SHARES))

    def _differences(self) -> Markup:
        told = direction_table(self.tables, seed=self.seed)
        picture = dots(told.title, _dots(told.rows, "instrument", "of"), _STEPS, nought=0)
        agreed = told_html(agreement_table(self.tables, seed=self.seed))
        return join(told_html(told, picture), agreed)


def _dots(rows: Sequence[Mapping[str, Cell]], *names: str) -> list[Dot]:
    return [
        Dot(
            ": ".join(str(row[name]) for name in names),
            _number(row.get("value")),
            _number(row.get("low")),
            _number(row.get("high")),
            str(row["reason"]) if row.get("reason") else None,
        )
        for row in rows
    ]


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None
