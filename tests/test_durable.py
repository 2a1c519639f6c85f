"""Files that are on the disk, whole, when a call returns."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from coprod_widgets.durable import write_new, write_over


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_new_file_is_its_owners_only_and_never_written_over(tmp_path: Path) -> None:
    write_new(tmp_path / "a", b"first")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"


def test_a_file_written_over_is_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_over(tmp_path / "a.json", b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_over(tmp_path / "a.json", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"old"
    monkeypatch.undo()
    write_over(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_no_half_of_a_new_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "a", b"first")
    assert list(tmp_path.iterdir()) == []
