"""Whom hospitals recalled: people of one hand-out of whom a newer one says that they left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coprod_widgets.research.seals import Seals

Person = tuple[str, str]
"""A hospital's key and the pseudonym it gave; no hospital can recall the people of another."""


def left_since(lists: Iterable[Seals]) -> dict[Person, str]:
    """Everybody who left, with the last word on research as the reason.

    Of each person the newest list rules that names them, as somebody with a record or as somebody
    who left; of two of the same moment, the one that says that they left.
    """
    last: dict[Person, tuple[str, str]] = {}
    for seals in lists:
        named = {one.person: "" for one in seals.records} | seals.left
        for name, reason in named.items():
            person = (seals.hospital, name)
            last[person] = max(last.get(person, ("", "")), (seals.at, reason))
    return {person: reason for person, (_, reason) in last.items() if reason}


def newest_lists(lists: Iterable[Seals]) -> dict[str, Seals]:
    """Each hospital's newest list, by its key."""
    return {seals.hospital: seals for seals in sorted(lists, key=lambda one: one.at)}


def left_out(lists: Iterable[Seals]) -> Mapping[str, int]:
    """How many people the hospitals left out for each reason, by each one's newest list."""
    counts: dict[str, int] = {}
    for seals in newest_lists(lists).values():
        for reason, count in seals.left_out.items():
            counts[reason] = counts.get(reason, 0) + count
    return counts
