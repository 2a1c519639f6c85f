"""What the means of a plan are of: a score or a measure of the data set, and what each came to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coprod_widgets.instrument.faults import Fault
from coprod_widgets.research.release.plan import PlannedCut
from coprod_widgets.research.release.plan_file import ReadPlan

if TYPE_CHECKING:
    import polars as pl

_Told = tuple[str, str]


@dataclass(frozen=True)
class Variable:
    """A score in one voice of one version, or a measure, with the rows that hold its values."""

    what: str
    rows: pl.DataFrame

    def of(self, people: Collection[str]) -> dict[str, list[float]]:
        """What each of these people came to, in talk after talk or round after round."""
        found: dict[str, list[float]] = {}
        for person, value in self.rows.select("person", "value").drop_nulls().iter_rows():
            if person in people:
                found.setdefault(person, []).append(value)
        return found


def find_variables(
    read: ReadPlan, frames: Mapping[str, pl.DataFrame]
) -> tuple[dict[int, Variable], list[Fault]]:
    """What the means of a plan are of, by the place of the cut, and what the data set lacks."""
    found: dict[int, Variable] = {}
    faults: list[Fault] = []
    for place, cut in enumerate(read.plan.cuts):
        if cut.mean:
            variable = _variable(cut, frames)
            if isinstance(variable, Variable):
                found[place] = variable
            else:
                faults.append(read.fault(("cuts", place, "mean"), *variable))
    return found, faults


def _variable(cut: PlannedCut, frames: Mapping[str, pl.DataFrame]) -> Variable | _Told:
    import polars as pl

    table, _, name = (cut.mean or "").partition(".")
    if table == "indicators":
        every = frames[table].filter(pl.col("about").is_null())
        rows = every.filter(pl.col("code") == name)
        if cut.voice or cut.instrument:
            return (
                "A measure is of a round of talks, not of a voice or an instrument.",
                "Take 'voice' and 'instrument' out.",
            )
        if rows.is_empty():
            return _unknown("measure", name, every["code"].unique().to_list())
        return Variable(f"indicators.{name}", rows)
    every = frames[table].with_columns(pin=pl.concat_str("instrument", "version", separator="@"))
    rows = every.filter(pl.col("score") == name)
    if rows.is_empty():
        return _unknown("score", name, every["score"].unique().to_list())
    asked = {"voice": ("voice", cut.voice), "instrument": ("pin", cut.instrument)}
    for key, (column, wanted) in asked.items():
        there = sorted(rows[column].unique())
        if wanted is None and len(there) > 1:
            return f"'{name}' is there of more than one {key}.", _name_one(key, there)
        if wanted is not None and wanted not in there:
            return f"'{name}' is not there of the {key} '{wanted}'.", _name_one(key, there)
        rows = rows.filter(pl.col(column) == (wanted or there[0]))
    return Variable(f"scores.{name} of {rows['pin'][0]} by {rows['voice'][0]}", rows)


def _name_one(key: str, there: Sequence[str]) -> str:
    return f"Write under '{key}' one of: {', '.join(there)}."


def _unknown(kind: str, name: str, known: Sequence[str]) -> _Told:
    there = f"There are: {', '.join(sorted(known))}." if known else f"It has no {kind} at all."
    return f"The data set has no {kind} '{name}'.", there
