"""One folder with everything that a study may be sent: each fault named, and the rest done."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research import gathering
from coprod_widgets.research.dataset import Made, make_dataset_from
from coprod_widgets.research.formats import WRITERS
from coprod_widgets.research.handing_out import hand_out
from coprod_widgets.research.reading import NEWEST_FORMAT, output_of
from coprod_widgets.research.seals import LIST, SIGNATURE

from .records import body, notebook
from .test_dataset import HEAD, NOW, Shelf

PEOPLE = ("anna", "bert", "cora", "dora", "emil", "finn")
NOBODY = "0" * 64


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


def reseal(ward: Shelf, folder: Path, path: Path, content: bytes) -> None:
    """Change a record and the signed list with it, as a newer coprod would have made both."""
    path.write_bytes(content)
    listed = json.loads((folder / LIST).read_bytes())
    entry = next(one for one in listed["records"] if one["file"] == path.name)
    output = bytes(output_of(content))
    begins = content.index(output)
    entry |= {"digest": hashlib.sha256(content).hexdigest()}
    entry |= {"begins": begins, "ends": begins + len(output)}
    (folder / LIST).write_bytes(json.dumps(listed).encode())
    (folder / SIGNATURE).write_bytes(ward.store.keys.sign((folder / LIST).read_bytes()))


class Study:
    """A folder as it came together, the key of its first hospital, and what is wrong with what."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder, self.wrong = tmp_path / "study", dict[str, str]()
        own, again, other = (self.folder / name for name in ("a_own", "b_again", "c_other"))
        ward = Shelf(tmp_path / "data")
        for number, name in enumerate(PEOPLE):
            ward.put(f"p_{name}", f"i_{number}", "yes")
        self.key = hand_out(ward.store, own, at=NOW, progress=quiet).public_key
        first, *rest = sorted(own.glob("*.ipynb"))
        shutil.copytree(own, again)
        self.cut_and_edited(ward, rest)
        for path in again.glob("*.ipynb"):
            problem = self.wrong.get(str(own / path.name), "")
            if not problem:
                self.wrong[str(path)] = f"It is a copy of {own / path.name}."
            elif "formats" in problem:
                self.wrong[str(path)] = "An equal or newer record of this talk is in"
            # Of what was cut or edited the copy holds, and counts.
        self.foreign(first)
        strangers = Shelf(tmp_path / "other")
        strangers.put_three()
        hand_out(strangers.store, other, at=NOW, progress=quiet)
        for path in other.glob("*.ipynb"):
            self.wrong[str(path)] = "whose key was not given"
        for each in (ward, strangers):
            each.store.close()

    def cut_and_edited(self, ward: Shelf, rest: list[Path]) -> None:
        cut, edited, newer, _, _ = rest
        cut.write_bytes(cut.read_bytes()[:-40])
        edited.write_bytes(edited.read_bytes().replace(b'"value": 2', b'"value": 1'))
        strange = notebook(body(interview="i_9", head=HEAD, format=NEWEST_FORMAT + 1))
        reseal(ward, newer.parent, newer, strange)
        self.wrong |= {
            str(cut): "cut short",
            str(edited): "changed after it was sealed",
            str(newer): "reads formats up to",
        }

    def foreign(self, first: Path) -> None:
        thesis, words, empty, pipe, lost, loose = (
            first.parent / f"{name}.ipynb"
            for name in ("thesis", "words", "empty", "pipe", "lost", "loose")
        )
        thesis.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
        words.write_text("no notebook at all")
        empty.write_bytes(b"")
        os.mkfifo(pipe)
        lost.symlink_to("nowhere.ipynb")
        shutil.copy(first, loose)
        (first.parent / "folder.ipynb").mkdir()
        self.wrong |= dict.fromkeys(map(str, (thesis, words, empty, pipe)), "no record of coprod")
        self.wrong |= {str(lost): "can't be read: No such file", str(loose): "It has no seal"}

    def make(
        self,
        out: Path,
        key: str | None = None,
        *,
        shelf: Path | None = None,
        formats: Sequence[str] = tuple(WRITERS),
    ) -> Made:
        return make_dataset_from(
            [str(self.folder)],
            out,
            trusted=[key or self.key],
            shelf=shelf,
            progress=quiet,
            formats=formats,
        )


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("few", [1_000, 0], ids=["alone", "several processes"])
def test_each_fault_of_one_folder_is_named_and_the_rest_is_done(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(gathering, "_FEW", few)
    # The second time what holds is on the shelf, and what doesn't is read again.
    for number in range(2):
        out = tmp_path / "made" / f"out{number}"
        made = study.make(out, shelf=tmp_path / "shelf")
        told = {fault.interview: fault.problem for fault in made.quarantined}
        assert sorted(told) == sorted(study.wrong)
        for path, problem in study.wrong.items():
            assert problem in told[path], path
        assert (made.interviews, made.people) == (5, 5)
        assert len(made.quarantined) == len(study.wrong)
        assert {path.suffix[1:] for path in out.iterdir()} >= set(WRITERS)
    one, two = (tmp_path / "made" / f"out{number}" for number in range(2))
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name
    assert left_in(tmp_path / "made") == ["out0", "out1"]


def test_with_a_key_that_is_wrong_nothing_is_relied_on_and_each_file_is_named(
    study: Study, tmp_path: Path
) -> None:
    made = study.make(tmp_path / "made" / "out", NOBODY)
    assert (made.interviews, made.people) == (0, 0)
    there = {str(path) for path in study.folder.rglob("*.ipynb") if not path.is_dir()}
    assert {fault.interview for fault in made.quarantined} == there
    assert all("key was not given" in fault.problem for fault in made.quarantined)


def test_an_output_folder_with_other_things_is_left_as_it_is(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "made" / "out"
    out.mkdir(parents=True)
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(CoprodError, match="other things in it, such as 'thesis"):
        study.make(out, shelf=tmp_path / "shelf")
    assert left_in(out) == ["thesis.txt"]
    assert left_in(out.parent) == ["out"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes a disk of so many KiB."""
    mounted: list[Path] = []

    def of(size: int) -> Path:
        place = tmp_path / f"disk{size}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place)]
        if os.name == "nt" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("no small disk can be mounted here: that takes root's rights")
        mounted.append(place)
        return place

    yield of
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("size", [8, 48, 96, 144, 192])
def test_a_disk_that_fills_half_way_keeps_nothing_half_written(
    study: Study, disk: Callable[[int], Path], size: int
) -> None:
    place = disk(size)
    with pytest.raises(CoprodError, match=r"The disk is full: .* was not written to"):
        study.make(place / "out")
    assert left_in(place) == []


def test_a_shelf_on_a_full_disk_is_named_and_keeps_nothing_half_written(
    study: Study, disk: Callable[[int], Path], tmp_path: Path
) -> None:
    place = disk(8)
    with pytest.raises(CoprodError, match=r"what was read was not written to .*shelf"):
        study.make(tmp_path / "made" / "out", shelf=place / "shelf")
    assert left_in(place / "shelf") == left_in(tmp_path / "made") == []


def test_what_is_handed_out_onto_a_full_disk_is_not_half_there_nor_written_down(
    tmp_path: Path, disk: Callable[[int], Path]
) -> None:
    ward = Shelf(tmp_path / "data")
    ward.put_three()
    place = disk(16)
    with pytest.raises(CoprodError, match="what is handed out was not written to"):
        hand_out(ward.store, place / "out", at=NOW, progress=quiet)
    assert left_in(place) == []
    assert list(ward.store.datasets()) == []
    ward.store.close()


@pytest.mark.parametrize(
    ("owner", "name"),
    [(os, "fsync"), (Path, "rename"), (Path, "replace"), (os, "open")],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_wherever_the_disk_fills_there_is_one_plain_line_and_nothing_is_left(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    works = getattr(owner, name)
    (tmp_path / "made").mkdir()
    out, at = tmp_path / "made" / "out", 0
    while True:
        left = [at]

        def full(*given: object, left: list[int] = left, **named: object) -> object:
            place = str(given[0])
            if "made" in place or isinstance(given[0], int):
                left[0] -= 1
                if left[0] == -1:
                    raise OSError(errno.ENOSPC, "No space left on device")
            return works(*given, **named)

        with monkeypatch.context() as patch:
            patch.setattr(owner, name, full)
            try:
                made = study.make(out, formats=["csv"])
            except CoprodError as error:
                assert "The disk is full" in error.problem  # noqa: PT017  # some do not fail
                assert left_in(out.parent) == []
            else:
                break
        at += 1
    assert at > 0
    assert made.interviews == 5
