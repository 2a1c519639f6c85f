"""Counts and means of a plan: rounded, small ones hidden, and checked by arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.columns import Column, Row
from coprod_widgets.research.disclosure.bands import NOT_KNOWN
from coprod_widgets.research.disclosure.counts import TOTAL, Cut, count
from coprod_widgets.research.disclosure.hiding import hide_all
from coprod_widgets.research.disclosure.means import Means, means
from coprod_widgets.research.disclosure.published import Published
from coprod_widgets.research.disclosure.subtraction import is_safe
from coprod_widgets.research.disclosure.thresholds import BASE, DECIMALS
from coprod_widgets.research.release.attributes import Attributes
from coprod_widgets.research.release.plan import Plan, PlannedCut
from coprod_widgets.research.release.variables import Variable
from coprod_widgets.research.writers import Table

COUNTED = "people"
"""What a count is of."""
_HIDDEN = Column("hidden", "yes_no", "Whether it is not told, for being of few or to guard others.")


@dataclass(frozen=True)
class Behind:
    """The people behind one number that is told. `what` is what the number is of."""

    what: str
    name: str
    people: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class MadeCut:
    """One cut as it goes out. `table` is its file; `behind` never leaves the hospital."""

    planned: PlannedCut
    told: Published | Means
    table: Table
    behind: Sequence[Behind] = field(repr=False)

    @property
    def hidden(self) -> int:
        """How many entries are not told, margins among them."""
        if isinstance(self.told, Published):
            return len(self.told.hidden)
        return sum(one is None for one in self.told.groups.values())


def make_cuts(plan: Plan, people: Attributes, variables: Mapping[int, Variable]) -> list[MadeCut]:
    """The cuts of a plan, in its order.

    Args:
        plan: What is asked for.
        people: Everybody in the release with coarse attributes.
        variables: For the cuts that are means, by their place, what each person came to.

    Raises:
        CoprodError: what is hidden could be worked out after all; nothing goes out then.
    """
    counted = [place for place, cut in enumerate(plan.cuts) if cut.rows]
    tables = [
        count(people, Cut(cut.rows or "", cut.columns), _declared(plan, cut))
        for cut in (plan.cuts[place] for place in counted)
    ]
    published = hide_all(tables, plan.k) if tables else ()
    made: dict[int, MadeCut] = {}
    for at, place in enumerate(counted):
        others = [other for number, other in enumerate(published) if number != at]
        if not is_safe(published[at], *others):
            raise CoprodError(
                f"Hidden cells of '{plan.cuts[place].title}' could be worked out.",
                "Make its groups broader, or take a cut away.",
            )
        behind = [
            Behind(COUNTED, f"{plan.cuts[place].title}: {_cell(cell)}", tables[at].people[cell])
            for cell in tables[at].shape.cells
            if published[at].numbers[cell] is not None
        ]
        table = _of_counts(_name(place), plan.cuts[place], published[at])
        made[place] = MadeCut(plan.cuts[place], published[at], table, behind)
    for place, cut in enumerate(plan.cuts):
        if cut.by:
            made[place] = _mean_cut(place, plan, cut, people, variables[place])
    return [made[place] for place in sorted(made)]


def _mean_cut(
    place: int, plan: Plan, cut: PlannedCut, people: Attributes, variable: Variable
) -> MadeCut:
    by = cut.by or ""
    values = variable.of(people)
    told = means(values, people, by, plan.k, order=_declared(plan, cut).get(by))
    behind = [
        Behind(
            variable.what,
            f"{cut.title}: {group}",
            frozenset(
                person
                for person, said in values.items()
                if said and group in (TOTAL, people[person][by])
            ),
        )
        for group, mean in told.groups.items()
        if mean is not None
    ]
    return MadeCut(cut, told, _of_means(_name(place), cut, told), behind)


def _declared(plan: Plan, cut: PlannedCut) -> dict[str, tuple[str, ...]]:
    """All values of the attributes, so that a table doesn't tell which of them occur.

    Only whether there is anybody of whom one is not known may be told: a line for it that nobody
    is in would have to be hidden, and always another line with it.
    """
    named = {key: plan.quasi_identifiers[key].coarser.values for _, key in cut.attributes}
    known = {key: tuple(v for v in values if v != NOT_KNOWN) for key, values in named.items()}
    return {key: values for key, values in known.items() if values}


def _name(place: int) -> str:
    return f"cut_{place + 1:02}"


def _cell(cell: tuple[str, str]) -> str:
    return " and ".join(part for part in cell if part != TOTAL) or TOTAL


def _of_counts(name: str, cut: PlannedCut, told: Published) -> Table:
    attributes = [attribute for _, attribute in cut.attributes]
    columns = [
        *(Column(one, "text", f"{one}; '{TOTAL}' is the margin.") for one in attributes),
        Column("people", "whole", f"{cut.title}: people, rounded to {BASE}; empty if hidden."),
        _HIDDEN,
    ]
    rows: list[Row] = [
        {
            **dict(zip(attributes, cell, strict=False)),
            "people": told.numbers[cell],
            "hidden": told.numbers[cell] is None,
        }
        for cell in told.shape.cells
    ]
    return Table(name, columns, lambda: rows)


def _of_means(name: str, cut: PlannedCut, told: Means) -> Table:
    columns = [
        Column(told.by, "text", f"{told.by}; '{TOTAL}' is everybody."),
        Column("people", "whole", f"People with a value, rounded to {BASE}; empty if hidden."),
        Column(
            "mean",
            "number",
            f"{cut.title}: the mean of everybody's own mean, to {DECIMALS} place; empty if hidden.",
        ),
        _HIDDEN,
    ]
    rows: list[Row] = [
        {
            told.by: group,
            "people": one.people if one else None,
            "mean": one.mean if one else None,
            "hidden": one is None,
        }
        for group, one in told.groups.items()
    ]
    return Table(name, columns, lambda: rows)
