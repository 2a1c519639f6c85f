from __future__ import annotations

from pathlib import Path

from tests.research.statistics.made import folder

from .running import assert_refused, coprod


def test_what_it_cannot_make_is_one_plain_line_and_a_cure(tmp_path: Path) -> None:
    out = str(tmp_path / "a.pdf")
    assert_refused(coprod("cohort", "--out", out), "neither a notebook nor a page", ".html")
    out = str(tmp_path / "a.html")
    said = coprod("cohort", "--view", "research", "--dataset", str(tmp_path), "--out", out)
    assert_refused(said, "is no data set", "coprod dataset --out FOLDER")


def test_a_data_set_of_another_machine_needs_no_data_folder(tmp_path: Path) -> None:
    made, out = folder(tmp_path / "set", people=9), tmp_path / "a.html"
    arguments = ("--view", "research", "--dataset", str(made), "--out", str(out))
    done = coprod("cohort", "--data", str(tmp_path / "nothing"), *arguments)
    assert done.stdout == f"The research view is in {out}\n", done.stderr
    page = out.read_text("utf-8")
    assert "12 people said no to research" in page
    assert "fewer than 10 people" in page
    assert not (tmp_path / "nothing").exists()
