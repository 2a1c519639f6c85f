from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.anonymity import classes, smallest, too_small
from coprod_widgets.research.disclosure.bands import NOT_KNOWN

from .made import people_of

QUASI = ["ward", "age"]
MANY = st.dictionaries(
    st.text(min_size=1, max_size=4),
    st.fixed_dictionaries({"ward": st.sampled_from("ab"), "age": st.sampled_from("xyz")}),
    min_size=1,
    max_size=60,
)


def test_people_who_share_all_values_are_one_class() -> None:
    found = classes(people_of([[12, 3], [0, 10]]), QUASI)
    assert [(one.values, len(one.people)) for one in found] == [
        (("w0", "a0"), 12),
        (("w0", "a1"), 3),
        (("w1", "a1"), 10),
    ]
    assert smallest(found) == 3
    assert [one.values for one in too_small(found)] == [("w0", "a1")]
    assert len(too_small(found, 11)) == 2


def test_what_is_not_known_is_a_value_of_its_own() -> None:
    found = classes({"one": {"ward": "a"}, "two": {"ward": "a", "age": "x"}}, QUASI)
    assert [one.values for one in found] == [("a", NOT_KNOWN), ("a", "x")]


def test_without_quasi_identifiers_all_are_alike_and_without_people_there_is_no_class() -> None:
    assert smallest(classes(people_of([[7]]), [])) == 7
    assert classes({}, QUASI) == []
    assert smallest([]) == 0


def test_an_attribute_that_nobody_has_is_named() -> None:
    with pytest.raises(CoprodError, match="Nobody has the attribute 'warde'"):
        classes(people_of([[7]]), ["warde"])


@pytest.mark.parametrize("k", [4, 1, 0, -10])
def test_k_is_never_under_5(k: int) -> None:
    with pytest.raises(CoprodError, match="never under 5"):
        too_small([], k)


@settings(deadline=None)
@given(MANY)
def test_k_is_what_another_library_counts(people: dict[str, dict[str, str]]) -> None:
    import pandas as pd

    frame = pd.DataFrame.from_dict(people, orient="index")
    found = classes(people, QUASI)
    assert smallest(found) == frame.groupby(QUASI).size().min()
    assert {one.values: len(one.people) for one in found} == frame.groupby(QUASI).size().to_dict()


@given(MANY)
def test_everybody_is_in_one_class_and_fewer_attributes_never_make_it_smaller(
    people: dict[str, dict[str, str]],
) -> None:
    found = classes(people, QUASI)
    assert sorted(person for one in found for person in one.people) == sorted(people)
    assert smallest(classes(people, ["ward"])) >= smallest(found)
