"""Compares the people behind new numbers with those behind numbers that are out already.

Two sets of people who share somebody are too near if they differ by 1 to k - 1 people in all. Where
one is the other and a few more, a subtraction leaves the few alone; else it leaves the few who came
less the few who went. Sets that are the same are fine, and so are sets that share nobody. Where
many came and few went, one subtraction tells neither; and the rows and columns of a table overlap
in every way, of which `hiding` knows more.

Several subtractions in a row can do what one can't: `left_alone` finds groups of 1 to k - 1 people
that any sum and difference of whole sets leaves alone, or two such groups together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from coprod_widgets.research.disclosure.thresholds import LEAST_PEOPLE, least_k

Sets = Mapping[str, frozenset[str]]
"""The people behind each number that is told: a whole release, a cell, a margin, a group."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sets of people that are too near. Who and how many they differ by is never told.

    Args:
        new: The name of a set that is to be told.
        other: The name of the set it is too near to.
        is_earlier: Whether that one is out already; else it is to be told too.
    """

    new: str
    other: str
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Few people whom sums and differences of sets leave alone. Who and how many is never told.

    Args:
        sets: The names of all sets that it takes, in order.
    """

    sets: tuple[str, ...]


def near(new: Sets, earlier: Sets, k: int = LEAST_PEOPLE) -> list[Overlap]:
    """Each pair of sets that is too near, of a new one with an earlier one or with a new one.

    Args:
        new: The sets behind what is to be told.
        earlier: The sets behind what is out.
        k: So many people may be left alone.

    Raises:
        CoprodError: k is under the floor.
    """
    least = least_k(k)
    found = [
        Overlap(name, other, True)
        for name, people in new.items()
        for other, before in earlier.items()
        if _too_near(people, before, least)
    ]
    found += [
        Overlap(name, other, False)
        for name, other in combinations(new, 2)
        if _too_near(new[name], new[other], least)
    ]
    return found


def _too_near(one: frozenset[str], other: frozenset[str], k: int) -> bool:
    return not one.isdisjoint(other) and 0 < len(one ^ other) < k


def left_alone(new: Sets, earlier: Sets, k: int = LEAST_PEOPLE) -> list[LeftAlone]:
    """What several subtractions leave alone of what one alone does not.

    People who are in exactly the same sets are one group. A group is left alone if its count is a
    sum of multiples of the sets' counts. Groups of few people are tried, and all pairs of them.

    It takes for granted that a reader knows which groups there are, so it errs on the safe side.
    That suits sets of whole releases. In the cells of one table, where a reader can't know which of
    the hidden ones are empty, it would find too much; `hiding` sees to them.

    Args:
        new: The sets behind what is to be told.
        earlier: The sets behind what is out.
        k: So many people may be left alone.

    Raises:
        CoprodError: k is under the floor.
    """
    least = least_k(k)
    sets = {**{f"earlier: {name}": who for name, who in earlier.items()}, **new}
    return list(_left_alone(sets, least))


def _left_alone(sets: Sets, k: int) -> Iterator[LeftAlone]:
    import numpy as np

    groups: dict[tuple[bool, ...], int] = {}
    for person in frozenset().union(*sets.values()):
        inside = tuple(person in who for who in sets.values())
        groups[inside] = groups.get(inside, 0) + 1
    ordered = sorted(groups)
    few = [place for place, inside in enumerate(ordered) if groups[inside] < k]
    if not few:
        return
    matrix = np.array(ordered, dtype=float).T
    pairs = [
        pair
        for pair in combinations(few, 2)
        if groups[ordered[pair[0]]] + groups[ordered[pair[1]]] < k
    ]
    for places in [(place,) for place in few] + pairs:
        wanted = np.zeros(len(ordered))
        wanted[list(places)] = 1
        weights, *_ = np.linalg.lstsq(matrix.T, wanted, rcond=None)
        if np.allclose(matrix.T @ weights, wanted, atol=1e-8):
            names = [name for name, weight in zip(sets, weights, strict=True) if abs(weight) > 1e-8]
            yield LeftAlone(tuple(names))
