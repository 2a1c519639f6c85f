from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.research.columns import ANSWERS, INTERVIEWS, Cell, Row
from coprod_widgets.research.pairs import pair_rows
from coprod_widgets.research.reading import RecordError, read_record
from coprod_widgets.research.tables import Standing, Talk, answer_rows, interview_row
from coprod_widgets.research.values import MISSING
from coprod_widgets.workbook.record_format import record_of

from ..interview.tiny import TINY, C, P, fresh, happen, say
from .records import FORMS, answer, body, notebook

HEAD = "h" * 64


def talk_of(made: dict[str, Any], first: date = date(2026, 3, 2)) -> Talk:
    return Talk(read_record(notebook(made)), FORMS, "forms", 1, "i_pseudo", "p_pseudo", 2, first)


def rows_of(made: dict[str, Any]) -> list[Row]:
    talk = talk_of(made)
    return list(answer_rows(talk, Standing(talk)))


def found(rows: list[Row], **where: Cell) -> Row:
    matching = [row for row in rows if all(row[name] == value for name, value in where.items())]
    assert len(matching) == 1
    return matching[0]


def changed(name: str, **more: Any) -> dict[str, Any]:
    made = body()
    for said in made["answers"]:
        if said["question"] == name:
            said |= more
    return made


def test_an_answer_has_its_code_and_its_number() -> None:
    row = found(rows_of(body()), question="matters", voice="patient", row=1)
    assert (row["code"], row["number"]) == ("2", 2.0)
    assert (row["status"], row["missing"], row["entered"]) == ("answered", None, "self")
    assert (row["language"], row["easy"]) == ("en", True)


def test_a_negative_number_stays_a_number() -> None:
    row = found(rows_of(body()), question="nights")
    assert (row["code"], row["number"]) == (None, -3.0)


def test_several_codes_are_joined_in_the_order_of_the_instrument() -> None:
    row = found(rows_of(changed("differ", value=["facts", "words"])), question="differ", row=2)
    assert (row["code"], row["number"]) == ("words|facts", None)


@pytest.mark.parametrize(
    ("day", "years"),
    [
        ("2026-03-11", 0),
        ("2025-03-10", 0),
        ("2025-03-01", -1),
        ("2018-12-31", -7),
        ("2028-03-03", 2),
    ],
)
def test_a_date_goes_out_as_whole_years_from_the_first_talk(day: str, years: int) -> None:
    row = found(rows_of(changed("moved", value=day)), question="moved")
    assert (row["number"], row["code"]) == (years, None)


def test_the_day_of_a_talk_counts_from_the_first_one() -> None:
    assert {row["day"] for row in rows_of(body())} == {7}


def test_own_words_go_out_as_their_status_alone() -> None:
    rows = rows_of(body())
    held_back = [
        found(rows, question="well"),
        found(rows, question="worry", voice="patient"),
        found(rows, question="again", voice="patient", row=1),
        found(rows, question="reasons", field="wording", row=2),
    ]
    assert {row["status"] for row in held_back} == {"answered"}
    assert {(row["code"], row["number"]) for row in held_back} == {(None, None)}


def test_a_row_of_a_list_has_one_row_for_each_of_its_fields() -> None:
    rows = [r for r in rows_of(body()) if r["question"] == "reasons" and r["row"] == 2]
    assert [(r["field"], r["code"]) for r in rows] == [
        ("wording", None),
        ("noted", None),
        ("kind", "fact"),
    ]


def test_an_optional_field_that_was_left_empty_was_skipped() -> None:
    made = body()
    del next(a for a in made["answers"] if a["question"] == "reasons" and a["row"])["value"][
        "noted"
    ]
    row = found(rows_of(made), question="reasons", field="noted", row=1)
    assert (row["status"], row["missing"]) == ("skipped", -11)


def test_a_row_that_was_taken_back_stays_as_withdrawn_and_nothing_is_asked_about_it() -> None:
    made = body()
    made["answers"] = [
        said | {"status": "withdrawn", "value": None} if said["question"] == "reasons" else said
        for said in made["answers"]
        if said["row"] != "r1" or said["question"] == "reasons"
    ]
    for said in made["answers"]:
        if said["row"] == "r2" and said["question"] == "reasons":
            said |= {"status": "answered", "value": {"wording": "x", "kind": "fact"}}
    rows = rows_of(made)
    assert found(rows, question="reasons", field="kind", row=1)["status"] == "withdrawn"
    assert {row["row"] for row in rows if row["question"] == "matters"} == {2}


