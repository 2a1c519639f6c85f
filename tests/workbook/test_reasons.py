from __future__ import annotations

from pathlib import Path

import pytest

from coprod_widgets.errors import PrepareError
from coprod_widgets.workbook.reasons import read_reasons
from tests.workbook.test_caseload import written

REASONS = "patient_number,wording,kind,may_be_shared,date,source,count_cleared\n"


def test_a_reason_that_may_not_be_shared_is_counted_and_its_words_are_not_read(
    tmp_path: Path,
) -> None:
    rows = "1,Shown,fact,yes,2025-01-02,court,\n1,PLANTED,opinion,no,,,yes\n1,,opinion,no,,,\n"
    found = read_reasons(written(tmp_path, "r.csv", REASONS + rows), {"1"})
    assert [reason.may_be_shared for reason in found.of("1")] == [True, False, False]
    assert found.of("1")[0].fields == {
        "wording": "Shown",
        "kind": "fact",
        "day": "2025-01-02",
        "source": "court",
    }
    assert "PLANTED" not in repr(found.by_number)
    assert [fault.line for fault in found.faults] == [3]
    assert "PLANTED" not in str(found.faults[0])


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
        found = read_reasons(written(tmp_path, name, content), {"1"})
    except PrepareError as error:
        told = str(error)
    else:
        told = repr([reason for reason in found.of("1") if not reason.may_be_shared])
        told += "".join(map(str, found.faults))
        assert found.faults
    assert "PLANTED" not in told


def test_yaml_says_the_same_as_csv(tmp_path: Path) -> None:
    content = "- {patient_number: '1', wording: Shown, kind: fact, may_be_shared: yes}\n"
    found = read_reasons(written(tmp_path, "r.yaml", content), {"1"})
    assert found.faults == []
    assert found.of("1")[0].fields == {"wording": "Shown", "kind": "fact"}


def test_a_row_that_cannot_be_used_leaves_the_person_unfinished(tmp_path: Path) -> None:
    rows = "ab1,Shown,fact,yes,,,\nAB1,Shown,fakt,yes,,,\n2,Shown,fact,yes,,,\n"
    found = read_reasons(written(tmp_path, "r.csv", REASONS + rows), ["ab1", "2"])
    assert (found.is_unfinished("ab1"), found.is_unfinished("2")) == (True, False)
    assert "No talk was made" in str(found.faults[0])


def test_yaml_keeps_every_value_as_it_is_written(tmp_path: Path) -> None:
    content = (
        "- {patient_number: 007, wording: 2026-01-01 25:00:00, kind: fact, may_be_shared: true}\n"
    )
    found = read_reasons(written(tmp_path, "r.yaml", content), ["007"])
    assert found.faults == []
    assert found.of("007")[0].fields["wording"] == "2026-01-01 25:00:00"


@pytest.mark.parametrize(
    "row",
    [
        "{wording: a, kind: fact, may_be_shared: yes, date: 2026-02-30}",
        "{wording: {a: PLANTED}, kind: fact, may_be_shared: yes}",
        "{wording: a, kind: [PLANTED], may_be_shared: yes}",
        "{wording: a, kind: " + "9" * 5_000 + ", may_be_shared: yes}",
    ],
)
def test_a_value_that_is_none_is_a_fault_of_its_row(tmp_path: Path, row: str) -> None:
    content = "- " + row.replace("{wording", "{patient_number: 1, wording", 1) + "\n"
    found = read_reasons(written(tmp_path, "r.yaml", content), ["1"])
    assert found.is_unfinished("1")
    assert "PLANTED" not in str(found.faults[0])


@pytest.mark.parametrize("content", ["[" * 3_000, "a: 1\n---\nb: 2", "- {? [a] : b}", "\x00"])
def test_yaml_that_is_no_list_of_reasons_is_refused_in_plain_words(
    tmp_path: Path, content: str
) -> None:
    with pytest.raises(PrepareError):
        read_reasons(written(tmp_path, "r.yaml", content), ["1"])
