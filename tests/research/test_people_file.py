"""Files of people on their way from hospital numbers to pseudonyms."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.handing_out import hand_out
from coprod_widgets.research.people_file import by_pseudonym, rows_of
from tests.research.release.hospital import Hospital, quiet
from tests.research.test_dataset import NOW

FILE = "number,name,age,ward\np1,Ann,41,Elm\np2,Bob,29,Oak\np3,Cid,63,Elm\n"


def test_attributes_go_along_by_pseudonym_of_those_alone_who_are_handed_out(tmp_path: Path) -> None:
    ward = Hospital(tmp_path, ["p1", "p2"])
    file = tmp_path / "people.csv"
    file.write_text(FILE, encoding="utf-8")
    hand_out(ward.store, tmp_path / "out", at=NOW, progress=quiet, people=file, attributes=["age"])
    told = (tmp_path / "out" / "people.csv").read_text("utf-8")
    assert list(csv.reader(told.splitlines())) == [
        ["person", "age"],
        *sorted([[ward.store.pseudonym("p1"), "41"], [ward.store.pseudonym("p2"), "29"]]),
    ]


def test_a_name_with_a_zero_byte_is_told_plainly() -> None:
    with pytest.raises(CoprodError, match="no name of a file of people"):
        next(rows_of(Path("a\0b")))


def test_a_file_that_can_not_be_followed_hands_nothing_out(tmp_path: Path) -> None:
    ward = Hospital(tmp_path, ["p1"])
    file = tmp_path / "people.csv"
    file.write_text(FILE, encoding="utf-8")
    with pytest.raises(CoprodError, match="no column 'stay'"):
        hand_out(
            ward.store, tmp_path / "out", at=NOW, progress=quiet, people=file, attributes=["stay"]
        )
    assert not (tmp_path / "out").exists()
    assert list(ward.store.datasets()) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("age\n41\n", "no column 'number'"),
        ("number,age,age\np1,41,41\n", "no column 'age', or two of that name"),
        ("number,age\np1,41,x\n", ":2 has more or fewer cells"),
        ("number,age\np1,41\np1,42\n", "The person of .*:3 is there twice"),
        ('number,age\np1,"41\n', "is no CSV"),
        ("", "no column 'number'"),
    ],
)
def test_a_file_with_a_fault_is_refused_and_nobodys_value_is_named(
    tmp_path: Path, text: str, problem: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CoprodError, match=problem) as refused:
        by_pseudonym(file, ["age"], lambda number: f"of {number}")
    assert "41" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CoprodError, match="can't be read: No such file"):
        by_pseudonym(tmp_path / "nobody.csv", ["age"], lambda _: None)
