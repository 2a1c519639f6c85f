from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coprod_widgets.errors import PrepareError
from coprod_widgets.workbook import caseload
from coprod_widgets.workbook.caseload import read_caseload

HEAD = "patient_number,patient_name,clinician,research_consent,consent_date\n"
TODAY = date(2026, 3, 9)


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_spreadsheets_byte_order_mark_and_semicolons_are_read(tmp_path: Path) -> None:
    content = "\ufeff" + HEAD.replace(",", ";") + "1;Alder;nora;yes;2026-03-01\n"
    people, faults = read_caseload(written(tmp_path, "c.csv", content), TODAY)
    assert faults == []
    assert (people[0].name, people[0].consent) == ("Alder", "yes")


def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = "1,Alder,nora,maybe,\n2,Basil,nora,,\n2,Twice,nora,,\n3,,nora,,\n4,Dale,nora,,soon\n"
    people, faults = read_caseload(written(tmp_path, "c.csv", HEAD + rows), TODAY)
    assert [person.name for person in people] == ["Basil"]
    assert [fault.line for fault in faults] == [2, 4, 5, 6]
    assert all(fault.cure for fault in faults)


@pytest.mark.parametrize(
    "content",
    ["", "patient_number,patient_name\n1,A\n", HEAD + '1,"A\n', HEAD.replace("clinician", "nurse")],
)
def test_a_file_that_is_none_is_refused_with_the_columns(tmp_path: Path, content: str) -> None:
    with pytest.raises(PrepareError):
        read_caseload(written(tmp_path, "c.csv", content), TODAY)


def test_a_file_in_another_encoding_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes((HEAD + "1,Åsa,nora,,\n").encode("latin-1"))
    with pytest.raises(PrepareError, match="UTF-8"):
        read_caseload(path, TODAY)


@pytest.mark.parametrize("again", ["DX1", "dx1", "\uff24\uff38\uff11", " dX1 "])
def test_one_number_in_two_spellings_is_one_person(tmp_path: Path, again: str) -> None:
    rows = f"dx1,John Doe,nora,,\n{again},Mary Major,nora,,\n"
    people, faults = read_caseload(written(tmp_path, "c.csv", HEAD + rows), TODAY)
    assert [person.name for person in people] == ["John Doe"]
    assert "row 2" in str(faults[0])


@pytest.mark.parametrize("day", ["2026-03-10", "9999-12-31", "1989-12-31", "0001-01-01"])
def test_a_day_on_which_nobody_can_have_said_yes_is_refused(tmp_path: Path, day: str) -> None:
    rows = f"1,Alder,nora,yes,{day}\n2,Basil,nora,yes,2026-03-09\n3,Cedar,nora,yes,1990-01-01\n"
    people, faults = read_caseload(written(tmp_path, "c.csv", HEAD + rows), TODAY)
    assert [person.name for person in people] == ["Basil", "Cedar"]
    assert (faults[0].line, day in str(faults[0])) == (2, True)


def test_a_day_without_a_word_is_refused(tmp_path: Path) -> None:
    _, faults = read_caseload(written(tmp_path, "c.csv", HEAD + "1,A,nora,,2026-03-01\n"), TODAY)
    assert "research_consent" in str(faults[0])


def test_a_row_is_compared_with_no_other_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    monkeypatch.setattr(caseload, "same", lambda text: compared.append(text) or text)
    rows = "".join(f"N{number},A,nora,,\n" for number in range(3_000))
    people, _ = read_caseload(written(tmp_path, "c.csv", HEAD + rows), TODAY)
    assert len(people) == len(compared) == 3_000
