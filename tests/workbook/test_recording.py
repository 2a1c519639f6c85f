"""A closed talk, executed once more and sealed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import CoprodError
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.happening import Happened, moment_from
from coprod_widgets.research.reading import read_record
from coprod_widgets.server.record_view import told
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.store.records import RecordRow
from coprod_widgets.widgets.picture import picture_html
from coprod_widgets.workbook import recording
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.kernel import kernel_environment
from coprod_widgets.workbook.preparing import add_prepared
from coprod_widgets.workbook.recording import record, record_all
from coprod_widgets.workbook.simulating import simulate
from tests.browser.workshop import BOOK
from tests.workbook.conftest import AT, silent

pytestmark = pytest.mark.slow
HELD = Habits(left_out=0)


@pytest.fixture
def closed(tmp_path: Path) -> Store:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    simulate(made, patients=1, seed=1, progress=silent, habits=HELD, workbooks=["reasons"])
    return made


def test_what_was_closed_before_a_crash_is_written_down_at_the_next_start(closed: Store) -> None:
    with closed as store:
        (interview,) = store.unrecorded()
        made = record_all(store, None, workers=1, progress=silent)
        assert made.faults == []
        assert store.unrecorded() == []
        row = store.records_of(interview)[0]
        assert record(store, interview, AT) == row
        notebook = store.record_notebook(row.id)
        assert read_record(notebook).head == store.head(interview)
        body = json.loads(notebook)
        assert "widgets" not in body["metadata"]
        assert body["metadata"]["papermill"]["input_path"].startswith("coprod://")
        told = notebook.decode()
        patient = store.patient(store.about(interview).patient_id)
        for secret in (patient.name, patient.number, str(store.settings.data), "Traceback"):
            assert secret not in told
        assert "AGE-SECRET" not in told
        assert not list(Path.cwd().glob("kernel-*"))


def test_a_notebook_that_fails_leaves_no_record_and_a_plain_line(
    closed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closed as store:
        (interview,) = store.unrecorded()
        broken = json.loads(store.notebook(interview))
        broken["cells"][-1]["source"] = "raise ValueError('PLANTED')"
        monkeypatch.setattr(store, "notebook", lambda _: json.dumps(broken).encode())
        with pytest.raises(CoprodError, match="could not be written down") as refused:
            record(store, interview, AT)
        assert "PLANTED" not in str(refused.value)
        assert store.records_of(interview) == []


def test_a_talk_that_is_not_closed_is_not_recorded(store: Store) -> None:
    with pytest.raises(CoprodError, match="i_nothing"):
        record(store, "i_nothing", AT)


def test_a_kernel_is_given_an_allow_list_and_nothing_of_it_stays(tmp_path: Path) -> None:
    with (
        mock.patch.dict(os.environ, {"DB_PASSWORD": "PLANTED"}),
        kernel_environment("hold", tmp_path) as given,
    ):
        assert "PLANTED" not in given.values()
        assert given["COPROD_MODE"] == "hold"
        folder = Path(given["HOME"])
        assert folder.exists()
    assert not folder.exists()


def test_pictures_are_told_as_they_were_in_the_talk_when_their_files_are_long_gone(
    tmp_path: Path,
) -> None:
    shutil.copytree(BOOK.instrument.parent, tmp_path / "book")
    book = replace(BOOK, instrument=tmp_path / "book" / BOOK.instrument.name)
    settings = Settings.load(tmp_path / "data")
    with Store.create(settings)[0] as store:
        instrument = load(book.instrument)
        store.keep_instrument(instrument, text_of(book.instrument))
        shutil.rmtree(tmp_path / "book")
        nora = store.add_account("Nora", Role.CLINICIAN, "a password long enough")
        patient = store.add_patient("A patient", "N1", clinician_id=nora.id)
        talk = add_prepared(store, book, instrument, patient, nora, [], AT)
        for key, happening in (("opened00", Happening.OPENED), ("closed00", Happening.CLOSED)):
            made = Happened(key, happening)
            store.append(talk, key, partial(moment_from, happened=made, at=AT, by=nora.id))
        notebook = store.record_notebook(record(store, talk, AT).id)
    cells = json.loads(notebook)["cells"]
    outputs = [output["data"] for cell in cells for output in cell.get("outputs", ())]
    written = "".join("".join(data.get("text/html", "")) for data in outputs)
    shown = told(notebook)
    for name in ("sun", "house", "red"):
        drawn = str(picture_html(instrument.pictures[f"{name}.svg"]))
        # The picture of a choice that nobody picked is not in a record.
        assert written.count(drawn) == {"sun": 2, "house": 1, "red": 0}[name]
    # Reading it makes it harmless, and leaves the pictures.
    assert (shown.count("<svg"), shown.count("<path"), shown.count("<rect")) == (3, 1, 1)


def test_one_that_fails_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_store: Store, interview_id: str, _at: datetime) -> RecordRow:
        if interview_id == first:
            raise ValueError("PLANTED")
        return RecordRow("r_1", interview_id, 1, "", "", AT)

    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made as store:
        simulate(store, patients=2, seed=1, progress=silent, habits=HELD, workbooks=["reasons"])
        first, _ = store.unrecorded()
        monkeypatch.setattr(recording, "record", fails)
        recorded = record_all(store, None, workers=1, progress=silent)
    assert recorded.made == ["r_1"]
    assert first in recorded.faults[0]
    assert "PLANTED" not in recorded.faults[0]


def test_a_process_that_is_ended_takes_no_other_interview_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = Store.create(Settings.load(tmp_path / "data"))
    with made as store:
        simulate(store, patients=3, seed=1, progress=silent, habits=HELD, workbooks=["reasons"])
        doomed = store.unrecorded()[0]
        monkeypatch.setattr(recording, "_in_a_process", partial(ended_at, doomed))
        steps: list[tuple[int, int]] = []
        recorded = record_all(store, None, workers=2, progress=lambda *step: steps.append(step))
    assert len(recorded.made) == 2
    assert [doomed in fault for fault in recorded.faults] == [True]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def ended_at(doomed: str, data: Path, interview_id: str) -> tuple[str, str]:
    """What a worker does whose process is ended from outside at one interview."""
    if interview_id == doomed:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"r_{interview_id}", ""


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has sockets with a path")
def test_a_temporary_folder_with_a_long_path_is_gone_round(
    closed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with closed as store:
        (interview,) = store.unrecorded()
        assert record(store, interview, AT).version == 1
