"""No cell under ten people, none of one nurse, and nothing that can be worked out from the rest."""

from __future__ import annotations

from datetime import date

import pytest

from coprod_widgets.research.team.counting import Count
from coprod_widgets.research.team.periods import periods, rounded

TODAY = date(2026, 12, 9)


def counts(
    month: int, people: int, line: str = "staff", clinicians: int = 3, first: int = 0
) -> list[Count]:
    return [
        Count(f"p{first + n}", f"a{n % clinicians}", date(2026, month, 1), line, 1, 2)
        for n in range(people)
    ]


def test_a_month_of_ten_people_stands_alone() -> None:
    (period,) = periods(counts(3, 12), ["staff"], TODAY).shown
    assert (period.first, period.last) == (date(2026, 3, 1), date(2026, 3, 1))
    assert period.values == {"staff": 0.5}
    assert period.people == {"staff": 10}


def test_months_of_fewer_people_are_put_together_and_a_rest_waits() -> None:
    told = periods([*counts(3, 6), *counts(4, 6, first=6), *counts(5, 9)], ["staff"], TODAY)
    assert [(one.first.month, one.last.month) for one in told.shown] == [(3, 4)]
    assert told.waits_from == date(2026, 5, 1)


def test_the_same_nine_people_seen_again_are_still_nine() -> None:
    told = periods([*counts(3, 9), *counts(4, 9)], ["staff"], TODAY)
    assert told.shown == ()
    assert told.waits_from == date(2026, 3, 1)


def test_every_line_of_a_picture_needs_ten_people() -> None:
    both = [*counts(3, 12), *counts(3, 9, "patient")]
    assert periods(both, ["staff", "patient"], TODAY).shown == ()
    assert periods(both, ["staff"], TODAY).shown


@pytest.mark.parametrize("clinicians", [1, 2])
def test_no_period_is_a_picture_of_one_nurse(clinicians: int) -> None:
    assert periods(counts(3, 30, clinicians=clinicians), ["staff"], TODAY).shown == ()


def test_a_month_that_is_not_over_is_not_counted() -> None:
    told = periods([*counts(3, 12), *counts(12, 30)], ["staff"], TODAY)
    assert [one.first.month for one in told.shown] == [3]
    assert told.waits_from is None


def test_a_period_that_was_shown_stays_as_it_was_when_new_months_come() -> None:
    early = [*counts(3, 6), *counts(4, 6, first=6)]
    late = [*early, *counts(5, 12), *counts(6, 3)]
    assert periods(late, ["staff"], TODAY).shown[:1] == periods(early, ["staff"], TODAY).shown


@pytest.mark.parametrize(("count", "told"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_people_are_rounded_to_five(count: int, told: int) -> None:
    assert rounded(count) == told
