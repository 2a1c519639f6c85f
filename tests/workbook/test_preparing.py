from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import NotFoundError, PrepareError
from coprod_widgets.interview.interview import State
from coprod_widgets.store import Store
from coprod_widgets.workbook.preparing import Prepared, prepare, prepare_one
from tests.browser.workshop import BOOK
from tests.store.test_tombstones import backup, restore
from tests.workbook.conftest import AT, silent

CASELOAD = "patient_number,patient_name,clinician,research_consent,consent_date,same_person\n"
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


def test_a_known_number_with_another_name_is_a_fault_and_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    (talk,) = prepared(store, tmp_path, "dx1,John Doe,nora,\n").made
    made = prepared(store, tmp_path, "DX1,Mary Major,nora,yes\n2,Basil Thorne,nora,\n")
    assert len(made.made) == 1
    assert "same_person" in str(made.faults[0])
    patient = store.patient(store.about(talk).patient_id)
    assert (patient.name, store.latest_consent(patient.id)) == ("John Doe", None)


def test_a_corrected_name_of_the_same_person_is_taken_where_it_is_said(
    store: Store, tmp_path: Path
) -> None:
    (talk,) = prepared(store, tmp_path, "7,John Deo,nora,\n").made
    prepared(store, tmp_path, "7,John Doe,nora,,,yes\n")
    assert store.patient(store.about(talk).patient_id).name == "John Doe"


def test_a_name_in_other_case_or_spacing_is_no_other_name(store: Store, tmp_path: Path) -> None:
    (talk,) = prepared(store, tmp_path, "7,JOHN  DOE,nora,\n").made
    made = prepared(store, tmp_path, "7,John Doe,nora,\n")
    assert "ready for this person" in str(made.faults[0])
    assert store.patient(store.about(talk).patient_id).name == "John Doe"


def test_another_clinician_makes_no_second_talk(store: Store, tmp_path: Path) -> None:
    store.add_account("otto", Role.CLINICIAN, "a long enough one")
    (talk,) = prepared(store, tmp_path, "7,Alder Brook,nora,\n").made
    made = prepared(store, tmp_path, "7,Alder Brook,otto,\n")
    assert made.made == []
    assert talk in str(made.faults[0])


def test_a_talk_that_waits_for_a_closed_account_waits_in_nobodys_way(
    store: Store, tmp_path: Path
) -> None:
    store.add_account("otto", Role.CLINICIAN, "a long enough one")
    prepared(store, tmp_path, "7,Alder Brook,nora,\n")
    nora = store.account_named("nora")
    assert nora
    store.close_account(nora, AT)
    assert len(prepared(store, tmp_path, "7,Alder Brook,otto,\n").made) == 1
    assert "closed" in str(prepared(store, tmp_path, "8,Basil Thorne,nora,\n").faults[0])


def test_a_faulty_reason_makes_no_talk_and_its_correction_does(
    store: Store, tmp_path: Path
) -> None:
    people = "rr1,Alder Brook,nora,withdrawn\n2,Basil Thorne,nora,\n"
    made = prepared(store, tmp_path, people, "rr1,Good words,fakt,yes,\nrr1,Others,fact,yes,\n")
    assert [store.about(one).patient_id for one in made.made] == [store.patients()[1].id]
    assert ["No talk was made" in str(fault) for fault in made.faults] == [True]
    assert store.consent(store.patients()[0].id) == "withdrawn"
    again = prepared(store, tmp_path, people, "RR1,Good words,fact,yes,\nrr1,Others,fact,yes,\n")
    assert len(store.interview(again.made[0]).rows("reasons")) == 2


def test_what_was_said_is_written_down_once(store: Store, tmp_path: Path) -> None:
    for _ in range(3):
        prepared(store, tmp_path, "7,Alder Brook,nora,yes\n8,Basil Thorne,nora,no,2026-03-01\n")
    assert [len(store.consents_of(patient.id)) for patient in store.patients()] == [1, 1]
    prepared(store, tmp_path, "7,Alder Brook,nora,yes,2026-03-09\n")
    prepared(store, tmp_path, "7,Alder Brook,nora,withdrawn\n")
    decisions = [decision for decision, _ in store.consents_of(store.patients()[0].id)]
    assert sorted(decisions) == ["withdrawn", "yes", "yes"]
    assert store.consent(store.patients()[0].id) == "withdrawn"


def test_a_withdrawal_comes_after_everything_that_was_said_before(
    store: Store, tmp_path: Path
) -> None:
    prepared(store, tmp_path, "7,Alder Brook,nora,yes\n")
    patient = store.patients()[0].id
    store.add_consent(patient, "yes", AT + timedelta(days=80))
    prepared(store, tmp_path, "7,Alder Brook,nora,withdrawn\n")
    assert store.consent(patient) == "withdrawn"


@pytest.mark.parametrize("said", ["withdrawn", "no", "capacity_lost"])
def test_an_old_caseload_does_not_undo_what_was_said_since(
    store: Store, tmp_path: Path, said: str
) -> None:
    prepared(store, tmp_path, f"7,Alder Brook,nora,{said},2026-03-05\n")
    patient = store.patients()[0].id
    made = prepared(store, tmp_path, "7,Alder Brook,nora,yes\n")
    assert "consent_date" in str(made.faults[0])
    assert store.consent(patient) == said
    prepared(store, tmp_path, "7,Alder Brook,nora,yes,2026-03-09\n")
    assert store.consent(patient) == "yes"


def test_a_workbook_of_the_wards_own_is_found_in_its_data_folder(
    store: Store, tmp_path: Path
) -> None:
    own = store.settings.workbooks / BOOK.id
    shutil.copytree(BOOK.instrument.parent, own)
    shutil.copy(BOOK.notebook, own)
    people = tmp_path / "people.csv"
    people.write_text(CASELOAD + "7,Alder Brook,nora,,,\n", encoding="utf-8")
    made = prepare(store, BOOK.id, caseload=people, reasons=None, at=AT, progress=silent)
    assert store.about(made.made[0]).workbook == BOOK.id
    with pytest.raises(PrepareError, match="no list 'reasons'"):
        prepare(store, BOOK.id, caseload=people, reasons=people, at=AT, progress=silent)


def test_a_wards_own_notebook_need_not_say_what_runs_it(store: Store) -> None:
    own = store.settings.workbooks / BOOK.id
    shutil.copytree(BOOK.instrument.parent, own)
    body = json.loads(BOOK.notebook.read_text("utf-8"))
    (own / BOOK.notebook.name).write_text(json.dumps({**body, "metadata": {}}), encoding="utf-8")
    nora = store.account_named("nora")
    assert nora is not None
    patient = store.add_patient("Alder Brook", "7", clinician_id=nora.id)
    made = prepare_one(store, BOOK.id, patient, nora, AT)
    assert made in store.notebook(made).decode()


def test_an_old_caseload_brings_nobody_back_whom_an_old_backup_has_lost(
    store: Store, tmp_path: Path
) -> None:
    kept = backup(store.settings, tmp_path)
    prepared(store, tmp_path, "7,Alder Brook,nora,yes\n")
    store.add_consent(store.patients()[0].id, "withdrawn", AT + timedelta(days=1))
    store.close()
    restore(store.settings, kept)
    with Store.open(store.settings) as old:
        assert old.patients() == []
        refused = prepared(old, tmp_path, "7,Alder Brook,nora,yes\n")
        assert "latest word on research is withdrawn" in str(refused.faults[0])
        prepared(old, tmp_path, "7,Alder Brook,nora,yes,2026-03-02\n")
        assert old.consent(old.patients()[0].id) == "withdrawn"
