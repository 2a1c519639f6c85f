"""Instruments are loaded whole, with the hash of their bytes, or refused with every fault."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.loading import load, load_text, text_of
from tests.instrument.tiny import FOLDER, REASONS


def test_the_hash_is_that_of_the_bytes_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "note.yaml"
    path.write_bytes((FOLDER / "note.yaml").read_bytes().replace(b"\n", b"\r\n"))
    expected = sha256(path.read_bytes()).hexdigest()
    assert load(path).hash == expected
    assert load_text(text_of(path), "kept").hash == expected


def test_the_text_of_an_instrument_gives_the_same_instrument_again() -> None:
    assert load_text(text_of(REASONS), "kept") == load(REASONS)


def test_a_file_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text("id: tiny\nversion: 1\nminutes: x\n", encoding="utf-8")
    with pytest.raises(InstrumentError, match="4 faults") as caught:
        load(path)
    assert "'title' is missing" in str(caught.value)
    assert f"coprod check {path}" in caught.value.cure


def test_a_leak_keeps_a_file_from_being_loaded() -> None:
    with pytest.raises(InstrumentError, match="A leak"):
        load(FOLDER / "bad" / "leak_before_both.yaml")


def test_a_file_that_is_not_there_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match="can't be read"):
        load(tmp_path / "nothing.yaml")


def test_a_file_that_is_not_utf_8_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("title: {fi: Hyvää}".encode("latin-1"))
    with pytest.raises(InstrumentError, match="UTF-8"):
        load(path)
