from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research import folder
from coprod_widgets.research.folder import check_free, whole_folder

FILES = {"answers.csv": b"a\n", "dataset.json": b"{}\n"}
NAMES = frozenset(FILES)


def left_in(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def test_all_files_appear_together_after_the_block(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    with whole_folder(out, FILES):
        assert not out.exists()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == FILES
    assert left_in(out.parent) == ["out"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out, FILES):
        pass
    assert out.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in out.iterdir())


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    with whole_folder(tmp_path, FILES):
        pass
    assert left_in(tmp_path) == sorted(FILES)


def test_an_earlier_data_set_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for content in (b"old", b"new"):
        with whole_folder(out, FILES | {"answers.csv": content}):
            pass
    assert (out / "answers.csv").read_bytes() == b"new"
    assert left_in(tmp_path) == ["out"]


@pytest.mark.parametrize("names", [["thesis.docx"], ["answers.csv"], [*FILES, "thesis.docx"]])
def test_a_folder_with_other_things_in_it_is_refused_and_left_as_it_is(
    tmp_path: Path, names: list[str]
) -> None:
    for name in names:
        (tmp_path / name).write_text("mine")
    with pytest.raises(CoprodError, match="other things"), whole_folder(tmp_path, FILES):
        pass
    assert left_in(tmp_path) == sorted(names)


def test_a_file_and_a_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(CoprodError, match="not a folder"):
            check_free(tmp_path / name, NAMES)


@pytest.mark.parametrize("step", ["write_new", "sync_folder"])
def test_a_full_disk_is_one_plain_line_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folder, step, full)
    with pytest.raises(CoprodError, match="disk is full"), whole_folder(tmp_path / "out", FILES):
        pass
    assert left_in(tmp_path) == []


def test_if_the_block_fails_no_folder_appears_and_the_earlier_one_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out, FILES):
        pass
    with pytest.raises(KeyError), whole_folder(out, FILES | {"answers.csv": b"new"}):
        raise KeyError
    assert (out / "answers.csv").read_bytes() == FILES["answers.csv"]
    assert left_in(tmp_path) == ["out"]


def test_if_the_last_step_fails_the_earlier_data_set_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with whole_folder(out, FILES):
        pass
    rename = Path.rename

    def fails_for_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_new)
    with pytest.raises(CoprodError, match="Permission denied"), whole_folder(out, FILES):
        pass
    assert left_in(out) == sorted(FILES)
    assert left_in(tmp_path) == ["out"]
