"""Law packs, as a hospital's legal office handles them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import assert_refused, coprod, folder
from tests.law.tiny import FOLDER, TINY


def test_a_hospital_takes_a_pack_over_and_approves_it(tmp_path: Path) -> None:
    data = folder(tmp_path)
    at = ["--data", data]
    assert_refused(coprod("law", "approve", "scotland", "--by", "Ada", *at), "law copy scotland")
    copied = coprod("law", "copy", "scotland", *at)
    own = Path(data) / "law" / "scotland.yaml"
    assert str(own) in copied.stdout
    assert_refused(coprod("law", "copy", "scotland", *at), "already", str(own))
    own.write_text(own.read_text("utf-8").replace("review_by: 2027", "review_by: 2999"))
    done = coprod("law", "approve", "scotland", "--by", "Ada Law, legal office", *at)
    assert done.returncode == 0, done.stderr
    assert "approved by Ada Law, legal office on 2" in done.stdout
    line = coprod("law", "list", *at).stdout.splitlines()[-1]
    assert "in use  the hospital's  1.0.0, approved by Ada Law" in line
    own.write_text(own.read_text("utf-8").replace("rung: 3", "rung: 2", 1))
    assert "changed since Ada Law" in coprod("law", "list", *at).stdout
    assert "changed since Ada Law" in coprod("law", "check", "scotland", *at).stdout


def test_every_pack_is_listed_without_a_data_folder(tmp_path: Path) -> None:
    done = coprod("law", "list", "--data", str(tmp_path / "none"))
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "blank",
        "england_wales",
        "scotland",
    ]
    assert "not approved" in done.stdout
    assert not (tmp_path / "none").exists()


def test_a_faulty_pack_is_listed_with_the_others_and_checked_with_its_faults(
    tmp_path: Path,
) -> None:
    data = folder(tmp_path)
    own = Path(data) / "law"
    own.mkdir()
    spoiled = TINY.replace("rung: 1", "rung: 7").replace("id: medicine", "id: medecine")
    (own / "tiny.yaml").write_text(spoiled)
    listed = coprod("law", "list", "--data", data)
    assert listed.returncode == 0
    assert "tiny.yaml has 2 faults" in listed.stdout
    assert "scotland" in listed.stdout
    checked = coprod("law", "check", "--data", data)
    assert checked.returncode == 1
    for told in ("tiny.yaml:11: topics[0].rung", "Did you mean 'medicine'?", "scotland 1.0.0"):
        assert told in checked.stdout
    refused = coprod("law", "approve", "tiny", "--by", "Ada", "--data", data)
    assert_refused(refused, "2 faults", "law check")


def test_a_file_anywhere_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    at = ["--data", str(tmp_path)]
    done = coprod("law", "check", str(tmp_path / "tiny.yaml"), str(FOLDER / "blank.yaml"), *at)
    assert done.returncode == 0
    assert "tiny 1.0.0 holds 2 topics, 1 rights, in en; not approved" in done.stdout
    missing = coprod("law", "check", str(tmp_path / "nothing.yaml"), *at)
    assert missing.returncode == 1
    assert "can't be read" in missing.stdout


@pytest.mark.parametrize("command", [("check",), ("copy",), ("approve", "--by", "Ada")])
def test_a_pack_that_is_not_there_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    data = folder(tmp_path)
    done = coprod("law", command[0], "nowhere", *command[1:], "--data", data)
    assert_refused(done, "'nowhere'", "scotland")


@pytest.mark.parametrize("command", [("copy",), ("approve", "--by", "Ada")])
def test_no_data_folder_is_begun(tmp_path: Path, command: tuple[str, ...]) -> None:
    none = tmp_path / "none"
    done = coprod("law", command[0], "scotland", *command[1:], "--data", str(none))
    assert_refused(done, "coprod init", str(none))
    assert not none.exists()


def test_a_setting_that_names_no_pack_is_told(tmp_path: Path) -> None:
    data = folder(tmp_path)
    (Path(data) / "coprod.toml").write_text('law = "ireland"\n')
    assert_refused(coprod("law", "list", "--data", data), "ireland")


def test_a_pack_that_is_approved_and_not_in_use_says_how_to_use_it(tmp_path: Path) -> None:
    data = folder(tmp_path)
    own = Path(data) / "law"
    own.mkdir()
    (own / "tiny.yaml").write_text(TINY.replace("review_by: 2026", "review_by: 2999"))
    done = coprod("law", "approve", "tiny", "--by", "Ada", "--data", data)
    assert 'law = "tiny"' in done.stdout
