from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby

import msgspec
import pytest

from coprod_widgets.instrument.loading import load_text
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.catalogue import measure
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.level import level
from coprod_widgets.measures.reading import talk_of
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.episodes import STAFF_ALONE, episode_rows, evidence_of
from coprod_widgets.research.people import person_rows
from coprod_widgets.research.reading import Withheld, read_record
from coprod_widgets.research.tables import Talk

from .conftest import Round
from .records import FORMS, answer, as_text, body, choices, notebook, question


def test_what_a_record_tells_comes_to_the_same_as_the_talks_themselves(
    rounds: list[Round],
) -> None:
    assert rounds
    for one in rounds:
        held = Evidence(tuple(talk_of(*held) for held in one.held))
        measures = measure(held)
        row, indicators = episode_rows(one.talks, evidence_of(one.talks))
        found = level(measures, PROVISIONAL)
        assert row["level"] == (found.level.value if found.level else None)
        assert row["at_least"] == found.at_least.value
        told = {each["code"]: each for each in indicators if each["about"] is None}
        assert set(told) == set(measures)
        for code, measured in measures.items():
            if not measured.staff_only:
                assert told[code]["value"] == pytest.approx(measured.value), code
                assert told[code]["numerator"] == pytest.approx(measured.numerator), code
                assert told[code]["missing"] == measured.missing, code
            assert (told[code]["value"] is None) == (told[code]["reason"] is not None)


def test_an_indicator_without_a_value_says_why_and_one_for_staff_alone_has_none(
    rounds: list[Round],
) -> None:
    talk = next(t for one in rounds for t in one.talks if t.workbook == "reasons")
    told = {}
    for cleared in (False, True):
        record = msgspec.structs.replace(talk.record, reasons_withheld=Withheld(1, cleared))
        again = [replace(talk, record=record)]
        _, indicators = episode_rows(again, evidence_of(again))
        told[cleared] = next(row for row in indicators if row["code"] == "INF1")
    assert (told[False]["value"], told[False]["denominator"]) == (None, None)
    assert told[False]["reason"] == STAFF_ALONE
    assert told[True]["value"] is not None


def people(rounds: list[Round]) -> list[list[Talk]]:
    talks = sorted((t for one in rounds for t in one.talks), key=lambda talk: talk.person)
    return [list(own) for _, own in groupby(talks, key=lambda talk: talk.person)]


def test_the_rows_of_a_person_have_exactly_the_columns_of_their_tables(
    rounds: list[Round],
) -> None:
    for own in people(rounds):
        rows = person_rows(own)
        assert rows.faults == []
        for name, columns in TABLES.items():
            assert all(set(row) == {c.name for c in columns} for row in rows.tables[name]), name


def test_a_promise_is_told_once_with_what_came_of_it(rounds: list[Round]) -> None:
    seen = []
    for own in people(rounds):
        rows = person_rows(own).tables["actions"]
        assert [row["promise"] for row in rows] == list(range(1, len(rows) + 1))
        made = sum(
            answer.status is Status.ANSWERED
            for talk in own
            for answer in talk.record.answers
            if answer.question == "actions" and answer.row
        )
        assert len(rows) == made
        seen += rows
    kept = [row for row in seen if row["looked_at"]]
    assert kept
    assert {row["outcome"] for row in kept} <= {"done", "part", "not_done", "dropped"}
    assert all(row["outcome_day"] >= row["day"] for row in kept)
    waiting = [row for row in seen if not row["looked_at"]]
    assert waiting
    assert all(row["outcome"] is None and row["outcome_missing"] < 0 for row in waiting)
    assert {row["who"] for row in seen} <= {"me", "staff", "other"}


def test_a_workbook_that_only_has_the_name_of_one_of_ours_is_left_out_and_the_rest_is_done() -> (
    None
):
    definition = {
        "id": "mine",
        "version": "1.0.0",
        "title": {"en": "Mine"},
        "minutes": 5,
        "sections": [
            {
                "id": "start",
                "title": {"en": "Start"},
                "questions": [question("informed", "each", "one", choices=choices("yes", "no"))],
            }
        ],
    }
    mine = load_text(as_text(definition), "mine.yaml")
    pin = {"id": mine.id, "version": mine.version, "hash": mine.hash}
    told = [answer("informed", "patient", "yes"), answer("informed", "clinician", "no")]
    strange = read_record(notebook(body(interview="i_2", instrument=pin, answers=told)))
    day = date(2026, 3, 9)
    talks = [
        Talk(strange, mine, "power", 1, "i_2", "p", 1, day),
        Talk(read_record(notebook(body())), FORMS, "forms", 1, "i_1", "p", 1, day),
    ]
    rows = person_rows(talks)
    assert [talk.interview for talk in rows.talks] == ["i_1"]
    ((fault, problem),) = rows.faults
    assert (fault.interview, "measures" in problem) == ("i_2", True)
