"""Files are read by the core schema of YAML 1.2, and nothing in them is hidden or endless."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.loading import read
from coprod_widgets.instrument.source import BIGGEST


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ("12", 12),
        ("012", 12),
        ("-3", -3),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.0.0", "1.0.0"),
        ("2026-03-09", "2026-03-09"),
        ("12:30", "12:30"),
        ("0b11", "0b11"),
        (r'"\ud83d\ude42 \u00e4"', "\U0001f642 ä"),
        ("{en: How is it?}", {"en": "How is it?"}),
        ("[a, [b, {c: d}]]", ["a", ["b", {"c": "d"}]]),
        (">-\n  two\n  lines", "two lines"),
    ],
)
def test_scalars_are_read_by_yaml_1_2(written: str, value: Any) -> None:
    parsed = read(f"it: {written}\n", "tiny.yaml")
    assert parsed.faults == []
    assert parsed.value == {"it": value}
    assert type(parsed.value["it"]) is type(value)


def test_every_place_has_its_line() -> None:
    parsed = read("a: 1\nb:\n  - c\n  - d: |\n      words\n    e: 2\n", "tiny.yaml")
    assert parsed.line(("a",)) == 1
    assert parsed.line(("b",)) == 2
    assert parsed.line(("b", 0)) == 3
    assert parsed.line(("b", 1, "d")) == 4
    assert parsed.line(("b", 1, "e")) == 6
    assert parsed.line(("b", 1, "missing")) == 4


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert read("\ufeffid: x\n", "tiny.yaml").value == {"id": "x"}


def test_a_file_that_is_too_big_is_not_read() -> None:
    (fault,) = read("a: " + "x" * BIGGEST, "tiny.yaml").faults
    assert "bytes" in fault.problem


def test_text_that_cannot_be_utf_8_is_a_fault_on_its_line() -> None:
    (fault,) = read("a: 1\nb: \ud800\n", "tiny.yaml").faults
    assert fault.line == 2


def test_a_character_that_yaml_does_not_allow_is_a_fault_on_its_line() -> None:
    (fault,) = read("a: 1\nb: \x01\n", "tiny.yaml").faults
    assert (fault.line, fault.cure) == (2, "Take it out.")


@pytest.mark.parametrize("half", [r"\ud83d", r"\ude42\ud83d", r"\ud83d \ude42", r"\U0000d83d"])
def test_half_a_character_is_a_fault_on_its_line_and_can_be_shown(half: str) -> None:
    for written in (f'a: 1\nb: ["{half}"]\n', f'a: 1\n"{half}": 2\n'):
        parsed = read(written, "tiny.yaml")
        (fault,) = parsed.faults
        assert (fault.line, "half a character" in fault.problem) == (2, True)
        assert str(fault).encode()


@pytest.mark.parametrize("number", [r"\Ud83d0000", r"\Uffffffff", r"\U00110000"])
def test_a_number_of_no_character_is_a_fault_on_its_line(number: str) -> None:
    (fault,) = read(f'a: 1\nb: "{number}"\n', "tiny.yaml").faults
    assert fault.line == 2


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "9" * 100_000])
def test_a_bomb_is_a_fault(bomb: str) -> None:
    assert read(f"it: {bomb}", "tiny.yaml").faults


@given(st.text(max_size=80) | st.text("ab:-[]{}&*!<'\"?#|>% \n\t1.e", max_size=80))
def test_any_text_at_all_is_read_or_faulted(text: str) -> None:
    parsed = read(text, "tiny.yaml")
    assert parsed.faults or not parsed.broken
    assert all(1 <= fault.line <= text.count("\n") + 2 for fault in parsed.faults)
