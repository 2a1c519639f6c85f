from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.bands import NOT_KNOWN, AsIs, Bands, Groups

AGES = Bands((30, 40, 50))
LAW = Groups({"court": ("s37", "s41"), "civil": ("s3",)})


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (29, "under 30"),
        (30, "30 to 39"),
        (39.9, "30 to 39"),
        (40, "40 to 49"),
        (50, "50 and over"),
        (93, "50 and over"),
        (None, NOT_KNOWN),
        (float("nan"), NOT_KNOWN),
    ],
)
def test_a_number_becomes_its_band(age: float | None, band: str) -> None:
    assert AGES.of("age", age) == band


def test_bands_are_named_by_their_cuts() -> None:
    assert Bands((1, 2, 5)).values == ("under 1", "1", "2 to 4", "5 and over", NOT_KNOWN)
    assert Bands((0.5, 2.0)).values == ("under 0.5", "0.5 to under 2.0", "2.0 and over", NOT_KNOWN)


@given(st.floats(allow_nan=False) | st.integers())
def test_every_number_has_a_band(number: float) -> None:
    assert AGES.of("age", number) in AGES.values[:-1]


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_greater_number_is_never_in_a_lower_band(one: float, other: float) -> None:
    low, high = sorted((one, other))
    place = AGES.values.index
    assert place(AGES.of("age", low)) <= place(AGES.of("age", high))


@pytest.mark.parametrize("cuts", [(), (40, 30), (30, 30)])
def test_cuts_that_do_not_ascend_are_refused(cuts: tuple[int, ...]) -> None:
    with pytest.raises(CoprodError, match="one cut or more"):
        Bands(cuts)


@pytest.mark.parametrize("value", ["Adam", True])
def test_what_is_no_number_is_refused_without_telling_it(value: object) -> None:
    with pytest.raises(CoprodError, match="Somebody's 'age' is no number") as refused:
        AGES.of("age", value)
    assert "Adam" not in str(refused.value)


def test_a_code_becomes_its_group() -> None:
    assert LAW.of("law", "s41") == "court"
    assert LAW.of("law", "s3") == "civil"
    assert LAW.of("law", None) == LAW.of("law", "") == NOT_KNOWN
    assert LAW.values == ("court", "civil", NOT_KNOWN)


def test_a_code_in_no_group_is_refused_without_telling_it() -> None:
    with pytest.raises(
        CoprodError, match="Somebody's 'law' has a code that is in no group"
    ) as told:
        LAW.of("law", "s47/49")
    assert "s47" not in str(told.value)


@pytest.mark.parametrize("groups", [{}, {"a": ()}, {"a": ("x",), "b": ("x",)}, {"a": ("x", "x")}])
def test_groups_without_codes_or_with_a_code_twice_are_refused(
    groups: dict[str, tuple[str, ...]],
) -> None:
    with pytest.raises(CoprodError, match="Put each code into one group"):
        Groups(groups)


def test_a_value_can_stay_as_it_is() -> None:
    assert AsIs().of("site", "north") == "north"
    assert AsIs().of("site", None) == NOT_KNOWN
    assert AsIs().values == ()
    assert AsIs(("north", "south")).values == ("north", "south", NOT_KNOWN)
    with pytest.raises(CoprodError, match="none of the values that were declared") as refused:
        AsIs(("north", "south")).of("site", "east")
    assert "east" not in str(refused.value)
