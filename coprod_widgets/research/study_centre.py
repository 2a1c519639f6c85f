"""What a study centre keeps account of: data sets of hand-outs, whose people it has no store of.

It knows people by the pseudonyms that their hospitals gave, and their last word on research by the
hospitals' newest lists alone. So whoever is in the newest data set that it gathered is in research;
whoever was in an earlier one and is not in that has left, as far as anybody there can tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from coprod_widgets.errors import CoprodError
from coprod_widgets.store.base import stamp
from coprod_widgets.store.datasets import DatasetKind, DatasetRow, Ledger

if TYPE_CHECKING:
    from coprod_widgets.research.gathering import Gathered
    from coprod_widgets.store import Store

_LISTS = "lists"
_SHOWN = 16


@dataclass(frozen=True)
class StudyCentre:
    """The data folder of a study, at the moment at which hand-outs are gathered."""

    store: Store
    at: datetime

    def keep(
        self,
        gathered: Gathered,
        talks: Collection[str],
        counts: Mapping[str, int],
        digests: Mapping[str, str],
    ) -> bool:
        """Keep account of a data set that was made of hand-outs, so that it can be released.

        Args:
            gathered: What it was made of.
            talks: The pseudonyms of the talks that are in it.
            counts: How many talks and people are in it, and how many were left out for what reason.
            digests: The SHA-256 of its files.

        Returns:
            Whether it is kept. Records of the data folder's own hospital are not: the ledger would
            take its people for others than those that it releases by itself.

        Raises:
            CoprodError: it would not be the newest, or a hospital's newest list is not among those
                that it was made of.
            StoreError: an instrument is in use here with other words.
        """
        if self.store.keys.public_key in gathered.lists:
            return False
        for pin in sorted({source.pin for source in gathered.sources}):
            self.store.keep_instrument(gathered.instruments[pin], gathered.texts[pin])
        person = {source.interview: source.person for source in gathered.sources}
        self.store.add_dataset(
            kind=DatasetKind.GATHERED,
            at=self.at,
            counts=counts,
            digests=digests,
            interviews=sorted(talks),
            patients=sorted({person[talk] for talk in talks}),
            body={_LISTS: dict(gathered.lists)},
            check=partial(_check_newest, self.at, gathered.lists),
        )
        return True


def _check_newest(at: datetime, lists: Mapping[str, str], ledger: Ledger) -> None:
    """See that what is known of people's last words never goes back to what it was before."""
    for row, body in ledger:
        if row.kind is not DatasetKind.GATHERED:
            continue
        if stamp(row.at) >= stamp(at):
            raise CoprodError(
                f"A data set of hand-outs from {row.at:%Y-%m-%d %H:%M} UTC is kept here already, "
                "and this one would not be newer.",
                "See that the clock of this computer is right, and make it again.",
            )
        for hospital, newest in body[_LISTS].items():
            if hospital in lists and lists[hospital] < newest:
                raise CoprodError(
                    f"The newest hand-out of the hospital {hospital[:_SHOWN]}…, of {newest[:10]}, "
                    "was read here before and is not among these.",
                    "Name it by --from as well: it may say of people that they have left.",
                )


def people_of_hand_outs(rows: Iterable[DatasetRow]) -> frozenset[str]:
    """The pseudonyms of everybody who was ever in a data set made of hand-outs."""
    return frozenset(
        person for row in rows if row.kind is DatasetKind.GATHERED for person in row.patients
    )


def newest_people(rows: Iterable[DatasetRow]) -> frozenset[str]:
    """The pseudonyms of everybody who is in the newest of them; nobody if there is none."""
    gathered = [row for row in rows if row.kind is DatasetKind.GATHERED]
    if not gathered:
        return frozenset()
    return frozenset(max(gathered, key=lambda row: row.at).patients)


def check_still_gathered(people: Iterable[str], ledger: Ledger) -> None:
    """See that nobody left, as far as is known here, while something was made of what they said.

    Raises:
        CoprodError: somebody did.
    """
    if not newest_people(row for row, _ in ledger).issuperset(people):
        raise CoprodError(
            "Newer hand-outs were gathered while this was made, and somebody in it is not in them.",
            "Make it again.",
        )
