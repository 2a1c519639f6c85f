"""Which measures the record of one talk tells, and which it never does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.evidence import Talk
from coprod_widgets.measures.telling import of_a_talk
from tests.measures.evidences import C, J, Made, P, drawn


def codes(talk: Talk) -> list[str]:
    return [one.code for one in of_a_talk(talk)]


def looked_back(**safe: Status) -> Talk:
    talk = Made("power").say("informed", P, 4).say("informed", C, 5)
    return talk.say("safe_to_disagree", P, 1, **safe).talk


def test_a_talk_is_told_what_it_was_asked_about() -> None:
    reasons = codes(Made("reasons").reason(own_account="I was afraid").talk)
    assert {"INF2", "VOI1", "VOI3"} <= set(reasons)
    assert not {"LIM1", "REC2", "PS_P"} & set(reasons)
    assert {"PS_P", "PS_gap", "EX"} <= set(codes(looked_back()))


def test_what_was_not_to_be_asked_is_not_told() -> None:
    talk = Made("actions").say("promises", J, status=Status.NOT_APPLICABLE).talk
    assert codes(talk) == []


def test_what_needs_the_whole_round_is_not_told_of_one_talk() -> None:
    assert "UND" not in codes(Made("reasons").reason(own_account="I was afraid").talk)


def test_how_many_reasons_were_opened_is_told_only_where_the_number_may_be() -> None:
    told = [
        codes(Made("reasons", withheld=count, cleared=cleared).reason(knew="yes").talk)
        for count, cleared in ((0, False), (2, False), (2, True))
    ]
    assert ["INF1" in one for one in told] == [False, False, True]


@pytest.mark.parametrize("status", [Status.SEALED, Status.DECLINED, Status.WITHDRAWN])
def test_whether_it_was_safe_to_disagree_is_told_only_where_it_was_shown(status: Status) -> None:
    assert "SAFE" in codes(looked_back())
    assert "SAFE" not in codes(looked_back(status=status))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32))
def test_nothing_for_staff_alone_is_ever_told(seed: int) -> None:
    for talk in drawn(seed).talks:
        told = of_a_talk(talk)
        assert not [one for one in told if one.staff_only]
        assert not {"PERF", "UND"} & {one.code for one in told}
