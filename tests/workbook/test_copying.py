"""A copy shows what its talk was when it was made, and says how PDF files can be had."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from coprod_widgets.access.accounts import Role
from coprod_widgets.errors import NotFoundError
from coprod_widgets.instrument.loading import load, text_of
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Answer, Happening, Place
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.reveal import is_sealed
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.beginning import begin
from coprod_widgets.workbook.copying import (
    NoPdfError,
    NotClosedError,
    check_pdf,
    copy_html,
    copy_pdf,
    has_pdf,
    make_copy,
)
from coprod_widgets.workbook.finding import find
from coprod_widgets.workbook.preparing import add_prepared
from tests.cli.running import assert_refused, coprod
from tests.store.ward import fill, happen, say
from tests.widgets.copies import LONG, copy_of, sheets_of, talk, words
from tests.workbook.answering import answered
from tests.workbook.conftest import AT
from tests.workbook.patient_texts import BOOKS


@pytest.fixture
def ward(tmp_path: Path) -> Store:
    """A small ward whose first talk is closed."""
    store, _ = Store.create(Settings.load(tmp_path / "data"))
    fill(store)
    happen(store, "i_1", Happening.CLOSED)
    return store


def test_a_copy_stays_what_it_was_when_the_talk_is_opened_again(ward: Store) -> None:
    with ward as store:
        first = make_copy(store, "i_1", "a_nora", AT)
        before = copy_html(store, first)
        happen(store, "i_1", Happening.REOPENED)
        say(store, "i_1", "SAID LATER")
        happened = copy_html(store, first)
        assert happened == before
        assert "SAID LATER" not in before
        with pytest.raises(NotClosedError, match="not closed"):
            make_copy(store, "i_1", "a_nora", AT)


def test_a_talk_that_is_going_on_or_is_not_there_has_no_copy(ward: Store) -> None:
    with ward as store:
        with pytest.raises(NotClosedError):
            make_copy(store, "i_2", "a_nora", AT)
        with pytest.raises(NotFoundError):
            make_copy(store, "i_none", "a_nora", AT)
        assert store.copies_of("i_2") == []


def test_without_the_extra_the_refusal_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert not has_pdf()
    with pytest.raises(NoPdfError, match=r"pip install 'coprod\[pdf\]'"):
        check_pdf()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("book_id", BOOKS)
def test_every_workbook_has_a_copy_in_which_nothing_sealed_is(
    tmp_path: Path, book_id: str, seed: int
) -> None:
    store, _ = Store.create(Settings.load(tmp_path / "data"))
    with store:
        nora = store.add_account("Nora", Role.CLINICIAN, "a long enough one")
        patient = store.add_patient("Sam Hill", "1", clinician_id=nora.id)
        workbook = find(book_id)
        instrument = load(workbook.instrument)
        store.keep_instrument(instrument, text_of(workbook.instrument))
        made = add_prepared(store, workbook, instrument, patient, nora, [], AT)
        begin(store, made, AT, nora.id)
        said = answered(store.interview(made), seed)
    told = copy_of(said)
    assert "SEALED" not in told
    sealed = [q for q in said.instrument.questions if q.reveal is Reveal.SEALED]
    for question in sealed:
        place = Place(question.id, None, Voice.PATIENT)
        shown = words(str(question.ask.to(Voice.PATIENT).say("en")))
        assert (shown in words(told)) is (not is_sealed(said, place) and place in said_at(said))
    pages = sheets_of(told)
    assert len(pages) < 80
    assert "Nora (staff)" in words(told)


def said_at(talk: Interview) -> set[Place]:
    """The places at which something was said."""
    return {entry.place for entry in talk.entries if isinstance(entry, Answer)}


needs_pdf = pytest.mark.skipif(not has_pdf(), reason="PDF files can't be made here")


@needs_pdf
@pytest.mark.parametrize("kind", LONG)
def test_a_pdf_has_a_page_a_sheet_and_says_its_language(kind: str) -> None:
    page = copy_of(talk(well=LONG[kind].strip()))
    read = PdfReader(io.BytesIO(copy_pdf(page)))
    assert len(read.pages) == page.count('class="sheet"')
    assert read.trailer["/Root"]["/Lang"] == "en"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


@needs_pdf
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.css", "file:///etc/hostname", "data:text/css,x"]
)
def test_nothing_is_fetched_for_a_pdf(address: str, caplog: pytest.LogCaptureFixture) -> None:
    asking = f'<html lang="en"><title>x</title><link rel="stylesheet" href="{address}"><p>x</p>'
    assert copy_pdf(asking).startswith(b"%PDF")
    assert "disallowed protocol" in caplog.text


@pytest.mark.slow
def test_the_command_line_writes_a_numbered_copy_and_refuses_in_plain_words(ward: Store) -> None:
    data = ward.settings.data
    ward.close()
    out = data.parent / "copy.html"
    done = coprod("copy", "i_1", "--out", str(out), "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert "Copy 1 is in" in done.stdout
    assert out.stat().st_mode & 0o777 == 0o600
    assert "It is copy 1" in words(out.read_text("utf-8"))
    again = coprod("copy", "i_1", "--out", str(out), "--data", str(data))
    assert_refused(again, "is there already")
    other = coprod("copy", "i_1", "--out", str(data.parent / "copy.doc"), "--data", str(data))
    assert_refused(other, "copy.doc")
    open_still = coprod("copy", "i_2", "--out", str(data.parent / "2.html"), "--data", str(data))
    assert_refused(open_still, "not closed")
    if has_pdf():
        paper = data.parent / "copy.pdf"
        done = coprod("copy", "i_1", "--out", str(paper), "--data", str(data))
        assert done.returncode == 0, done.stderr
        assert paper.read_bytes().startswith(b"%PDF")
