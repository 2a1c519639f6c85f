from __future__ import annotations

from typing import Any

import polars as pl

from coprod_widgets.research.columns import TABLES
from coprod_widgets.research.release.thinning import Frames, thin
from tests.research.records import FORMS
from tests.research.release.hospital import Hospital

TYPES = {"text": pl.String, "whole": pl.Int64, "number": pl.Float64, "yes_no": pl.Boolean}
PIN = {"instrument": "forms", "version": "1.0.0"}


def table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {column.name: TYPES[column.type] for column in TABLES[name]}
    empty = dict.fromkeys(schema)
    return pl.DataFrame([{**empty, **row} for row in rows], schema=schema)


def frames(**tables: list[dict[str, Any]]) -> Frames:
    talks = [{**PIN, "interview": f"i{n}", "person": f"p{n}"} for n in range(6)]
    given = {"interviews": talks} | tables
    return {name: table(name, given.get(name, [])) for name in TABLES}


def said(person: int, question: str, status: str) -> dict[str, Any]:
    asked = f"forms@1.0.0/{question}"
    ids = {"interview": f"i{person}", "person": f"p{person}"}
    return {**PIN, **ids, "question": question, "status": status, "as_asked": asked}


def test_a_question_that_too_few_were_asked_goes_whatever_they_said() -> None:
    answers = [said(n, "often", "declined") for n in range(6)]
    answers += [said(n, "rare", "answered" if n < 4 else "not_applicable") for n in range(6)]
    answers += [said(n, "late", "answered" if n < 4 else "not_reached") for n in range(6)]
    pairs = [
        {**PIN, "person": "p1", "as_asked": f"forms@1.0.0/{question}"}
        for question in ("often", "rare")
    ]
    left, rare = thin(frames(answers=answers, pairs=pairs), {"forms@1.0.0": FORMS}, 5)
    assert rare.questions == ("forms@1.0.0/late", "forms@1.0.0/rare")
    assert set(left["answers"]["question"]) == {"often"}
    assert left["pairs"]["as_asked"].to_list() == ["forms@1.0.0/often"]
    assert thin(frames(answers=answers), {"forms@1.0.0": FORMS}, 4)[1].questions == ()


def test_talks_are_counted_by_the_answers_that_are_left() -> None:
    answers = [said(n, "often", "declined") for n in range(6)] + [said(0, "rare", "answered")]
    left, _ = thin(frames(answers=answers), {"forms@1.0.0": FORMS}, 5)
    counted = left["interviews"].select("interview", "n_declined", "n_answered")
    assert counted.rows() == [(f"i{n}", 1, 0) for n in range(6)]
    assert left["interviews"].columns == [column.name for column in TABLES["interviews"]]


def test_a_version_that_too_few_were_held_with_goes_and_what_rests_on_it() -> None:
    talks = [{**PIN, "interview": f"i{n}", "person": f"p{n}"} for n in range(6)]
    talks.append({**PIN, "version": "2.0.0", "interview": "i9", "person": "p1"})
    rounds = [
        {"person": f"p{n}", "episode": 1, "instruments": "forms@1.0.0", "code": "UND", "value": 1.0}
        for n in range(6)
    ]
    both = {"person": "p1", "episode": 2, "instruments": "forms@1.0.0|forms@2.0.0"}
    given = frames(
        interviews=talks,
        answers=[
            {**PIN, "version": "2.0.0", "person": "p1", "as_asked": "x", "status": "answered"}
        ],
        episodes=[{k: v for k, v in row.items() if k not in ("code", "value")} for row in rounds]
        + [both],
        indicators=[*rounds, both | {"code": "UND", "value": 0.5}],
    )
    instruments = {"forms@1.0.0": FORMS, "forms@2.0.0": FORMS}
    left, rare = thin(given, instruments, 5)
    assert rare.instruments == ("forms@2.0.0",)
    assert left["interviews"].height == left["episodes"].height == left["indicators"].height == 6
    assert left["answers"].is_empty()


