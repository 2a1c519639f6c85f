"""What a statistic comes as: a table that says of whom it is, who is not in it, and how it is made.

A row about fewer than ten people tells nothing but that: neither a value nor a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coprod_widgets.errors import CoprodError
from coprod_widgets.measures.thresholds import LABEL, PROVISIONAL

Cell = str | int | float | None
LEAST = PROVISIONAL.people_for_group
FEW = f"fewer than {LEAST} people"


@dataclass(frozen=True, slots=True)
class Told:
    """A statistic as a table.

    `columns` are the names of the cells, with what each means. `people` is of how many people the
    whole table is, or None where they are too few to be told. `left_out` says who or what is not
    in it and why, `made_by` which library worked it out. A row's `reason` says why a number is not
    there.
    """

    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Cell]]
    people: int | None
    left_out: Sequence[str]
    formula: str
    made_by: str
    notes: Sequence[str] = ()
    label: str = LABEL

    def row(self, **named: Cell) -> Mapping[str, Cell]:
        """The one row with these cells."""
        (found,) = [r for r in self.rows if all(r.get(key) == is_ for key, is_ in named.items())]
        return found


def enough(people: int) -> int | None:
    """A number of people as it may be told."""
    return people if people >= LEAST else None


def told_count(count: int, what: str) -> str:
    """How much of something was left out, for a reason; small counts aren't told exactly."""
    return f"{count if count >= LEAST or not count else f'fewer than {LEAST}'} {what}"


def withheld(row: Mapping[str, Cell], kept: Iterable[str]) -> dict[str, Cell]:
    """A row about too few people: what it would be about, and that it isn't told."""
    return {**{name: row.get(name) for name in kept}, "reason": FEW}


def library(*names: str) -> str:
    """Libraries with the versions that are installed.

    Raises:
        CoprodError: one of them isn't there.
    """
    from importlib.metadata import PackageNotFoundError, version

    try:
        return ", ".join(f"{name} {version(name)}" for name in names)
    except PackageNotFoundError as error:
        raise _without(str(error.name)) from None


def check_installed() -> None:
    """See to it that what statistics need is there, before any work is done.

    Raises:
        CoprodError: it isn't; the cure names the extra.
    """
    from importlib.util import find_spec

    for name in ("numpy", "statsmodels"):
        if find_spec(name) is None:
            raise _without(name)


def _without(name: str) -> CoprodError:
    return CoprodError(
        f"Statistics need the Python package '{name}', which is not installed.",
        "Install the extra 'research': pip install 'coprod[research]'",
    )
