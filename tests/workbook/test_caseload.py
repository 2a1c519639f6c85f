from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import PrepareError
from coprod_widgets.workbook.caseload import read_caseload, read_reasons

HEAD = "patient_number,patient_name,clinician,research_consent,consent_date\n"
REASONS = "patient_number,wording,kind,may_be_shared,date,source,count_cleared\n"


def written(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_spreadsheets_byte_order_mark_and_semicolons_are_read(tmp_path: Path) -> None:
    content = "\ufeff" + HEAD.replace(",", ";") + "1;Alder;nora;yes;2026-03-01\n"
    people, faults = read_caseload(written(tmp_path, "c.csv", content))
    assert faults == []
    assert (people[0].name, people[0].consent) == ("Alder", "yes")


def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = "1,Alder,nora,maybe,\n2,Basil,nora,,\n2,Twice,nora,,\n3,,nora,,\n4,Dale,nora,,soon\n"
    people, faults = read_caseload(written(tmp_path, "c.csv", HEAD + rows))
    assert [person.name for person in people] == ["Basil"]
    assert [fault.line for fault in faults] == [2, 4, 5, 6]
    assert all(fault.cure for fault in faults)


@pytest.mark.parametrize(
    "content",
    ["", "patient_number,patient_name\n1,A\n", HEAD + '1,"A\n', HEAD.replace("clinician", "nurse")],
)
def test_a_file_that_is_none_is_refused_with_the_columns(tmp_path: Path, content: str) -> None:
    with pytest.raises(PrepareError):
        read_caseload(written(tmp_path, "c.csv", content))


def test_a_file_in_another_encoding_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes((HEAD + "1,Åsa,nora,,\n").encode("latin-1"))
    with pytest.raises(PrepareError, match="UTF-8"):
        read_caseload(path)


def test_a_reason_that_may_not_be_shared_is_counted_and_its_words_are_not_read(
    tmp_path: Path,
) -> None:
    rows = "1,Shown,fact,yes,2025-01-02,court,\n1,PLANTED,opinion,no,,,yes\n1,,opinion,no,,,\n"
    found, faults = read_reasons(written(tmp_path, "r.csv", REASONS + rows), {"1"})
    assert [reason.may_be_shared for reason in found["1"]] == [True, False, False]
    assert found["1"][0].fields == {
        "wording": "Shown",
        "kind": "fact",
        "day": "2025-01-02",
        "source": "court",
    }
    assert "PLANTED" not in repr(found)
    assert [fault.line for fault in faults] == [3]
    assert "PLANTED" not in str(faults[0])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.csv", REASONS + "1,the, PLANTED wording,fact,no,,\n"),
        ("r.csv", REASONS + "1,a,PLANTED,no way PLANTED,PLANTED,PLANTED,PLANTED\n"),
        ("r.csv", REASONS + "1,a,fact,yes,PLANTED,,\n"),
        ("r.csv", REASONS + "1,a,fact,yes,,PLANTED,,PLANTED,PLANTED\n"),
        ("r.yaml", "- patient_number: '1'\n  wording: PLANTED informant: said\n"),
        ("r.yaml", "- {patient_number: '1', PLANTED: x}\n"),
    ],
)
def test_a_slip_of_the_pen_never_shows_the_words(tmp_path: Path, name: str, content: str) -> None:
    try:
        found, faults = read_reasons(written(tmp_path, name, content), {"1"})
    except PrepareError as error:
        told = str(error)
    else:
        told = repr([reason for reason in found.get("1", []) if not reason.may_be_shared])
        told += "".join(map(str, faults))
        assert faults
    assert "PLANTED" not in told


def test_yaml_says_the_same_as_csv(tmp_path: Path) -> None:
    content = "- {patient_number: '1', wording: Shown, kind: fact, may_be_shared: yes}\n"
    found, faults = read_reasons(written(tmp_path, "r.yaml", content), {"1"})
    assert faults == []
    assert found["1"][0].fields == {"wording": "Shown", "kind": "fact"}
