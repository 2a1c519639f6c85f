from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.loading import load_text
from coprod_widgets.research.columns import Cell
from coprod_widgets.research.people import person_rows
from coprod_widgets.research.pooling import NOTHING, Pool, check_pool, read_pool
from coprod_widgets.research.reading import read_record
from coprod_widgets.research.tables import Talk
from coprod_widgets.research.wide import Wide, wide_rows

from .records import DEFINITION, FORMS, answer, as_text, body, notebook

LATER = load_text(as_text(DEFINITION | {"version": "2.0.0"}), "forms.yaml")
DAY = date(2026, 3, 9)


def talk(held: Instrument = FORMS, name: str = "i", pool: Pool = NOTHING, **more: Any) -> Talk:
    record = read_record(notebook(body(interview=name, **more)))
    return Talk(record, held, "forms", 1, name, "p", 1, DAY, pool)


def table(*talks: Talk) -> tuple[list[str], list[dict[str, Cell]]]:
    wide = Wide("forms")
    kept = []
    for one, begins, cells in person_rows(talks).wide:
        numbers = wide.see(one.instrument, cells)
        kept.append((begins, dict(zip(numbers, cells.values(), strict=True))))
    columns = wide.columns()
    names = [column.name for _, column in columns.values()]
    return names, list(wide_rows(columns, kept))


def changed(**values: dict[str, Any]) -> list[dict[str, Any]]:
    return [values.get(one["question"], one) for one in body()["answers"]]


def test_there_is_a_column_for_each_question_row_and_voice_and_what_became_of_it() -> None:
    names, (row,) = table(talk())
    assert row["matters_1_patient"] == 2
    assert row["matters_2_clinician"] == 4
    assert row["matters_1_patient_status"] == "answered"
    assert row["reasons_2_kind_clinician"] == "fact"
    assert row["guess_1_clinician"] is None
    assert row["guess_1_clinician_status"] == "not_reached"
    assert [row["interview"], row["version"], row["sitting"]] == ["i", "1.0.0", 1]
    assert len(set(names)) == len(names)


def test_own_words_and_what_is_sealed_have_a_status_and_no_column_for_a_value() -> None:
    names, (row,) = table(talk())
    assert row["well_patient_status"] == "answered"
    assert {"well_patient", "secret_patient", "reasons_1_wording_clinician"} & set(names) == set()
    assert not any("lanted" in str(cell) for cell in row.values())


@pytest.mark.parametrize(
    ("status", "code"), [("not_reached", -9), ("skipped", -11), ("not_applicable", -10)]
)
def test_a_code_of_many_is_one_if_picked_nought_if_not_and_never_nought_if_not_asked(
    status: str, code: int
) -> None:
    rest = [one for one in body()["answers"] if (one["question"], one["row"]) != ("differ", "r2")]
    asked = answer("differ", "joint", row="r2", status=status, entered=None)
    _, (row,) = table(talk(answers=[*rest, asked]))
    first = [row[f"differ_1_{picked}_joint"] for picked in ("words", "facts", "same")]
    second = [row[f"differ_2_{picked}_joint"] for picked in ("words", "facts", "same")]
    assert (first, second) == ([1, 1, 0], [code] * 3)
    assert row["differ_2_joint_status"] == status


def test_a_row_that_a_talk_does_not_have_is_said_to_be_not_there() -> None:
    short = [one for one in body()["answers"] if one["row"] != "r2"]
    _, rows = table(talk(name="i_1"), talk(name="i_2", answers=short))
    assert rows[1]["matters_2_patient"] is None
    assert rows[1]["matters_2_patient_status"] == "not_applicable"
    assert rows[1]["differ_2_words_joint"] == -10


def versions(pool: Pool) -> list[Talk]:
    pin = {"id": "forms", "version": "2.0.0", "hash": LATER.hash}
    return [talk(name="i_1", pool=pool), talk(LATER, "i_2", pool, instrument=pin)]


