from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research import gathering, people_work, shelf
from coprod_widgets.research.dataset import Made, make_dataset, make_dataset_from
from coprod_widgets.research.gathering import find_files, gather
from coprod_widgets.research.handing_out import HandedOut, hand_out
from coprod_widgets.research.reading import NEWEST_FORMAT, output_of
from coprod_widgets.research.seals import LIST, SIGNATURE
from coprod_widgets.research.shelf import opened_shelf

from .records import body, notebook
from .test_dataset import HEAD, NOW, Shelf

Ward = Callable[[str], Shelf]


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


def handed(ward: Shelf, out: Path) -> HandedOut:
    return hand_out(ward.store, out, at=NOW, progress=quiet)


def make(records: Path, out: Path, *keys: str, kept: Path | None = None) -> Made:
    return make_dataset_from([str(records)], out, trusted=keys, shelf=kept, progress=quiet)


@pytest.fixture
def ward(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "data")
    made.put_three()
    made.put("p_dora", "i_no", "yes", "no")
    return made


@pytest.fixture
def key(ward: Shelf, tmp_path: Path) -> str:
    return handed(ward, tmp_path / "records").public_key


@pytest.fixture
def records(key: str, tmp_path: Path) -> Path:
    return tmp_path / "records"


def test_a_folder_of_records_gives_the_same_bytes_as_the_store(
    ward: Shelf, records: Path, key: str, tmp_path: Path
) -> None:
    make_dataset(ward.store, tmp_path / "one", at=NOW, progress=quiet)
    made = make(records, tmp_path / "two", key)
    assert (made.interviews, made.people, made.quarantined) == (3, 2, [])
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_only_records_of_willing_people_are_handed_out_and_it_is_kept_who_is_in(
    ward: Shelf, records: Path
) -> None:
    assert len(list(records.glob("*.ipynb"))) == 3
    seals = json.loads((records / LIST).read_bytes())
    assert seals["left_out"]["no"] == 1
    (kept,) = ward.store.datasets()
    assert set(kept.patients) == {"p_anna", "p_bert"}
    assert not any(name in (records / LIST).read_text() for name in ("p_anna", "i_1", "Planted"))


def test_the_list_of_seals_says_where_a_full_parse_finds_each_output(records: Path) -> None:
    listed = json.loads((records / LIST).read_bytes())["records"]
    assert len(listed) == 3
    for one in listed:
        content = (records / one["file"]).read_bytes()
        assert content[one["begins"] : one["ends"]] == bytes(output_of(content))


@pytest.mark.parametrize("ends", [0, 2, -1, 10**9])
def test_a_list_of_seals_that_names_another_place_gives_a_fault(
    ward: Shelf, records: Path, key: str, tmp_path: Path, ends: int
) -> None:
    listed = json.loads((records / LIST).read_bytes())
    listed["records"][0]["ends"] = ends
    (records / LIST).write_bytes(json.dumps(listed).encode())
    (records / SIGNATURE).write_bytes(ward.store.keys.sign((records / LIST).read_bytes()))
    made = make(records, tmp_path / "out", key)
    assert made.interviews == 2
    assert "missing or amiss" in made.quarantined[0].problem


def test_what_is_in_the_way_of_handing_out_is_left_as_it_is(ward: Shelf, records: Path) -> None:
    before = (records / LIST).read_bytes()
    with pytest.raises(CoprodError, match="other things"):
        handed(ward, records)
    assert (records / LIST).read_bytes() == before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"value": 2', b'"value": 1'))


def lose(path: Path) -> None:
    path.write_bytes(b"")


def not_a_record(path: Path) -> None:
    (path.parent / "thesis.ipynb").write_text('{"cells": []}')


def without_a_seal(path: Path) -> None:
    shutil.copy(path, path.parent / "copy.ipynb")


@pytest.mark.parametrize(
    ("harm", "left", "problem"),
    [
        (cut, 2, "cut short"),
        (lose, 2, "cut short"),
        (edit, 2, "changed after it was sealed"),
        (not_a_record, 3, "no record of coprod"),
        (without_a_seal, 3, "no seal"),
    ],
)
def test_a_file_that_does_not_hold_is_named_with_its_reason_and_the_rest_is_done(
    records: Path,
    key: str,
    tmp_path: Path,
    harm: Callable[[Path], None],
    left: int,
    problem: str,
) -> None:
    harm(min(records.glob("*.ipynb")))
    made = make(records, tmp_path / "out", key)
    assert made.interviews == left
    (fault,) = made.quarantined
    assert fault.interview.endswith(".ipynb")
    assert problem in fault.problem
    assert problem in str(fault)


