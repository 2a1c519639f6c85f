"""What a release leaves in the ledger, and whether it stands too near to one that is out already.

Two numbers that are told of nearly the same people tell of the few by which these differ. So each
set of people behind a number of a new release is held against each of every earlier release, of any
study. A number tells something by subtraction only from a number of the same thing: counts from
counts, means of a score from means of that score. The tables of talks hold everything, so a mean
that is of fewer than k people more than are in such tables tells of these. And whoever has the
tables of two releases can lay them beside each other, so people have to be alike by the attributes
of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.anonymity import People, classes
from coprod_widgets.research.disclosure.overlap import left_alone, near
from coprod_widgets.research.release.cuts import COUNTED, Behind, MadeCut
from coprod_widgets.store.datasets import DatasetKind, Ledger

FORMAT = 1
EVERYBODY = "everybody in it"
_RECORDS = "records"
_ALIKE = "alike"
_COUNTS = frozenset({COUNTED, _RECORDS, _ALIKE})
"""What is of people and not of what they said."""


@dataclass(frozen=True)
class Entry:
    """What is kept of a release. `files` are the digests of its files, `patients` who is in it."""

    study: str
    k: int
    plan: str
    dataset: str
    files: Mapping[str, str]
    patients: Sequence[str]
    sets: Sequence[Behind]

    def body(self) -> dict[str, Any]:
        """It as plain values; people are told by their place among the patients of the row."""
        place = {patient: number for number, patient in enumerate(self.patients)}
        return {
            "format": FORMAT,
            "study": self.study,
            "k": self.k,
            "plan": self.plan,
            "dataset": self.dataset,
            "files": dict(self.files),
            "sets": [
                {"what": one.what, "name": one.name, "people": sorted(place[p] for p in one.people)}
                for one in self.sets
            ],
        }


def sets_of(
    people: People,
    quasi: Sequence[str],
    cuts: Sequence[MadeCut],
    patients: Mapping[str, str],
    *,
    records: bool,
) -> list[Behind]:
    """The people behind everything that a release tells, by their ids.

    Args:
        people: Everybody in it with coarse attributes, by pseudonym of the data set.
        quasi: The attributes that were declared.
        cuts: Its cuts.
        patients: The ids by pseudonym.
        records: Whether tables of talks go out.
    """
    told = [Behind(_RECORDS if records else COUNTED, EVERYBODY, frozenset(people))]
    if records:
        told += [
            Behind(_ALIKE, f"everybody alike: {', '.join(one.values)}", one.people)
            for one in classes(people, quasi)
        ]
    told += [one for cut in cuts for one in cut.behind]
    return [
        Behind(one.what, one.name, frozenset(patients[person] for person in one.people))
        for one in told
    ]


def check_cuts(cuts: Sequence[MadeCut], k: int) -> None:
    """See that several means of the same thing don't tell of few people by their difference.

    Counts of one release are hidden together, so they need no such look.

    Raises:
        CoprodError: they do.
    """
    by_what: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    several: dict[str, set[str]] = defaultdict(set)
    for cut in cuts:
        for one in cut.behind:
            if one.what != COUNTED:
                by_what[one.what][f"{cut.table.name}: {one.name}"] = one.people
                several[one.what].add(cut.table.name)
    for what, sets in by_what.items():
        if len(several[what]) > 1 and (near(sets, {}, k) or left_alone(sets, {}, k)):
            raise CoprodError(
                f"Several means of {what} are of nearly the same people.",
                "Take one of these cuts away, or make its groups broader.",
            )


def check_ledger(entry: Entry, ledger: Ledger) -> None:
    """See that a release is not too near to an earlier one. The very same again is fine.

    Raises:
        CoprodError: it is; the earlier one is named.
    """
    releases = [(row, body) for row, body in ledger if row.kind is DatasetKind.RELEASE]
    for row, body in releases:
        same = (set(row.patients), body["plan"], body["files"])
        if same == (set(entry.patients), entry.plan, entry.files):
            return
    for row, body in releases:
        k = max(entry.k, body["k"])
        earlier = [
            Behind(
                one["what"], one["name"], frozenset(row.patients[place] for place in one["people"])
            )
            for one in body["sets"]
        ]
        if _differently_alike(entry.sets, earlier, k):
            raise CoprodError(
                f"By the attributes of this release and of release {row.id} ({row.at:%Y-%m-%d}, "
                f"study {body['study']}) together, fewer than {k} people would be alike.",
                "Make attributes coarser in the way of that release, or leave them out.",
            )
        for new, other in _too_near(entry.sets, earlier, k):
            raise CoprodError(
                f"'{new.name}' of this release and '{other.name}' of release {row.id} "
                f"({row.at:%Y-%m-%d}, study {body['study']}) are of nearly the same people: "
                f"they differ by fewer than {k}.",
                f"Use that release, or wait until {k} people or more have come or gone; "
                "where bands or groups were changed, take those of that release.",
            )
        if _few_come_or_gone(entry.sets, earlier, k):
            raise CoprodError(
                f"Of the people in the tables of this release and of release {row.id} "
                f"({row.at:%Y-%m-%d}, study {body['study']}) fewer than {k} who are alike are in "
                "one of the two alone, and whoever has both can see their rows.",
                "Use that release, or leave people out of the file of people until of each kind "
                f"nobody or {k} have gone, and nobody or {k} have come.",
            )
    _check_several(entry, releases)


def _check_several(entry: Entry, ledger: Ledger) -> None:
    """See that several earlier releases and this one don't leave few people alone together."""
    whole = frozenset(entry.patients)
    earlier = {row.id: frozenset(row.patients) for row, _ in ledger}
    different = {who: name for name, who in earlier.items() if who != whole}
    k = max([entry.k, *(body["k"] for _, body in ledger)])
    named = {name: who for who, name in different.items()}
    for one in left_alone({EVERYBODY: whole}, named, k):
        told = [name.removeprefix("earlier: ") for name in one.sets if name != EVERYBODY]
        raise CoprodError(
            f"This release and the releases {', '.join(told)} together would leave fewer than "
            f"{k} people alone.",
            "Use one of those releases, or leave out what makes the difference.",
        )


def _differently_alike(new: Sequence[Behind], earlier: Sequence[Behind], k: int) -> bool:
    return any(
        0 < len(one.people & other.people) < k
        for one in new
        for other in earlier
        if one.what == other.what == _ALIKE
    )


def _few_come_or_gone(new: Sequence[Behind], earlier: Sequence[Behind], k: int) -> bool:
    """Whether rows of few people alike are in the tables of one of two releases alone."""
    return any(
        0 < len(alike.people - other.people) < k
        for ones, others in ((new, earlier), (earlier, new))
        for alike in ones
        if alike.what == _ALIKE
        for other in others
        if other.what == _RECORDS
    )


def _too_near(
    new: Sequence[Behind], earlier: Sequence[Behind], k: int
) -> Iterator[tuple[Behind, Behind]]:
    for one in new:
        for other in earlier:
            people, before = one.people, other.people
            kinds = {one.what, other.what}
            if _RECORDS in kinds and not kinds <= _COUNTS:
                # Who has the tables can work out each mean of people who are in them.
                mean, tables = (before, people) if one.what == _RECORDS else (people, before)
                people, before = mean, mean & tables
            elif len(kinds) > 1 and not kinds <= _COUNTS:
                continue
            if near({one.name: people}, {other.name: before}, k):
                yield one, other
