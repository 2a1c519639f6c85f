from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.measures.voiced import words_in

WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" - ", 0),
        ("I don't want to", 4),
        ("well-kept - a_b", 3),
        ("a--b ''c'", 3),
        ("Ääni on nyt", 3),
    ],
)
def test_words_are_counted_and_signs_alone_are_none(text: str, count: int) -> None:
    assert words_in(text) == count


@given(st.text("ab1 '-_.\n\u2019é") | st.text())
def test_the_quick_count_is_the_thorough_one(text: str) -> None:
    assert words_in(text) == len(WORD.findall(text))
