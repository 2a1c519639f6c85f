"""Words are put on sheets in their order, whole, with headings beside what follows them."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.widgets.ruler import LINE_WIDTH, lines, width
from coprod_widgets.widgets.sheets import SHEET_LINES, Box, Marks, Para, chunks, sheets

MARKS = Marks("GOES ON", "FROM BEFORE")
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=3_000)


@given(TEXT)
def test_what_is_cut_into_chunks_is_the_same_words(text: str) -> None:
    assert "".join(chunks(text)) == text
    assert all(lines(chunk) <= 5 for chunk in chunks(text))


@given(st.text(min_size=1, max_size=300), st.text(max_size=300))
def test_more_words_never_take_fewer_lines(text: str, more: str) -> None:
    assert lines(text) <= lines(text + more)
    assert lines(text) <= lines(text, bold=True) <= lines(text, bold=True, indent=2)


def test_a_line_holds_what_is_as_wide_as_it() -> None:
    fits = int(LINE_WIDTH / width("n"))
    assert lines("n" * fits) == 1
    assert lines("n" * (fits + 1)) == 2
    assert lines("字" * 100) >= 4


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_every_word_is_on_a_sheet_in_its_order(texts: list[str]) -> None:
    told = "".join(sheets([Para(text, box=Box("voice", "")) for text in texts], MARKS))
    told = re.sub(r'<p class="goes-on">.*?</p>', "", told)
    assert html.unescape(re.sub(r"<[^>]*>", "", told)) == "".join(texts)


def test_a_heading_stands_with_what_follows_it() -> None:
    for before in range(1, int(SHEET_LINES) + 1):
        paras = [*[Para("x")] * before, Para("Title", "h3", keep=True), Para("After it")]
        for sheet in sheets(paras, MARKS):
            assert ("Title" in sheet) == ("After it" in sheet)


def test_a_box_that_goes_on_says_so_on_both_sheets_and_whose_it_is() -> None:
    paras = [Para("The door was open. " * 100, box=Box("voice", "● Sam"))]
    first, *rest = sheets(paras, MARKS)
    assert "GOES ON" in first
    assert "● Sam:" in first
    assert all("● SamFROM BEFORE" not in sheet and "● Sam, FROM BEFORE:" in sheet for sheet in rest)
    assert "GOES ON" not in rest[-1]


def test_a_sheet_in_the_middle_of_something_says_what_it_is_about() -> None:
    paras = [Para("x", about="More about a row")] * 60
    made = sheets(paras, MARKS)
    assert len(made) > 1
    assert "More about" not in made[0]
    assert all("More about a row" in sheet for sheet in made[1:])


@pytest.mark.parametrize("tag", ["h1", "h2", "h3", "h4", "p"])
def test_what_is_longer_than_a_sheet_is_cut_whatever_it_is(tag: str) -> None:
    long = "A very long title that goes on and on. " * 80
    made = sheets([Para(long, tag, keep=True), Para("End")], MARKS)
    assert len(made) > 2
    assert sum(sheet.count(f"<{tag} ") for sheet in made) >= 1
    assert "End" in made[-1]
