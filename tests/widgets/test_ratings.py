"""Both voices' ratings as a picture: side by side, and beside those of last time."""

from __future__ import annotations

import re

from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.ratings import ratings_html
from coprod_widgets.widgets.record import summary_html
from coprod_widgets.widgets.view import View
from tests.interview.tiny import C, P, happen, say
from tests.measures.evidences import instrument
from tests.widgets.test_scores import words

TITLE = "How each of you sees it"


def begun(*earlier: tuple[str, str, int]) -> Interview:
    """A look back, with what was said the last time."""
    talk = happen(Interview("i_1", instrument("power")), Happening.OPENED)
    before = [
        {"question": name, "row": None, "voice": voice, "value": value, "day": "2026-03-09"}
        for name, voice, value in earlier
    ]
    return happen(talk, Happening.CARRIED, first=not earlier, earlier=before)


def both(talk: Interview, name: str, patient: int, clinician: int) -> Interview:
    return say(say(talk, name, P, patient), name, C, clinician)


def drawn(talk: Interview) -> str:
    return str(ratings_html(View(talk, None)) or "")


def test_both_ratings_are_drawn_by_shape_and_told_in_words_in_equal_size() -> None:
    html = drawn(both(begun(), "informed", 2, 4))
    patient, clinician = re.findall(r'<svg viewBox="0 0 160 28" width="160".*?</svg>', html)
    assert '<circle cx="48" cy="14" r="6.5" fill="currentColor">' in patient
    assert '<rect x="105.5" y="7.5" width="13" height="13" fill="currentColor">' in clinician
    told = words(html)
    assert "I could see what is written and why. ● Patient A little ■ Staff Mostly" in told
    assert "Far left: Not at all. Far right: Fully." in told
    assert "Outline" not in told


def test_last_time_is_outlined_beside_now_and_told_in_words() -> None:
    html = drawn(both(begun(("informed", "patient", 4)), "informed", 2, 4))
    patient = re.findall(r'<svg viewBox="0 0 160 28" width="160".*?</svg>', html)[0]
    assert '<circle cx="112" cy="14" r="11" fill="none"' in patient
    assert "<line" in patient
    assert "A little Last time, on 9 March 2026: Mostly" in words(html)
    assert "Outline: last time" in words(html)


def test_a_step_that_the_scale_no_longer_has_is_not_drawn() -> None:
    html = drawn(both(begun(("informed", "patient", 9)), "informed", 2, 4))
    assert "<line" not in html
    assert "Outline" not in html


def test_what_is_not_revealed_sealed_or_taken_back_is_not_drawn() -> None:
    assert drawn(begun()) == ""
    assert drawn(say(begun(), "informed", P, 2)) == ""
    talk = both(begun(), "informed", 2, 4)
    back = say(talk, "informed", P, status=Status.WITHDRAWN)
    assert "A little" not in words(drawn(back))
    assert "safe_to_disagree" not in drawn(talk)


def test_it_stands_in_the_record_without_a_script_or_a_style() -> None:
    html = summary_html(happen(both(begun(), "informed", 2, 4), Happening.CLOSED))
    assert TITLE in html
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|url\(", html)