def test_a_record_of_a_newer_format_is_named(tmp_path: Path) -> None:
    ward = Shelf(tmp_path / "data")
    ward.put_three()
    # It was handed out by a newer coprod, which could read it.
    newer = notebook(body(interview="i_3", head=HEAD, format=NEWEST_FORMAT + 1))
    key = handed(ward, tmp_path / "records").public_key
    path = min((tmp_path / "records").glob("*.ipynb"))
    seals = tmp_path / "records" / LIST
    listed = json.loads(seals.read_bytes())
    path.write_bytes(newer)
    entry = next(one for one in listed["records"] if one["file"] == path.name)
    output = bytes(output_of(newer))
    begins = newer.index(output)
    digest = hashlib.sha256(newer).hexdigest()
    entry |= {"digest": digest, "begins": begins, "ends": begins + len(output)}
    seals.write_bytes(json.dumps(listed).encode())
    (tmp_path / "records" / SIGNATURE).write_bytes(ward.store.keys.sign(seals.read_bytes()))
    made = make(tmp_path / "records", tmp_path / "out", key)
    assert made.interviews == 2
    assert "reads formats up to" in made.quarantined[0].problem


def test_another_hospitals_records_are_left_out_unless_its_key_is_given(
    records: Path, key: str, tmp_path: Path
) -> None:
    other = Shelf(tmp_path / "other")
    other.put_three()
    theirs = handed(other, tmp_path / "both" / "other").public_key
    shutil.copytree(records, tmp_path / "both" / "own")
    made = make(tmp_path / "both", tmp_path / "one", key)
    assert (made.interviews, len(made.quarantined)) == (3, 3)
    assert all(theirs[:16] in fault.problem for fault in made.quarantined)
    made = make(tmp_path / "both", tmp_path / "two", key, theirs)
    assert (made.interviews, made.people, made.quarantined) == (6, 4, [])


