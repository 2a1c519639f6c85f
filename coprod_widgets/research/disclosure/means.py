"""Means by group, of people: what one person said in several talks counts once, as its mean."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.anonymity import People
from coprod_widgets.research.disclosure.counts import Cell, Cut, count
from coprod_widgets.research.disclosure.hiding import hide
from coprod_widgets.research.disclosure.thresholds import (
    BASE,
    DECIMALS,
    LARGEST_SHARE,
    LEAST_PEOPLE,
    least_k,
)


@dataclass(frozen=True, slots=True)
class Mean:
    """One mean that is told.

    Args:
        mean: Rounded to `DECIMALS` places.
        people: Of how many people, rounded.
    """

    mean: float
    people: int


@dataclass(frozen=True, slots=True)
class Means:
    """Means by group as they may leave the hospital. There is no least and no greatest value.

    Args:
        by: The attribute of the groups.
        groups: Each group in order, `TOTAL` last; None where hidden.
        k: No mean is of fewer people.
        base: What people are rounded to.
        refused: Why none of it is told, in one sentence; None if it is told.
    """

    by: str
    groups: Mapping[str, Mean | None]
    k: int
    base: int
    refused: str | None = None


def means(
    values: Mapping[str, Sequence[float]],
    people: People,
    by: str,
    k: int = LEAST_PEOPLE,
    base: int = BASE,
    *,
    order: Sequence[str] | None = None,
) -> Means:
    """The mean of everybody's own mean, by group and of all.

    A group is hidden if it has fewer than k people with a value, if all of them have the same
    value, or if two of them make up nearly all of its total. With it goes another one, so that the
    means of all and of the other groups don't give it away.

    Args:
        values: For each person the values of his or her talks; nobody is in without one.
        people: Each person with coarse values.
        by: The attribute of the groups.
        k: No mean is of fewer people.
        base: What people are rounded to.
        order: All values of the attribute in their order (`Bands.values`).

    Raises:
        CoprodError: k or the base is too small, somebody has a value and no attributes, or a value
            is no finite number.
    """
    own = {person: _mean(said) for person, said in values.items() if said}
    if own.keys() - people.keys():
        raise CoprodError(
            "Somebody has a value and is none of the people that are grouped.",
            "Take the values and the people from the same data set.",
        )
    if not all(map(math.isfinite, own.values())):
        raise CoprodError(
            "One of the values has no mean, because it is no finite number.",
            "Leave out what is missing.",
        )
    # The same words for both, since that all say the same is nobody's business either.
    refused = f"Fewer than {least_k(k)} people have a value, or all say too much the same."
    grouped = {person: people[person] for person in people if person in own}
    if not grouped:
        return Means(by, {}, k, base, refused)
    counts = count(grouped, Cut(by), {by: order} if order is not None else None)
    told_by_one: list[Cell] = [
        cell
        for cell, who in counts.people.items()
        if who and _gives_away([own[person] for person in who])
    ]
    safe = hide(counts, k, base, withheld=told_by_one)
    groups: dict[str, Mean | None] = {}
    for cell in counts.shape.cells:
        number = safe.numbers[cell]
        said = sorted(own[person] for person in counts.people[cell])
        groups[cell[0]] = None if number is None else Mean(_told(said), number)
    return Means(by, groups, k, base, refused if safe.refused else None)


def _mean(values: Sequence[float]) -> float:
    # An exact sum, so that the order of talks and people changes nothing.
    return math.fsum(values) / len(values)


def _told(values: Sequence[float]) -> float:
    return round(_mean(values), DECIMALS) + 0.0  # no minus zero


def _gives_away(values: Sequence[float]) -> bool:
    """Whether a mean would tell what everybody said, or nearly what one person did."""
    largest = sorted(map(abs, values), reverse=True)
    return min(values) == max(values) or sum(largest[:2]) > LARGEST_SHARE * sum(largest)
