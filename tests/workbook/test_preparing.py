from __future__ import annotations

import json
from pathlib import Path

import pytest

from coprod_widgets.errors import NotFoundError
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.workbook.preparing import Prepared, prepare
from tests.workbook.conftest import AT, silent

CASELOAD = "patient_number,patient_name,clinician,research_consent\n"
REASONS = "patient_number,wording,kind,may_be_shared,count_cleared\n"


def prepared(store: Store, folder: Path, caseload: str, reasons: str = "") -> Prepared:
    people, written = folder / "people.csv", folder / "reasons.csv"
    people.write_text(CASELOAD + caseload, encoding="utf-8")
    written.write_text(REASONS + reasons, encoding="utf-8")
    return prepare(store, "reasons", caseload=people, reasons=written, at=AT, progress=silent)


def test_an_interview_is_made_ready_with_its_reasons_and_a_count(
    store: Store, tmp_path: Path
) -> None:
    reasons = "7,First reason,fact,yes,\n7,,opinion,no,yes\n7,Second reason,opinion,yes,\n"
    made = prepared(store, tmp_path, "7,Alder Brook,nora,yes\n", reasons)
    talk = store.interview(made.made[0])
    assert talk.state is State.READY
    assert [row.fields["wording"] for row in talk.rows("reasons")] == [
        "First reason",
        "Second reason",
    ]
    assert talk.withheld == (1, True)
    assert store.consent(store.about(talk.id).patient_id) == "yes"


def test_a_count_that_one_reason_forbids_is_not_cleared(store: Store, tmp_path: Path) -> None:
    reasons = "7,,opinion,no,yes\n7,,opinion,no,no\n"
    made = prepared(store, tmp_path, "7,Alder Brook,nora,\n", reasons)
    assert store.interview(made.made[0]).withheld == (2, False)


def test_the_prepared_notebook_holds_an_id_and_nothing_else(store: Store, tmp_path: Path) -> None:
    made = prepared(store, tmp_path, "7,Alder Brook,nora,\n", "7,PLANTED,fact,yes,\n")
    notebook = store.notebook(made.made[0]).decode()
    body = json.loads(notebook)
    assert body["metadata"]["papermill"]["parameters"] == {"interview": made.made[0]}
    assert body["metadata"]["papermill"]["input_path"].startswith("coprod://")
    for secret in ("Alder", "PLANTED", str(tmp_path), str(Path.home()), "nora"):
        assert secret not in notebook


def test_what_may_not_be_shared_is_in_no_file(store: Store, tmp_path: Path) -> None:
    made = prepared(store, tmp_path, "7,Alder Brook,nora,\n", "7,PLANTED,fact,no,\n")
    assert "PLANTED" not in "".join(map(str, made.faults))
    assert "PLANTED" not in repr(store.interview(made.made[0]))
    for path in store.settings.data.rglob("*"):
        assert path.is_dir() or b"PLANTED" not in path.read_bytes()


def test_preparing_twice_makes_nothing_twice(store: Store, tmp_path: Path) -> None:
    first = prepared(store, tmp_path, "7,Alder Brook,nora,\n")
    again = prepared(store, tmp_path, "7,Alder Brook,nora,withdrawn\n8,Basil Thorne,nora,\n")
    assert len(first.made) == len(again.made) == 1
    assert "ready for this person already" in str(again.faults[0])
    patient = store.about(first.made[0]).patient_id
    assert store.consent(patient) == "withdrawn"


def test_an_unknown_clinician_is_named_and_the_rest_is_done(store: Store, tmp_path: Path) -> None:
    made = prepared(store, tmp_path, "7,Alder Brook,otto,\n8,Basil Thorne,nora,\n")
    assert len(made.made) == 1
    assert "otto" in str(made.faults[0])


def test_an_unknown_workbook_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        prepare(store, "nothing", caseload=tmp_path, reasons=None, at=AT, progress=silent)
