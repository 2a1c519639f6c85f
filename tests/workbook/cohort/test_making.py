from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.cohort import making
from coprod_widgets.workbook.cohort.making import make_cohort
from coprod_widgets.workbook.cohort.page import as_page
from tests.research.statistics.made import folder
from tests.workbook.conftest import silent

AT = datetime(2026, 12, 9, tzinfo=UTC)


def make(store: Store, view: str, out: Path, dataset: Path | None = None) -> None:
    make_cohort(store.settings, view, out, dataset=dataset, at=AT, progress=silent)


@pytest.mark.slow
@pytest.mark.parametrize("view", ["team", "research"])
def test_the_notebook_is_executed_static_and_names_no_path(
    store: Store, tmp_path: Path, view: str
) -> None:
    dataset = folder(tmp_path / "set") if view == "research" else None
    out = tmp_path / "cohort.ipynb"
    make(store, view, out, dataset)
    written = out.read_text(encoding="utf-8")
    assert out.stat().st_mode & 0o777 == 0o600
    assert str(tmp_path) not in written
    cells = json.loads(written)["cells"]
    kinds = {kind for cell in cells for o in cell.get("outputs", ()) for kind in o.get("data", ())}
    assert kinds == {"text/html", "text/plain"}
    page = as_page(written.encode())
    assert "How to read this" in page
    for word in ("<script", "http:", "https:", "open_cohort", "onload"):
        assert word not in page.replace("http://www.w3.org/2000/svg", "")
    if view == "team":
        assert "No whole month has anything to show yet." in page
    else:
        assert "How well the statements on sharing power hang together" in page


@pytest.mark.slow
def test_without_a_data_set_it_makes_one_of_who_said_yes_and_keeps_account_of_it(
    store: Store, tmp_path: Path
) -> None:
    make(store, "research", tmp_path / "page.html")
    assert len(store.datasets()) == 1
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_disk_that_fills_is_told_plainly_and_keeps_no_half_of_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "_executed", lambda *_: b"{}")
    monkeypatch.setattr(os, "fsync", full)
    out = tmp_path / "made" / "cohort.ipynb"
    out.parent.mkdir()
    with pytest.raises(CoprodError, match="disk is full: the team view was not written to"):
        make(store, "team", out)
    assert list(out.parent.iterdir()) == []


def test_what_cannot_be_made_is_refused_before_anything_is_done(
    store: Store, tmp_path: Path
) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine")
    for view, out, words in [
        ("nurses", tmp_path / "a.html", "There is no view"),
        ("team", tmp_path / "a.pdf", "neither a notebook nor a page"),
        ("team", there, "is there already"),
        ("team", tmp_path / "no" / "a.html", "There is no folder"),
    ]:
        with pytest.raises(CoprodError, match=words):
            make(store, view, out)
    with pytest.raises(CoprodError, match="not of a data set"):
        make(store, "team", tmp_path / "a.html", tmp_path)
    with pytest.raises(CoprodError, match="is no data set"):
        make(store, "research", tmp_path / "a.html", tmp_path)
    assert there.read_text() == "mine"
    assert store.datasets() == []


@pytest.mark.slow
def test_a_folder_without_a_store_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(CoprodError, match="could not be worked out: cell"):
        make_cohort(
            Settings.load(tmp_path / "nothing"),
            "team",
            tmp_path / "a.html",
            dataset=None,
            at=AT,
            progress=silent,
        )
    assert not (tmp_path / "a.html").exists()