def test_versions_have_columns_of_their_own_unless_a_map_pools_them(tmp_path: Path) -> None:
    names, rows = table(*versions(NOTHING))
    assert rows[0]["nights_v1_0_0_patient"] == rows[1]["nights_v2_0_0_patient"] == -3
    assert rows[0]["nights_v2_0_0_patient_status"] == "not_applicable"
    assert "nights_patient" not in names

    path = tmp_path / "pool.yaml"
    path.write_text(
        "pool:\n  - {instrument: forms, versions: [1.0.0, 2.0.0], questions: [nights, matters]}\n"
    )
    pool = read_pool(path)
    check_pool(pool, [FORMS, LATER])
    names, rows = table(*versions(pool))
    assert [row["nights_patient"] for row in rows] == [-3, -3]
    assert "room_v1_0_0_patient" in names
    answers = person_rows(versions(pool)).tables["answers"]
    told = {(row["as_asked"], row["as_mapped"]) for row in answers if row["question"] == "nights"}
    assert told == {
        ("forms@1.0.0/nights", "forms@1.0.0+2.0.0/nights"),
        ("forms@2.0.0/nights", "forms@1.0.0+2.0.0/nights"),
    }
    alone = {(row["as_asked"], row["as_mapped"]) for row in answers if row["question"] == "room"}
    assert all(asked == mapped for asked, mapped in alone)


def test_what_differs_in_form_or_codes_cannot_be_pooled(tmp_path: Path) -> None:
    path = tmp_path / "pool.yaml"
    path.write_text("pool: [{instrument: forms, versions: [1.0.0, 2.0.0], questions: [matters]}]")
    scales = {"five": DEFINITION["scales"]["five"][:4]}
    fewer = load_text(as_text(DEFINITION | {"version": "2.0.0", "scales": scales}), "forms.yaml")
    with pytest.raises(CoprodError, match="can't be pooled"):
        check_pool(read_pool(path), [FORMS, fewer])
    path.write_text("pool: [{instrument: forms, versions: [1.0.0, 2.0.0], questions: [gone]}]")
    with pytest.raises(CoprodError, match="no question 'gone'"):
        check_pool(read_pool(path), [FORMS, LATER])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pool: 7",
        "pool: [7]",
        "pool: [{instrument: forms, versions: [1.0.0], questions: [a]}]",
        "pool: [{instrument: forms, versions: [1.0.0, 2.0.0]}]",
        "pool: [{instrument: forms, versions: {a: b}, questions: [a]}]",
        "pool: [{instrument: f, versions: [1.0.0, 2.0.0], questions: [a, a]}]",
        "{",
    ],
)
def test_a_map_that_is_none_is_refused_in_plain_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pool.yaml"
    path.write_text(text)
    with pytest.raises(CoprodError, match=r"pool\.yaml") as refused:
        read_pool(path)
    assert refused.value.cure


def test_columns_that_would_have_the_same_name_are_told_apart() -> None:
    definition = DEFINITION | {
        "version": "3.0.0",
        "scores": [],
        "sections": [
            {
                "id": "start",
                "title": {"en": "Start"},
                "questions": [
                    {
                        "id": name,
                        "voice": "patient",
                        "type": "many",
                        "ask": {"en": "?"},
                        "choices": [
                            {"code": each, "text": {"en": each}} for each in (code, "other")
                        ],
                    }
                    for name, code in (("a", "b_c"), ("a_b", "c"))
                ],
            }
        ],
    }
    clash = load_text(as_text(definition), "forms.yaml")
    pin = {"id": "forms", "version": "3.0.0", "hash": clash.hash}
    answers = [answer("a", "patient", ["b_c"]), answer("a_b", "patient", ["c"])]
    names, (row,) = table(talk(clash, instrument=pin, answers=answers))
    assert names == [
        "a_patient_status",
        "a_b_c_patient",
        "a_other_patient",
        "a_b_patient_status",
        "a_b_c_patient_2",
        "a_b_other_patient",
    ]
    assert row["a_b_c_patient"] == row["a_b_c_patient_2"] == 1
