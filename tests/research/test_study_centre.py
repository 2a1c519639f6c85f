"""Who is still in, as far as a study centre can tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.study_centre import (
    check_still_gathered,
    newest_people,
    people_of_hand_outs,
)
from coprod_widgets.store.datasets import DatasetKind, DatasetRow
from tests.research.test_dataset import NOW

PEOPLE = st.frozensets(st.sampled_from("abcd"))
KINDS = st.sampled_from(DatasetKind)


def row(day: int, kind: DatasetKind, people: frozenset[str]) -> DatasetRow:
    at = NOW + timedelta(days=day)
    return DatasetRow(f"d_{day}", kind, at, {}, {}, [], sorted(people))


@given(st.lists(st.tuples(KINDS, PEOPLE)), st.randoms())
def test_the_newest_data_set_of_hand_outs_rules_in_whatever_order_rows_come(
    told: list[tuple[DatasetKind, frozenset[str]]], dice: object
) -> None:
    rows = [row(day, kind, people) for day, (kind, people) in enumerate(told)]
    gathered = [people for kind, people in told if kind is DatasetKind.GATHERED]
    dice.shuffle(rows)  # type: ignore[attr-defined]
    assert newest_people(rows) == (gathered[-1] if gathered else frozenset())
    assert people_of_hand_outs(rows) == frozenset().union(*gathered)


@given(PEOPLE, PEOPLE)
def test_a_release_of_anybody_who_is_not_in_the_newest_is_refused(
    newest: frozenset[str], people: frozenset[str]
) -> None:
    ledger = [
        (row(1, DatasetKind.GATHERED, people), {}),
        (row(2, DatasetKind.GATHERED, newest), {}),
        (row(3, DatasetKind.RELEASE, people), {}),
    ]
    if people <= newest:
        check_still_gathered(people, ledger)
        return
    with pytest.raises(CoprodError, match="not in them"):
        check_still_gathered(people, ledger)
