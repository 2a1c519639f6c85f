"""The table `scores`: each score of a talk by its formula, and never more than the record tells."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.research.codebook import codebook, formula
from coprod_widgets.research.columns import SCORES, Row
from coprod_widgets.research.reading import read_record
from coprod_widgets.research.scores import score_rows
from coprod_widgets.research.tables import Standing, Talk

from .records import FORMS, body, notebook


def rows_of(made: dict[str, Any]) -> list[Row]:
    record = read_record(notebook(made))
    talk = Talk(record, FORMS, "forms", 1, "pi", "pp", 1, date(2026, 3, 2))
    return list(score_rows(talk, Standing(talk)))


def changed(name: str, voice: str, **more: Any) -> dict[str, Any]:
    made = body()
    for said in made["answers"]:
        if (said["question"], said["voice"]) == (name, voice):
            said |= more
    return made


def test_a_score_has_its_value_and_how_many_answers_went_into_it() -> None:
    row = rows_of(body())[0]
    assert list(row) == [column.name for column in SCORES]
    # -3 turned round between -10 and 10 is 3; and 2.
    assert (row["score"], row["voice"], row["row"]) == ("settled", "patient", None)
    assert (row["value"], row["answered"], row["of"], row["needed"]) == (5.0, 2, 2, 1)
    assert row["reason"] is None


def test_a_score_without_enough_answers_has_the_reason_instead_of_a_value() -> None:
    first, second = (row for row in rows_of(body()) if row["score"] == "weighed")
    assert (first["row"], second["row"]) == (1, 2)
    assert (first["value"], first["answered"], first["needed"]) == (None, 1, 2)
    assert first["reason"] == "1 of 2 questions were answered; 2 are needed."


def test_an_answer_that_was_never_revealed_is_in_no_score() -> None:
    row = rows_of(changed("room", "patient", value=None))[0]
    assert (row["value"], row["answered"]) == (6.0, 1)


@given(
    st.sampled_from(["declined", "not_sure", "skipped", "hidden", "withdrawn", "not_reached"]),
    st.integers(-10, 10),
)
def test_what_was_not_said_counts_nothing_whatever_its_value(status: str, value: int) -> None:
    without = rows_of(changed("nights", "patient", status=status, value=None))[0]
    with_value = rows_of(changed("nights", "patient", status=status, value=value))[0]
    assert without == with_value
    assert (without["value"], without["answered"]) == (4.0, 1)


def test_the_codebook_has_the_formula_of_every_score() -> None:
    told = json.loads(codebook([FORMS], []))["instruments"][0]["scores"]
    assert [(score["id"], score["formula"], score["needed"]) for score in told] == [
        ("settled", "sum(turned(nights), room) * 2 / answered", 1),
        ("weighed", "sum(matters, guess)", 2),
    ]


@pytest.mark.parametrize("method", ["sum", "mean"])
def test_a_mean_is_never_scaled_up(method: str) -> None:
    told = formula(FORMS.scores[0].model_copy(update={"method": method}))
    assert ("/ answered" in told) == (method == "sum")


def test_a_talk_with_an_instrument_without_scores_has_no_rows() -> None:
    record = read_record(notebook(body()))
    bare = FORMS.model_copy(update={"scores": ()})
    talk = Talk(record, bare, "forms", 1, "pi", "pp", 1, date(2026, 3, 2))
    assert list(score_rows(replace(talk), Standing(talk))) == []
