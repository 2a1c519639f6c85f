"""Short of time: what is offered, what is told of it, and that the rest counts for nothing."""

from __future__ import annotations

import json
import re

from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.record import summary_html
from coprod_widgets.widgets.screen import sections_html
from tests.interview.tiny import C, P, fresh, happen, say


def screen(talk: Interview, voice: object = C) -> str:
    return "".join(sections_html(talk, voice).values())  # type: ignore[arg-type]


def test_both_are_offered_what_is_left_with_its_minutes_and_what_its_row_is() -> None:
    for voice in (P, C):
        html = screen(fresh(), voice)
        assert "Short of time?" in html
        assert re.findall(r'type="checkbox"[^>]*name="short-unit" value="([^"]+)"', html) == [
            "start:",
            "reason:r1",
            "end:",
        ]
        assert "<strong>A reason</strong>: A row" in html
        assert "about 2 minutes" in html


def test_each_time_comes_with_the_units_that_fit_into_it() -> None:
    html = screen(fresh())
    ticks = {
        minutes: json.loads(units.replace("&#34;", '"'))
        for minutes, units in re.findall(r'value="(\d+)" data-ticks="([^"]+)"', html)
    }
    assert ticks["5"] == ["start:", "reason:r1"]
    assert ticks["12"] == ["start:", "reason:r1", "end:"]


def test_a_short_talk_is_counted_through_and_can_be_undone() -> None:
    short = happen(fresh(), Happening.SHORTENED, units=["reason:r1", "end:"])
    html = screen(short)
    assert "Part 1 of 2" in html
    assert "This is a short talk" in html
    units = re.search(r'data-units="([^"]+)"', html)
    assert units
    undone = happen(short, Happening.SHORTENED, units=json.loads(units[1].replace("&#34;", '"')))
    assert "This is a short talk" not in screen(undone)
    assert "Go through all of it after all" in summary_html(happen(undone, Happening.CLOSED))


def test_the_rest_is_not_reached_and_never_refused() -> None:
    short = happen(fresh(), Happening.SHORTENED, units=["end:"])
    short = say(short, "first", P, "patient")
    for html in (screen(short), summary_html(happen(short, Happening.CLOSED))):
        assert "We did not get to this" in html
        assert "Did not want to say" not in html
        assert "Skipped" not in html
    assert "This was a short talk" in screen(short)
    assert "A short talk was chosen" in summary_html(happen(short, Happening.CLOSED))


def test_it_is_not_offered_where_one_part_is_left_or_the_talk_has_paused() -> None:
    assert "Short of time?" not in screen(happen(fresh(), Happening.BREAK))
    talk = say(say(fresh(), "well", P, "a"), "secret", P, status=Status.SKIPPED)
    talk = say(talk, "reasons", C, None, row="r1", status=Status.WITHDRAWN)
    talk = say(talk, "reasons", C, True)
    assert "Short of time?" not in screen(talk)


def test_how_far_the_other_is_changes_nothing_on_the_screen() -> None:
    assert screen(say(fresh(), "matters", C, 4, row="r1"), P) == screen(fresh(), P)
