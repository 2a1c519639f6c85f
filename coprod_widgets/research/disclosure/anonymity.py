"""People who are too few of a kind: k-anonymity over declared quasi-identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.bands import NOT_KNOWN
from coprod_widgets.research.disclosure.thresholds import LEAST_PEOPLE, least_k

People = Mapping[str, Mapping[str, str]]
"""Each person with the values of his or her attributes, made coarse."""


@dataclass(frozen=True, slots=True)
class EquivalenceClass:
    """The people who can't be told apart by the quasi-identifiers, and the values they share."""

    values: tuple[str, ...]
    people: frozenset[str]


def classes(people: People, quasi: Sequence[str]) -> list[EquivalenceClass]:
    """Everybody in his or her class, in the order of the classes' values.

    Args:
        people: Each person with coarse values; one that is missing is "not known".
        quasi: The attributes that somebody outside could know of a person.

    Raises:
        CoprodError: Nobody has one of the attributes.
    """
    for attribute in quasi:
        if people and not any(attribute in values for values in people.values()):
            raise CoprodError(
                f"Nobody has the attribute '{attribute}'.",
                "Name attributes of the data set as quasi-identifiers.",
            )
    found: dict[tuple[str, ...], set[str]] = {}
    for person, values in people.items():
        shared = tuple(values.get(attribute, NOT_KNOWN) for attribute in quasi)
        found.setdefault(shared, set()).add(person)
    return [EquivalenceClass(shared, frozenset(found[shared])) for shared in sorted(found)]


def smallest(classes: Iterable[EquivalenceClass]) -> int:
    """The k of k-anonymity: the people in the smallest class; 0 if there is no class."""
    return min((len(one.people) for one in classes), default=0)


def too_small(classes: Iterable[EquivalenceClass], k: int = LEAST_PEOPLE) -> list[EquivalenceClass]:
    """The classes of fewer than k people.

    Raises:
        CoprodError: k is under the floor.
    """
    least = least_k(k)
    return [one for one in classes if len(one.people) < least]
