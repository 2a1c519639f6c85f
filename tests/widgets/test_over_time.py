"""Each voice's ratings over all earlier talks: drawn, and told in words."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.over_time import over_time_html
from coprod_widgets.widgets.record import summary_html
from coprod_widgets.widgets.view import View
from tests.interview.tiny import happen
from tests.measures.evidences import instrument
from tests.widgets.test_ratings import both
from tests.widgets.test_scores import words

SEVEN = ("informed", "voice", "influence", "known", "limits", "adult", "both_do")
Said = dict[str, tuple[int | None, int | None]]


def begun(*times: Said) -> Interview:
    """A look back with what both said in earlier ones, the newest first."""
    told = [
        {
            "question": name,
            "row": None,
            "voice": voice,
            "value": value,
            "day": f"2026-0{9 - back}-09",
            "back": back,
        }
        for back, said in enumerate(times, 1)
        for name, pair in said.items()
        for voice, value in zip(("patient", "clinician"), pair, strict=True)
        if value is not None
    ]
    talk = happen(Interview("i_1", instrument("power")), Happening.OPENED)
    earlier = [one for one in told if one["back"] == 1]
    older = [one for one in told if one["back"] != 1]
    return happen(talk, Happening.CARRIED, first=not told, earlier=earlier, older=older)


def drawn(talk: Interview) -> str:
    return str(over_time_html(View(talk, None)) or "")


def test_a_rating_is_drawn_over_all_talks_and_told_in_words() -> None:
    talk = both(begun({"informed": (4, 2)}, {"informed": (1, 5)}), "informed", 2, 4)
    html = drawn(talk)
    told = words(html)
    assert "I could see what is written and why." in told
    assert (
        "Upper line: Fully. Lower line: Not at all. "
        "9 July 2026 \u25cf Patient Not at all \u25a0 Staff Fully "
        "9 August 2026 \u25cf Patient Mostly \u25a0 Staff A little "
        "This talk \u25cf Patient A little \u25a0 Staff Mostly"
    ) in told
    (svg,) = re.findall(r"<svg.*?</svg>", html, re.S)
    assert svg.count("<circle") == svg.count("<rect") == 3
    assert svg.count('stroke-dasharray="6 4"') == 2
    assert 'aria-hidden="true"' in svg
    # The most of the scale is at the top.
    assert re.findall(r'<circle[^>]*cy="([^"]+)"', svg) == ["108", "36", "84"]


def test_two_talks_stand_side_by_side_already_and_get_no_line() -> None:
    assert drawn(both(begun({"informed": (4, 2)}), "informed", 2, 4)) == ""
    assert drawn(both(begun(), "informed", 2, 4)) == ""


def test_a_gap_is_a_gap_and_told() -> None:
    earlier = [{"informed": (4, 2)}, {"informed": (None, 3)}, {"informed": (1, 1)}]
    html = drawn(both(begun(*earlier), "informed", 2, 4))
    (svg,) = re.findall(r"<svg.*?</svg>", html, re.S)
    assert svg.count("<circle") == 3
    assert svg.count("<rect") == 4
    lines = re.findall(r"<line[^>]*currentColor[^>]*>", svg)
    assert len([line for line in lines if "dasharray" not in line]) == 1
    assert "9 July 2026 \u25cf Patient no rating \u25a0 Staff Some" in words(html)


def all_seven(patient: int, clinician: int, count: int = 7) -> Said:
    return dict.fromkeys(SEVEN[:count], (patient, clinician))


def test_the_score_of_power_shared_goes_over_the_rounds() -> None:
    talk = begun(all_seven(2, 3), all_seven(1, 5, count=4))
    for name in SEVEN:
        talk = both(talk, name, 5, 4)
    told = words(drawn(talk))
    assert (
        "How power was shared, from 0 to 100, over the seven statements "
        "Upper line: 100. Lower line: 0. "
        "9 August 2026 \u25cf Patient 25 \u25a0 Staff 50 "
        "This talk \u25cf Patient 100 \u25a0 Staff 75"
    ) in told, "a time with too few statements has no score"


def test_it_stands_in_the_record_without_a_script_or_a_style() -> None:
    talk = both(begun({"informed": (4, 2)}, {"informed": (1, 5)}), "informed", 2, 4)
    html = summary_html(happen(talk, Happening.CLOSED))
    assert "How it went over time" in html
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|url\(", html)


def test_a_rating_that_is_covered_now_is_not_drawn() -> None:
    assert drawn(begun({"informed": (4, 2)}, {"informed": (1, 5)})) == ""


PAIRS = st.tuples(st.none() | st.integers(1, 5), st.none() | st.integers(1, 5))


@settings(deadline=None, max_examples=50)
@given(st.lists(PAIRS, max_size=8), st.tuples(st.integers(1, 5), st.integers(1, 5)))
def test_the_picture_and_the_words_show_the_same(
    times: list[tuple[int | None, int | None]], now: tuple[int, int]
) -> None:
    html = drawn(both(begun(*({"informed": pair} for pair in times)), "informed", *now))
    known = [pair for pair in times if pair != (None, None)]
    if len(known) < 2:
        assert html == ""
        return
    given_ = [value for pair in (*known, now) for value in pair if value is not None]
    assert html.count("<circle") + html.count("<rect") == len(given_)
    assert html.count("no rating") == 2 * (len(known) + 1) - len(given_)
    for y in re.findall(r' c?y[12]?="([^"]+)"', html):
        assert 0 <= float(y) <= 120
