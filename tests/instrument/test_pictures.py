"""Pictures are looked for beside the file, kept with it, and change what it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.checks import check
from coprod_widgets.instrument.loading import load, load_text, text_of
from coprod_widgets.instrument.pictures import BIGGEST, PictureError, joined, parted, picture
from tests.instrument.tiny import FOLDER

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="{}"/></svg>'
NAMES = st.text("abc-_. ", min_size=1, max_size=9).map(lambda name: f"a{name}.svg")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An instrument with a picture beside it, as a text that somebody works on."""
    for name in ("picture.yaml", "sun.svg"):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path / "picture.yaml"


def test_a_changed_picture_is_a_changed_instrument(file: Path) -> None:
    before = load(file)
    assert before.pictures == {"sun.svg": (file.parent / "sun.svg").read_text("utf-8")}
    (file.parent / "sun.svg").write_text(SVG.format(2), "utf-8")
    assert load(file).hash != before.hash
    assert load(file).pictures != before.pictures


def test_what_is_kept_holds_its_pictures_when_the_files_are_gone(file: Path) -> None:
    before, kept = load(file), text_of(file)
    shutil.rmtree(file.parent)
    after = load_text(kept, "kept")
    assert after == before
    assert (after.hash, after.pictures) == (before.hash, before.pictures)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n...\n", "\n# the end"])
def test_however_a_file_ends_its_pictures_are_kept_after_it(file: Path, end: str) -> None:
    file.write_bytes(file.read_bytes().rstrip() + end.encode())
    assert load_text(text_of(file), "kept") == load(file)


def test_a_file_that_ends_like_one_that_was_kept_is_kept_all_the_same(file: Path) -> None:
    file.write_text(text_of(file) + '# picture ["sun.svg", "<script>"]\n', "utf-8")
    assert load_text(text_of(file), "kept") == load(file)
    assert "script" not in load(file).pictures["sun.svg"]


@given(st.text(), st.dictionaries(NAMES, st.text(), max_size=3))
def test_what_is_joined_parts_again(text: str, pictures: dict[str, str]) -> None:
    kept = joined(text, pictures)
    if pictures and "# picture" not in text:
        written, found = parted(kept)
        assert found == pictures
        assert written in (text, f"{text}\n")
    assert pictures or kept == text


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("moon.svg", "There is no picture"),
        ("sun.png", "isn't a drawing"),
        ("../sun.svg", "beside"),
        ("/etc/passwd.svg", "beside"),
        ("a\x00b.svg", "beside"),
        ("a" * 300 + ".svg", "beside"),
        ("sun.svg\n", "isn't a drawing"),
        ("folder.svg", "can't be read"),
        ("latin.svg", "UTF-8"),
        ("big.svg", "too big"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told_in_plain_words(
    tmp_path: Path, name: str, problem: str
) -> None:
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "latin.svg").write_bytes("<svg>ä</svg>".encode("latin-1"))
    (tmp_path / "big.svg").write_bytes(b" " * (BIGGEST + 1))
    with pytest.raises(PictureError, match=problem):
        picture(tmp_path, name)


def test_only_the_folder_of_the_file_is_looked_into(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(*_: object) -> None:
        raise FileNotFoundError("a folder below went away")

    monkeypatch.setattr(Path, "glob", vanished)
    monkeypatch.setattr(Path, "rglob", vanished)
    (file.parent / "below").mkdir()
    (file.parent / "below" / "sum.svg").write_text(SVG.format(1))
    (file.parent / "sun.svg").rename(file.parent / "son.svg")
    _, (fault,) = check(file)
    assert (fault.problem, fault.cure) == (
        "There is no picture 'sun.svg'.",
        "Did you mean 'son.svg'?",
    )
    monkeypatch.setattr(Path, "iterdir", vanished)
    _, (fault,) = check(file)
    assert fault.cure == "Put it beside this file."


def test_a_missing_picture_is_told_beside_the_other_faults_of_its_question(file: Path) -> None:
    text = file.read_text("utf-8")
    file.write_text(text.replace("type: text", "type: text\n        hnt: x").replace("sun.", "no."))
    assert [fault.place.rpartition(".")[2] for fault in check(file)[1]] == ["hnt", "picture"]


def test_a_picture_below_a_key_that_stands_twice_is_no_trouble(file: Path) -> None:
    text = file.read_text("utf-8")
    file.write_text(text.replace("ask:", "ask: {en: A}\n        ask:"))
    assert ["stands twice" in fault.problem for fault in check(file)[1]] == [True]


def test_pictures_that_are_too_much_together_are_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coprod_widgets.instrument.checking.pictures.MOST_BYTES", 10)
    _, (fault,) = check(file)
    assert "together" in fault.problem
