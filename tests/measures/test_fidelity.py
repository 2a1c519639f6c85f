"""Ten points, and two who looked."""

from __future__ import annotations

import pytest

from coprod_widgets.measures.fidelity import ITEMS, NOT_APPLICABLE, Sheets, fidelity, raters_agree
from coprod_widgets.measures.result import Reason
from coprod_widgets.measures.thresholds import PROVISIONAL, Thresholds
from tests.measures.evidences import counts

QUICK = Thresholds(name="quick", resamples=100)


def test_fidelity_is_the_sum_by_twice_the_points_that_apply() -> None:
    sheet = dict(zip(ITEMS, (2, 2, 1, 0, 2, 2, NOT_APPLICABLE, 2, 2, 2), strict=True))
    assert counts(fidelity(sheet, PROVISIONAL)) == (15 / 18, 15, 18, 0)


def test_a_point_that_was_not_marked_is_missing_and_not_low() -> None:
    assert counts(fidelity({ITEMS[0]: 2}, PROVISIONAL)) == (1, 2, 2, 9)
    assert fidelity({}, PROVISIONAL).reason == Reason("no_mark")


@pytest.mark.parametrize("sheet", [{"smiled": 2}, {ITEMS[0]: 3}, {ITEMS[0]: True}])
def test_what_is_no_point_or_no_mark_is_refused(sheet: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"no point|none of 0, 1, 2"):
        fidelity(sheet, PROVISIONAL)


def test_two_raters_of_ten_records_have_statistics_with_intervals() -> None:
    sheets = [
        Sheets(
            f"p{n}",
            {item: (n + place) % 3 for place, item in enumerate(ITEMS)},
            {item: (n + place + (place == n)) % 3 for place, item in enumerate(ITEMS)},
        )
        for n in range(10)
    ]
    found = {one.code: one for one in raters_agree(sheets, QUICK, seed=1)}
    assert (found["EX"].value, found["EX"].pairs, found["EX"].people) == (0.9, 100, 10)
    for code in ("QWK", "AC2"):
        assert found[code].value is not None
        assert found[code].low is not None


def test_points_that_one_of_them_left_out_make_no_pair() -> None:
    sheets = [Sheets("p1", {ITEMS[0]: 2, ITEMS[1]: 1}, {ITEMS[0]: 2, ITEMS[1]: NOT_APPLICABLE})]
    found = {one.code: one for one in raters_agree(sheets, QUICK, seed=1)}
    assert found["EX"].pairs == 1
    assert found["QWK"].reason == "too few"
