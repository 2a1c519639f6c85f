from __future__ import annotations

import json
from typing import Any

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.interview.answer import Status
from coprod_widgets.research.codebook import KINDS, STATUSES, codebook, column_of
from coprod_widgets.research.columns import DAYS, TABLES, Column
from coprod_widgets.research.values import MISSING, Kind
from coprod_widgets.research.writers import Table

from .records import DEFINITION, FORMS

FIXED = [Table(name, columns, list) for name, columns in TABLES.items()]


def book(*instruments: Instrument) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(codebook(instruments, FIXED))
    return read


def question(read: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(q for q in read["instruments"][0]["questions"] if q["id"] == name)
    return found


def test_every_column_of_every_table_has_a_meaning() -> None:
    tables = book(FORMS)["tables"]
    assert set(tables) == set(TABLES)
    assert all(column["meaning"] for columns in tables.values() for column in columns)


def test_every_status_but_answered_has_a_missing_code_of_its_own() -> None:
    assert set(STATUSES) == set(Status)
    assert set(MISSING) == set(Status) - {Status.ANSWERED}
    assert sorted(MISSING.values()) == [-14, -13, -12, -11, -10, -9, -8, -7]
    assert set(KINDS) == set(Kind)


def test_a_question_has_its_exact_words_voice_construct_and_codes() -> None:
    matters = question(book(FORMS), "matters")
    assert [voice["voice"] for voice in matters["voices"]] == ["patient", "clinician"]
    assert matters["voices"][0]["words"] == {"en": "matters?"}
    assert matters["voices"][0]["codes"][4] == {
        "code": 5,
        "words": {"en": "words of 5"},
        "exclusive": False,
    }
    assert question(book(FORMS), "well")["construct"] == "AST"


def test_own_words_are_said_to_be_held_back() -> None:
    read = book(FORMS)
    assert question(read, "well")["voices"][0]["kind"] == "held_back"
    assert question(read, "reasons")["fields"][0]["kind"] == "held_back"
    assert question(read, "secret")["voices"][0]["kind"] == "sealed"


def test_the_mark_of_a_say_back_has_its_own_words() -> None:
    patient, clinician = question(book(FORMS), "worry")["voices"]
    assert patient["kind"] == "held_back"
    assert clinician["words"] == {"en": "How clear were we?"}
    assert [choice["code"] for choice in clinician["codes"]] == ["clear", "again"]


def test_two_versions_are_told_apart_and_stand_in_order() -> None:
    later = Instrument.model_validate(DEFINITION | {"version": "1.10.0"})
    middle = Instrument.model_validate(DEFINITION | {"version": "1.9.0"})
    versions = [i["version"] for i in book(later, FORMS, middle)["instruments"]]
    assert versions == ["1.0.0", "1.9.0", "1.10.0"]


def test_the_order_in_which_instruments_come_does_not_matter() -> None:
    later = Instrument.model_validate(DEFINITION | {"version": "2.0.0"})
    assert codebook([FORMS, later], FIXED) == codebook([later, FORMS], FIXED)


def test_a_column_comes_back_whole_from_the_codebook() -> None:
    every = [
        Column("a_status", "text", "What", {"answered": "Yes"}, numbers={"answered": 0}),
        Column("a_1", "whole", "Which", {0: "No", -7: "declined"}, (-7,), {}, "a_status", "a"),
        Column("b", "number", ""),
    ]
    read = json.loads(codebook([], [Table("wide_a", every, list)]))
    assert [column_of(told) for told in read["tables"]["wide_a"]] == every


def test_what_is_left_out_is_not_told_of() -> None:
    read = json.loads(codebook([FORMS], FIXED, {"forms@1.0.0/matters", "forms@1.0.0/settled"}))
    (instrument,) = read["instruments"]
    assert "matters" not in [one["id"] for one in instrument["questions"]]
    assert [one["id"] for one in instrument["scores"]] == ["weighed"]


def test_every_column_that_counts_days_is_known_as_such() -> None:
    told = {c.name for columns in TABLES.values() for c in columns if c.meaning.startswith("Day")}
    assert told == DAYS
