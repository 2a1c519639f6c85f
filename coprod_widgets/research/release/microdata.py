"""The tables of talks as they go out: fewer people, fewer questions, other names, other days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coprod_widgets.research.columns import DAYS, PERSON, Column, Row
from coprod_widgets.research.release.attributes import Attributes
from coprod_widgets.research.release.given import Given
from coprod_widgets.research.release.keying import DAYS_A_UNIT, StudyKey
from coprod_widgets.research.release.plan import PEOPLE, Plan
from coprod_widgets.research.release.thinning import NOT_ASKED, Frames, Rare, thin
from coprod_widgets.research.wide import PREFIX, absent_cell
from coprod_widgets.research.writers import Table

if TYPE_CHECKING:
    import polars as pl

_SHIFTED = (
    "{Unit}s from a day that is not told and is another one for each person; "
    "a person's order and gaps stay, to within a {unit}. In the data set: {meaning}"
)


@dataclass(frozen=True)
class Microdata:
    """The tables that go out, which questions don't, and the versions of instruments that do."""

    tables: list[Table]
    rare: Rare
    columns_left_out: int


def microdata(given: Given, people: Attributes, key: StudyKey, plan: Plan) -> Microdata:
    """The tables of a plan with these people, under the names and days of its study."""
    chosen = _of(given, people)
    frames, rare = thin(chosen, given.instruments, plan.k)
    columns = dict(given.columns)
    gone = 0
    for name in frames:
        if name.startswith(PREFIX):
            kept = list(_wide_columns(frames[name], columns[name], rare, plan.k))
            gone += (len(columns[name]) - len(kept)) * plan.has(name)
            frames[name] = _blanked(frames[name], kept, rare)
            columns[name] = kept
    tables = [
        _table(name, frames[name], columns[name], key, plan.time_unit)
        for name in frames
        if plan.has(name)
    ]
    return Microdata([_of_people(people, key, plan), *tables], rare, gone)


def _of(given: Given, people: Collection[str]) -> Frames:
    import polars as pl

    return {
        name: frame.filter(pl.col("person").is_in(list(people)))
        for name, frame in given.frames.items()
    }


def _wide_columns(
    frame: pl.DataFrame, columns: Sequence[Column], rare: Rare, k: int
) -> Iterator[Column]:
    """The columns of which k people or more were asked."""
    import polars as pl

    statuses = {column.status or column.name for column in columns if column.question}
    enough = set()
    for name in statuses:
        question = next(c.question for c in columns if c.name == name)
        asked = frame.filter(
            ~pl.col(name).is_in(NOT_ASKED) & ~_as_asked(question).is_in(rare.questions)
        )
        if asked["person"].n_unique() >= k:
            enough.add(name)
    for column in columns:
        if not column.question or (column.status or column.name) in enough:
            yield column


def _blanked(frame: pl.DataFrame, columns: Sequence[Column], rare: Rare) -> pl.DataFrame:
    """The columns that are left, with what stands for "not there" where a version is left out."""
    import polars as pl

    told = []
    for column in columns:
        value = pl.col(column.name)
        if column.question:
            here = ~_as_asked(column.question).is_in(rare.questions)
            value = pl.when(here).then(value).otherwise(pl.lit(absent_cell(column)))
        told.append(value.alias(column.name))
    return frame.select(told)


def _as_asked(question: str | None) -> pl.Expr:
    import polars as pl

    return pl.concat_str("instrument", pl.lit("@"), "version", pl.lit(f"/{question}"))


def _table(
    name: str, frame: pl.DataFrame, columns: Sequence[Column], key: StudyKey, unit: str
) -> Table:
    import polars as pl

    people = frame["person"].unique().to_list()
    changed = {"person": _replaced("person", {one: key.person(one) for one in people}, pl.String)}
    if "interview" in frame.columns:
        talks = {one: key.interview(one) for one in frame["interview"].unique()}
        changed["interview"] = _replaced("interview", talks, pl.String)
    shift = _replaced("person", {one: key.shift(one) for one in people}, pl.Int64)
    days = [column.name for column in columns if column.name in DAYS]
    changed |= {day: (pl.col(day) + shift) // DAYS_A_UNIT[unit] for day in days}
    # Sorted by the new names, so that the order tells nothing of the old ones.
    made = frame.with_columns(**changed).sort("person", maintain_order=True)
    made = made.select(column.name for column in columns)
    made = made.rename({day: _in_units(day, unit) for day in days})
    told = [_told(column, unit) for column in columns]
    return Table(name, told, lambda: made.iter_rows(named=True))


def _replaced(column: str, new: Mapping[str, object], kind: type[pl.DataType]) -> pl.Expr:
    import polars as pl

    # Cast, because in a table without rows the new values have no type of their own.
    return pl.col(column).replace_strict(dict(new)).cast(kind)


def _in_units(day: str, unit: str) -> str:
    return day.replace("day", unit)


def _told(column: Column, unit: str) -> Column:
    if column.name not in DAYS:
        return column
    meaning = _SHIFTED.format(Unit=unit.capitalize(), unit=unit, meaning=column.meaning)
    return replace(column, name=_in_units(column.name, unit), meaning=meaning)


def _of_people(people: Attributes, key: StudyKey, plan: Plan) -> Table:
    """The table of everybody in the release, with the attributes that were declared."""
    columns = [PERSON]
    columns += [
        Column(name, "text", f"{name}, {declared.told}.")
        for name, declared in plan.quasi_identifiers.items()
    ]
    rows: list[Row] = sorted(
        ({"person": key.person(person), **own} for person, own in people.items()),
        key=lambda row: str(row["person"]),
    )
    return Table(PEOPLE, columns, lambda: rows)
