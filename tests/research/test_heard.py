"""The cells of `answers` that only measures need, without anybody's words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.columns import Cell, Row
from coprod_widgets.research.heard import ELSEWHERE
from coprod_widgets.research.people import person_rows
from coprod_widgets.research.reading import read_record
from coprod_widgets.research.tables import Talk

from .records import FORMS, as_text, body, choices, notebook, question

DAY = date(2026, 3, 2)


def talk(made: dict[str, Any]) -> Talk:
    name = str(made["interview"])
    return Talk(read_record(notebook(made)), FORMS, "forms", 1, f"p{name}", "anna", 1, DAY)


def rows_of(*made: dict[str, Any]) -> list[Row]:
    return person_rows([talk(one) for one in made]).tables["answers"]


def changed(name: str, **more: Any) -> dict[str, Any]:
    made = body()
    for said in made["answers"]:
        if said["question"] == name:
            said |= more
    return made


def cells(rows: list[Row], column: str, **where: Cell) -> list[Cell]:
    return [row[column] for row in rows if all(row[key] == is_ for key, is_ in where.items())]


def test_own_words_are_told_by_their_number() -> None:
    rows = rows_of(body())
    assert cells(rows, "words", question="well") == [5]
    assert cells(rows, "words", question="worry") == [3, None]
    assert cells(rows, "words", question="again", row=1) == [3, None]
    assert cells(rows, "words", question="matters", row=1) == [None, None]


@pytest.mark.parametrize("status", ["hidden", "withdrawn", "sealed", "declined", "not_reached"])
def test_what_was_not_seen_by_both_has_no_number_of_words(status: str) -> None:
    rows = rows_of(changed("well", status=status))
    assert cells(rows, "words", question="well") == [None]
    assert cells(rows, "revealed", question="well") == [None]


def test_what_was_answered_and_never_revealed_is_told_as_that_and_no_more() -> None:
    rows = rows_of(changed("well", value=None))
    assert cells(rows, "revealed", question="well") == [False]
    assert cells(rows, "words", question="well") == [None]


def test_nothing_is_told_of_an_answer_under_a_seal_even_if_a_record_held_it() -> None:
    rows = rows_of(changed("secret", value="yes"))
    assert cells(rows, "revealed", question="secret") == [False]


def test_what_was_said_when_a_talk_was_asked_about_again_is_told() -> None:
    made = changed("nights", number=9) | {"asked_again": 8}
    made["answers"][5]["number"] = 7
    rows = rows_of(made)
    assert cells(rows, "again", question="nights") == [True]
    assert cells(rows, "again", question="room", voice="patient") == [False]
    assert cells(rows, "again", question="again", row=1, voice="clinician") == [None]


def carried(interview: str, day: int, **origins: str) -> dict[str, Any]:
    opened = f"2026-03-{day:02}T10:00:00+00:00"
    return body(interview=interview, opened=opened, carried={"origins": {"reasons": origins}})


def test_rows_that_are_about_the_same_have_one_number_in_all_talks_of_a_round() -> None:
    first = carried("i_1", 1)
    second = carried("i_2", 2, r1="forms.reasons.i_1.r2")
    rows = rows_of(first, second)
    for interview, subjects in (("pi_1", [1, 2]), ("pi_2", [2, 3])):
        told = cells(rows, "subject", interview=interview, question="reasons", field="kind")
        assert told == subjects


def test_a_new_round_numbers_anew() -> None:
    rows = rows_of(carried("i_1", 1), carried("i_2", 2, r1="forms.reasons.i_1.r2") | {"episode": 2})
    for interview in ("pi_1", "pi_2"):
        told = cells(rows, "subject", interview=interview, question="reasons", field="kind")
        assert told == [1, 2]


def test_where_a_row_came_from_is_a_name_of_the_instrument_and_never_an_id() -> None:
    planted = carried("i_1", 1, r1="law.topics.planted", r2="planted.words.i_0.r1")
    rows = rows_of(planted)
    assert cells(rows, "origin", question="reasons", field="kind") == ["law.topics", ELSEWHERE]
    assert "planted" not in str([row["origin"] for row in rows])
    assert "i_0" not in str(rows)


def test_a_list_that_is_filled_from_another_workbook_says_which() -> None:
    definition = {
        "id": "mine",
        "version": "1.0.0",
        "title": {"en": "Mine"},
        "minutes": 5,
        "sections": [
            {
                "id": "start",
                "title": {"en": "Start"},
                "questions": [
                    question(
                        "helps",
                        "joint",
                        "list",
                        filled_from=["signs.helps"],
                        fields=[
                            {
                                "id": "kind",
                                "type": "one",
                                "ask": {"en": "Kind"},
                                "choices": choices("a", "b"),
                            }
                        ],
                    )
                ],
            }
        ],
    }
    mine = load_text(as_text(definition), "mine.yaml")
    said = {"question": "helps", "voice": "joint", "status": "answered", "entered": "carried"}
    made = body(
        instrument={"id": mine.id, "version": mine.version, "hash": mine.hash},
        carried={"origins": {"helps": {"r1": "signs.helps.i_9.r4"}}},
        answers=[
            {**said, "row": None, "value": True, "number": 2},
            {**said, "row": "r1", "value": {"kind": "a"}, "number": 1},
        ],
    )
    own = Talk(read_record(notebook(made)), mine, "mine", 1, "p1", "anna", 1, DAY)
    rows = person_rows([own]).tables["answers"]
    assert cells(rows, "origin", field="kind") == ["signs.helps"]
    assert cells(rows, "subject", field="kind") == [1]