def test_a_score_or_a_measure_that_too_few_have_a_value_of_goes() -> None:
    scores = [
        {**PIN, "person": f"p{n}", "score": name, "value": 1.0 if n < enough else None}
        for name, enough in (("common", 5), ("rare", 4))
        for n in range(6)
    ]
    measures = [
        {"person": f"p{n}", "instruments": "forms@1.0.0", "code": "EX", "about": about, "value": v}
        for about, v in ((None, 1.0), ("matters", None))
        for n in range(6)
    ]
    left, rare = thin(frames(scores=scores, indicators=measures), {"forms@1.0.0": FORMS}, 5)
    assert (rare.scores, rare.measures) == (("forms@1.0.0/rare",), ("EX of matters",))
    assert set(left["scores"]["score"]) == {"common"}
    assert set(left["indicators"]["about"]) == {None}


def test_promises_of_too_few_people_go() -> None:
    promises = [{**PIN, "person": f"p{n}"} for n in range(4)]
    left, _ = thin(frames(actions=promises), {"forms@1.0.0": FORMS}, 5)
    assert left["actions"].is_empty()


def test_a_language_of_few_people_or_an_interpreter_does_not_stand_out_by_empty_cells() -> None:
    ways = {"language": "en", "entered": "self", "easy": False}
    few = {"language": "pl", "entered": "interpreter", "easy": False}
    answers = [said(n, "often", "answered") | (ways if n else few) for n in range(6)]
    answers.append(said(0, "often", "not_reached"))
    left, _ = thin(frames(answers=answers), {"forms@1.0.0": FORMS}, 5)
    told = left["answers"].select(*ways).rows()
    assert told == [*[(None, None, False)] * 6, (None, None, None)]
    assert left["answers"].schema == table("answers", []).schema


def test_no_gap_tells_who_held_a_version_of_few_people() -> None:
    new = {"version": "2.0.0"}
    talks = [
        {**PIN, "interview": f"i{n}", "person": f"p{n}", "sitting": 2 if n == 1 else 1}
        for n in range(6)
    ]
    talks.append({**PIN, **new, "interview": "i9", "person": "p1", "sitting": 1})
    promises = [
        {**PIN, "person": f"p{n}", "interview": f"i{n}", "promise": 2 if n == 1 else 1}
        for n in range(6)
    ]
    promises.append({**PIN, **new, "person": "p1", "interview": "i9", "promise": 1})
    given = frames(interviews=talks, actions=promises)
    given["wide_forms"] = given["interviews"].select(
        "interview", "person", "sitting", "instrument", "version"
    )
    left, _ = thin(given, {"forms@1.0.0": FORMS, "forms@2.0.0": FORMS}, 5)
    for name in ("interviews", "wide_forms"):
        assert left[name]["sitting"].to_list() == [1] * 6, name
    assert left["actions"]["promise"].to_list() == [1] * 6


def test_a_guess_that_too_few_made_goes_from_beside_what_it_is_about() -> None:
    answers = [said(n, "matters", "answered") for n in range(6)] + [said(0, "guess", "answered")]
    pair = {"as_asked": "forms@1.0.0/matters", "patient_number": 2.0}
    guess = {"patient_guess_status": "answered", "patient_guess": "4", "patient_guess_off": 1.0}
    pairs = [{**PIN, "person": "p0", **pair, **guess}]
    left, rare = thin(frames(answers=answers, pairs=pairs), {"forms@1.0.0": FORMS}, 5)
    assert rare.questions == ("forms@1.0.0/guess",)
    (row,) = left["pairs"].iter_rows(named=True)
    assert row["patient_number"] == 2.0
    assert {row[name] for name in guess} == {None}


def test_the_tables_of_a_real_data_set_stay_as_they_are_where_all_were_asked(
    hospital: Hospital,
) -> None:
    from coprod_widgets.research.release.given import read_given

    given = read_given(hospital.folder / "ds", hospital.store)
    left, rare = thin(given.frames, given.instruments, 10)
    assert rare.instruments == ()
    # `guess` is not reached in the clinician's voice, and answered in the patient's.
    assert rare.questions == ()
    for name in ("answers", "pairs", "interviews", "episodes"):
        assert left[name].equals(given.frames[name]), name
