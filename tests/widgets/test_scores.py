"""The record tells each score with its formula, its inputs and what was missing; a talk never."""

from __future__ import annotations

import re

import pytest

from coprod_widgets.instrument.loading import load
from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.record import summary_html
from coprod_widgets.widgets.screen import sections_html
from tests.instrument.tiny import FOLDER
from tests.interview.test_scored import everything, two_rows
from tests.interview.tiny import C, P, happen, say


def talk_of(kind: str, calm: int | None, heard: int | None, tired: int | None) -> Interview:
    """A talk with one of the tiny scored instruments; None is "I don't want to say"."""
    talk = happen(Interview("i_1", load(FOLDER / f"{kind}.yaml")), Happening.OPENED)
    talk = happen(talk, Happening.HANDED_OVER, to="patient")
    for name, value in (("calm", calm), ("heard", heard), ("tired", tired)):
        status = Status.DECLINED if value is None else Status.ANSWERED
        talk = say(talk, name, P, value, status=status)
    return talk


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("kind", "came_to", "formula"),
    [
        ("score_least", "9", "added up. At least 2 of 3 are needed, and only those that were"),
        ("score_prorate", "13.5", "added up. At least 2 of 3 are needed. If some are missing, the"),
        ("score_mean", "4.5", "The mean of the answers below. At least 2 of 3 are needed"),
    ],
)
def test_the_record_tells_a_score_its_formula_its_inputs_and_what_is_missing(
    kind: str, came_to: str, formula: str
) -> None:
    told = words(summary_html(talk_of(kind, 5, 4, None)))
    assert f"Patient {came_to} The" in told
    assert formula in told
    assert "How is it?: Fully (5)" in told
    assert "How is it?: Did not want to say" in told
    assert "Missing: 1 of 3" in told


def test_an_answer_that_was_turned_round_is_told_as_it_was_given_and_as_it_counts() -> None:
    told = words(summary_html(talk_of("score_all", 5, 4, 1)))
    assert "Patient 14 The answers below, added up. Every one of them is needed." in told
    assert "Not at all (1), turned round and counted as 5" in told
    assert "Missing: 0 of 3" in told


def test_where_there_is_not_enough_to_say_no_number_is_told() -> None:
    told = words(summary_html(talk_of("score_prorate", 5, None, None)))
    assert "Patient Not enough to say: 1 answered, 2 needed The answers" in told
    assert "Missing: 2 of 3" in told


def test_an_answer_that_was_not_revealed_is_not_told_by_a_score() -> None:
    told = summary_html(say(two_rows(), "matters", P, 5, row="r1"))
    assert "Kept private" in told
    assert "Matters?: 5" not in words(told)
    assert "Matters?: 5" in words(summary_html(everything(two_rows(), "r1", 5, 2)))


def test_nothing_is_scored_on_the_screen_while_the_two_talk() -> None:
    talk = talk_of("score_all", 5, 4, 1)
    for holder in (P, C):
        screens = "".join(sections_html(talk, holder).values())
        assert "Total" not in screens
        assert "14" not in words(screens)
    talk = happen(talk, Happening.HANDED_OVER, to="clinician")
    assert "The record adds some of the answers up" in "".join(sections_html(talk, C).values())


def test_a_record_without_scores_has_no_heading_for_them() -> None:
    talk = happen(Interview("i_1", load(FOLDER / "note.yaml")), Happening.OPENED)
    assert "Scores" not in summary_html(talk)
