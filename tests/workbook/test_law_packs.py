"""Which law pack people are told: the hospital's own before ours, and whether it was approved."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from coprod_widgets.errors import LawError, NotFoundError
from coprod_widgets.law.loading import load
from coprod_widgets.workbook.law_packs import (
    approve_pack,
    copy_pack,
    find_pack,
    law_pack,
    pack_files,
)
from tests.law.tiny import FOLDER, TINY

DAY = date(2026, 3, 9)


def own_folder(made_in: Path) -> Path:
    """A hospital's folder with the tiny pack in it."""
    own = made_in / "law"
    own.mkdir()
    (own / "tiny.yaml").write_text(TINY)
    return own


def test_our_packs_are_there_without_any_folder(tmp_path: Path) -> None:
    files = pack_files(tmp_path / "law")
    assert [file.id for file in files] == ["blank", "england_wales", "scotland"]
    assert not any(file.is_own for file in files)
    assert law_pack("scotland", tmp_path / "law").approved is None


def test_the_hospitals_own_pack_goes_before_ours(tmp_path: Path) -> None:
    own = tmp_path / "law"
    path = copy_pack("scotland", own)
    path.write_text(path.read_text("utf-8").replace("jurisdiction: Scotland", "jurisdiction: Here"))
    assert find_pack("scotland", own).is_own
    assert law_pack("scotland", own).jurisdiction == "Here"


def test_a_faulty_pack_of_the_hospitals_is_refused_and_ours_not_shown_instead(
    tmp_path: Path,
) -> None:
    own = tmp_path / "law"
    copy_pack("scotland", own).write_text("id: scotland\n")
    with pytest.raises(LawError, match=r"scotland\.yaml has"):
        law_pack("scotland", own)


@pytest.mark.parametrize("pack_id", ["nowhere", "approvals", "../scotland", "", "x" * 999])
def test_a_pack_that_is_not_there_is_refused_with_those_there_are(
    tmp_path: Path, pack_id: str
) -> None:
    own = own_folder(tmp_path)
    approve_pack("tiny", own, by="Ada", on=DAY)
    with pytest.raises(NotFoundError) as refused:
        find_pack(pack_id, own)
    assert refused.value.cure == "There are: blank, england_wales, scotland, tiny."
    assert len(refused.value.problem) < 100


def test_a_copy_says_what_ours_says_and_is_not_written_over(tmp_path: Path) -> None:
    own = tmp_path / "law"
    path = copy_pack("scotland", own)
    assert path.read_bytes() == (FOLDER / "scotland.yaml").read_bytes()
    path.write_text("# Hours of work.\n")
    with pytest.raises(LawError, match="already"):
        copy_pack("scotland", own)
    assert path.read_text() == "# Hours of work.\n"


def test_an_approval_holds_until_the_pack_says_something_else(tmp_path: Path) -> None:
    own = own_folder(tmp_path)
    assert approve_pack("tiny", own, by=" Ada Law ", on=DAY).is_approved
    pack = law_pack("tiny", own)
    assert pack.approved is not None
    assert (pack.approved.by, pack.approved.date, pack.is_approved) == ("Ada Law", DAY, True)
    (own / "tiny.yaml").write_text("# A comment of the office.\n" + TINY)
    assert law_pack("tiny", own).is_approved
    (own / "tiny.yaml").write_text(TINY.replace("rung: 2", "rung: 4"))
    assert not law_pack("tiny", own).is_approved
    assert approve_pack("tiny", own, by="Bo", on=DAY).is_approved


def test_approving_leaves_the_pack_and_its_comments_as_they_are(tmp_path: Path) -> None:
    own = own_folder(tmp_path)
    (own / "tiny.yaml").write_text("# Ours.\n" + TINY)
    approve_pack("tiny", own, by="Ada", on=DAY)
    assert (own / "tiny.yaml").read_text() == "# Ours.\n" + TINY


def test_earlier_approvals_are_kept(tmp_path: Path) -> None:
    own = own_folder(tmp_path)
    approve_pack("tiny", own, by="Ada", on=DAY)
    approve_pack("tiny", own, by="Bo: \"#'", on=DAY)
    text = (own / "approvals.yaml").read_text("utf-8")
    assert [name in text for name in ("Ada", "Bo")] == [True, True]
    pack = law_pack("tiny", own)
    assert pack.approved is not None
    assert pack.approved.by == "Bo: \"#'"


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of files")
def test_what_the_hospital_wrote_is_its_owners_only(tmp_path: Path) -> None:
    own = tmp_path / "law"
    copy_pack("scotland", own)
    approve_pack("scotland", own, by="Ada", on=load(own / "scotland.yaml").checked)
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    for path in own.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(path.name for path in own.iterdir()) == ["approvals.yaml", "scotland.yaml"]


@pytest.mark.parametrize("by", ["", "  ", "Ada\nLaw", "x" * 101, "Ada\x00"])
def test_nobody_approves_without_a_name(tmp_path: Path, by: str) -> None:
    own = own_folder(tmp_path)
    with pytest.raises(LawError, match="can't be the name"):
        approve_pack("tiny", own, by=by, on=DAY)
    assert not (own / "approvals.yaml").exists()


def test_ours_cannot_be_approved_before_it_is_the_hospitals_own(tmp_path: Path) -> None:
    with pytest.raises(LawError) as refused:
        approve_pack("scotland", tmp_path / "law", by="Ada", on=DAY)
    assert "coprod law copy scotland" in refused.value.cure


def test_a_pack_that_is_past_its_review_cannot_be_approved(tmp_path: Path) -> None:
    own = own_folder(tmp_path)
    with pytest.raises(LawError, match="2026-07-05"):
        approve_pack("tiny", own, by="Ada", on=date(2026, 7, 6))


def test_approvals_that_cannot_be_read_are_never_written_over(tmp_path: Path) -> None:
    own = own_folder(tmp_path)
    (own / "approvals.yaml").write_text("approvals: [\n")
    with pytest.raises(LawError, match=r"approvals\.yaml"):
        approve_pack("tiny", own, by="Ada", on=DAY)
    assert (own / "approvals.yaml").read_text() == "approvals: [\n"
    with pytest.raises(LawError, match=r"approvals\.yaml"):
        law_pack("tiny", own)