def test_a_list_of_seals_that_was_changed_is_not_relied_on(
    records: Path, key: str, tmp_path: Path
) -> None:
    seals = records / LIST
    seals.write_bytes(seals.read_bytes().replace(b'"record_version": 1', b'"record_version": 2'))
    made = make(records, tmp_path / "out", key)
    assert (made.interviews, len(made.quarantined)) == (0, 3)
    assert "changed after it was signed" in made.quarantined[0].problem


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (SIGNATURE, None, "no signature"),
        (LIST, b"[", "damaged"),
        (LIST, b'{"format": 99}', "formats up to"),
        (LIST, None, "no seal"),
    ],
)
def test_a_list_of_seals_that_cannot_be_read_is_named_for_each_file(
    records: Path, key: str, tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    (records / name).unlink()
    if content is not None:
        (records / name).write_bytes(content)
    made = make(records, tmp_path / "out", key)
    assert (made.interviews, len(made.quarantined)) == (0, 3)
    assert problem in made.quarantined[0].problem


def test_an_instrument_that_was_changed_is_named(records: Path, key: str, tmp_path: Path) -> None:
    path = records / "forms-1.0.0.yaml"
    path.write_text(path.read_text().replace("All forms", "Other words"))
    made = make(records, tmp_path / "out", key)
    assert (made.interviews, len(made.quarantined)) == (0, 3)
    assert "forms-1.0.0.yaml was changed" in made.quarantined[0].problem


def test_an_interview_in_two_folders_counts_once(records: Path, key: str, tmp_path: Path) -> None:
    shutil.copytree(records, tmp_path / "both" / "b")
    shutil.copytree(records, tmp_path / "both" / "a")
    made = make(tmp_path / "both", tmp_path / "out", key)
    assert made.interviews == 3
    assert len(made.quarantined) == 3
    assert all("/b/" in fault.interview for fault in made.quarantined)
    assert all("It is a copy of" in fault.problem for fault in made.quarantined)


def test_the_second_time_only_what_is_new_is_read(
    ward: Shelf, records: Path, key: str, tmp_path: Path
) -> None:
    counts = []
    for _ in range(2):
        with opened_shelf(tmp_path / "shelf") as kept:
            found = gather([str(records)], {key}, kept, progress=quiet)
            counts.append((found.read_now, len(found.sources)))
    ward.put("p_cora", "i_4", "yes")
    handed(ward, tmp_path / "more")
    for path in (tmp_path / "more").iterdir():
        if not (records / path.name).exists() or path.suffix != ".ipynb":
            shutil.copy(path, records / path.name)
    with opened_shelf(tmp_path / "shelf") as kept:
        found = gather([str(records)], {key}, kept, progress=quiet)
        counts.append((found.read_now, len(found.sources)))
    assert counts == [(3, 3), (0, 3), (1, 4)]


@pytest.mark.parametrize("harm", ["index", "pack", "cut", "version"])
def test_a_shelf_that_is_damaged_or_of_another_version_is_read_anew(
    records: Path, key: str, tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(records, tmp_path / "one", key, kept=tmp_path / "shelf")
    index, (pack,) = tmp_path / "shelf/index.msgpack", (tmp_path / "shelf").glob("*.pack")
    match harm:
        case "index":
            index.write_bytes(b"\xff")
        case "pack":
            pack.unlink()
        case "cut":
            pack.write_bytes(b"")
        case "version":
            monkeypatch.setattr(shelf, "MADE_WITH", "coprod 99")
    for left in (tmp_path / "shelf").iterdir():
        os.utime(left, (0, 0))  # another who reads now could still need what is new
    made = make(records, tmp_path / "two", key, kept=tmp_path / "shelf")
    assert (made.interviews, made.quarantined) == (3, [])
    assert len(list((tmp_path / "shelf").glob("*.pack"))) == 1


def test_a_shelf_of_very_many_files_is_read_anew_into_few(
    records: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_MOST_PACKS", 0)
    for _ in range(2):
        made = make(records, tmp_path / "out", key, kept=tmp_path / "shelf")
        assert (made.interviews, made.quarantined) == (3, [])
        assert len(list((tmp_path / "shelf").glob("*.pack"))) == 1


def test_nobodys_words_are_on_the_shelf(records: Path, key: str, tmp_path: Path) -> None:
    make(records, tmp_path / "out", key, kept=tmp_path / "shelf")
    assert b"Planted" in min(records.glob("*.ipynb")).read_bytes()
    for path in (tmp_path / "shelf").iterdir():
        assert b"lanted" not in path.read_bytes()
        assert b"cmd" not in path.read_bytes()
    assert (tmp_path / "shelf").stat().st_mode & 0o077 == 0


def test_several_processes_read_the_same(
    records: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_FEW", 0)
    monkeypatch.setattr(gathering, "_TOGETHER", 1)
    cut(min(records.glob("*.ipynb")))
    seen: list[tuple[int, int]] = []
    with opened_shelf(tmp_path / "shelf") as kept:
        found = gather(
            [str(records)], {key}, kept, progress=lambda *told: seen.append(told), workers=2
        )
    assert (len(found.sources), len(found.faults)) == (2, 1)
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_files_are_found_by_folder_and_by_pattern_each_once(records: Path) -> None:
    found = find_files([str(records)])
    assert [Path(path).suffix for path in found] == [".ipynb"] * 3 + [".json"]
    assert find_files([str(records / "*.ipynb"), str(records)]) == found
    with pytest.raises(CoprodError, match="no notebook under"):
        find_files([str(records / "*.nothing")])


def test_a_value_that_does_not_hold_is_named_by_its_file(tmp_path: Path) -> None:
    ward = Shelf(tmp_path / "data")
    ward.put_three()
    ward.put("p_dora", "i_4", "yes", answers=[])
    key = handed(ward, tmp_path / "records").public_key
    made = make(tmp_path / "records", tmp_path / "out", key)
    assert made.interviews == 3
    assert made.quarantined[0].interview.endswith(".ipynb")
    assert "doesn't say" in made.quarantined[0].problem
    assert pl.read_parquet(tmp_path / "out/interviews.parquet").height == 3


def test_rows_made_in_several_processes_are_the_same_bytes(
    records: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(records, tmp_path / "one", key)
    monkeypatch.setattr(people_work, "_FEW", 0)
    monkeypatch.setattr(people_work, "_PEOPLE", 1)
    made = make(records, tmp_path / "two", key)
    assert made.interviews == 3
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
