"""A short talk takes whole units, as many as fit, and leaves what is done as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.path import Turn, now, part_of, reached
from coprod_widgets.interview.short import fitting, units_done, units_left
from tests.interview.tiny import C, P, fresh, happen, say


def started(talk: Interview) -> Interview:
    """The first unit is done by both."""
    talk = say(say(talk, "well", P, "a"), "secret", P, status=Status.SKIPPED)
    return say(talk, "reasons", C, True)


def test_what_is_left_is_offered_in_order_with_its_minutes() -> None:
    assert [(unit.block.unit, unit.minutes) for unit in units_left(fresh())] == [
        ("start:", 2),
        ("reason:r1", 2),
        ("end:", 2),
    ]
    talk = started(fresh())
    assert [unit.block.unit for unit in units_left(talk)] == ["reason:r1", "end:"]
    assert units_done(talk) == ("start:",)


def test_how_far_the_other_voice_is_changes_nothing_that_is_offered() -> None:
    talk = say(fresh(), "matters", C, 4, row="r1")
    assert units_left(talk) == units_left(fresh())


@given(st.integers(min_value=0, max_value=10))
def test_only_whole_units_fit_and_never_more_than_the_minutes(minutes: int) -> None:
    picked = fitting(units_left(fresh()), minutes)
    assert sum(unit.minutes for unit in picked) <= minutes
    assert len(picked) == min(3, minutes // 2)


def test_what_is_done_stays_part_of_it_and_the_rest_is_not_reached() -> None:
    talk = started(fresh())
    short = happen(talk, Happening.SHORTENED, units=[*units_done(talk), "end:"])
    here = now(short, P)
    assert here.block is not None
    assert part_of(short, here.block) == (2, 2)
    done = say(short, "first", P, "patient")
    assert now(done, P).turn is Turn.FINISHED
    assert done.status(Place("matters", "r1", P)) is Status.NOT_REACHED
    assert done.status(Place("well", None, P)) is Status.ANSWERED


def test_going_through_all_of_it_after_all_takes_in_what_is_added_later() -> None:
    short = happen(fresh(), Happening.SHORTENED, units=["start:"])
    added = say(short, "reasons", C, {"wording": "Later"}, row="r2")
    assert [block.unit for block in reached(added)] == ["start:"]
    whole = happen(short, Happening.SHORTENED, units=["start:", "reason:r1", "end:"])
    assert whole.units is None
    added = say(whole, "reasons", C, {"wording": "Later"}, row="r2")
    assert "reason:r2" in [block.unit for block in reached(added)]