def test_nothing_sealed_goes_out_even_if_a_record_held_it() -> None:
    row = found(rows_of(changed("secret", value="yes")), question="secret")
    assert (row["status"], row["code"]) == ("answered", None)


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ANSWERED])
def test_every_other_status_has_its_missing_code_and_no_value(status: Status) -> None:
    row = found(rows_of(changed("nights", status=status.value)), question="nights")
    assert row["missing"] == MISSING[status]
    assert (row["code"], row["number"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("matters", 6),
        ("matters", True),
        ("matters", 2.0),
        ("matters", "Planted words"),
        ("differ", ["words", "Planted words"]),
        ("differ", ["words", "words"]),
        ("differ", "words"),
        ("differ", []),
        ("nights", "Planted words"),
        ("nights", True),
        ("nights", float("nan")),
        ("moved", "yesterday"),
        ("moved", 5),
        ("reasons", "Planted words"),
    ],
)
def test_a_value_that_its_question_cannot_have_is_refused(name: str, value: Any) -> None:
    with pytest.raises(RecordError) as refused:
        rows_of(changed(name, value=value))
    assert "Planted" not in refused.value.problem


def test_a_record_that_leaves_out_a_place_is_refused() -> None:
    made = body()
    made["answers"] = [said for said in made["answers"] if said["question"] != "nights"]
    with pytest.raises(RecordError, match="doesn't say what became of 'nights'"):
        rows_of(made)


@pytest.mark.parametrize(
    ("strange", "problem"),
    [
        (answer("Planted", "patient"), "doesn't have"),
        (answer("well", "clinician"), "isn't there"),
        (answer("matters", "patient", 1, row="r9"), "isn't there"),
        (answer("well", "patient", "x"), "tells twice"),
    ],
)
def test_a_record_that_tells_of_a_strange_place_is_refused(
    strange: dict[str, Any], problem: str
) -> None:
    made = body()
    made["answers"].append(strange)
    with pytest.raises(RecordError, match=problem):
        rows_of(made)


def test_a_talk_counts_its_statuses_and_its_minutes() -> None:
    talk = talk_of(body())
    rows = list(answer_rows(talk, Standing(talk)))
    row = interview_row(talk, rows)
    assert (row["minutes"], row["day"], row["sitting"], row["withheld"]) == (31, 7, 2, None)
    assert (row["n_declined"], row["n_not_reached"]) == (2, 2)
    assert sum(int(row[f"n_{status.value}"] or 0) for status in Status) == len(rows)
    assert set(row) == {column.name for column in INTERVIEWS}


def test_an_amended_record_does_not_say_how_long_the_talk_took() -> None:
    talk = replace(talk_of(body()), record_version=2)
    assert interview_row(talk, [])["minutes"] is None


def test_a_record_as_a_workbook_writes_it_is_read_whole() -> None:
    talked = say(say(fresh(), "well", P, "Planted words"), "secret", P, "yes")
    talked = say(say(talked, "matters", P, 2, row="r1"), "matters", C, 4, row="r1")
    talked = say(talked, "guess", P, row="r1", status=Status.DECLINED)
    talked = say(talked, "guess", C, row="r1", status=Status.SKIPPED)
    talked = happen(say(talked, "first", P, "clinician"), Happening.CLOSED)
    made = record_of(talked, workbook="tiny", head=HEAD, language="en")
    talk = Talk(read_record(notebook(made)), TINY, "tiny", 1, "i", "p", 1, date(2026, 3, 9))
    standing = Standing(talk)
    rows = list(answer_rows(talk, standing))
    said = {
        (str(row["question"]), str(row["voice"])): (row["status"], row["code"])
        for row in rows
        if row["field"] is None
    }
    assert said == {
        ("well", "patient"): ("answered", None),
        ("secret", "patient"): ("sealed", None),
        ("reasons", "clinician"): ("not_reached", None),
        ("matters", "patient"): ("answered", "2"),
        ("matters", "clinician"): ("answered", "4"),
        ("guess", "patient"): ("declined", None),
        ("guess", "clinician"): ("skipped", None),
        ("differ", "joint"): said["differ", "joint"],
        ("say_back", "patient"): ("not_reached", None),
        ("say_back", "clinician"): ("not_reached", None),
        ("first", "patient"): ("answered", "clinician"),
        ("why", "patient"): ("not_reached", None),
    }
    assert said["differ", "joint"][0] in ("not_reached", "not_applicable")
    assert interview_row(talk, rows)["first_voice"] == "clinician"
    (pair,) = pair_rows(talk, standing)
    assert (pair["difference"], pair["patient_guess_status"]) == (2.0, "declined")
    assert not any("Planted" in str(cell) for row in rows for cell in row.values())


_WORDS = {"Planted", "planted", "shouted"}


@given(st.data())
def test_no_cell_is_without_a_status_whatever_was_said(data: st.DataObject) -> None:
    made = body()
    for said in made["answers"]:
        said["status"] = data.draw(st.sampled_from(Status)).value
        if said["status"] == "withdrawn" and said["question"] == "reasons":
            said["status"] = "answered"
        if said["status"] == "answered" and said["question"] == "guess":
            said["value"] = 3
    rows = rows_of(made)
    assert {row["status"] for row in rows} <= {status.value for status in Status}
    for row in rows:
        assert set(row) == {column.name for column in ANSWERS}
        assert (row["missing"] is None) == (row["status"] == "answered")
        assert row["status"] == "answered" or row["code"] is row["number"] is None
        assert not any(word in str(cell) for cell in row.values() for word in _WORDS)
