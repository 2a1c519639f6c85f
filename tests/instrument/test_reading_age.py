"""The reading age is near enough for short questions, and only English has one."""

from __future__ import annotations

import pytest

from coprod_widgets.instrument.reading_age import (
    hardest_words,
    is_measured,
    reading_age,
    syllables,
)

COUNTED = """the:1 are:1 where:1 asked:1 notes:1 rule:1 made:1 don't:1 7:1 us:1
people:2 safety:2 little:2 wanted:2 changed:1 pages:2 worried:2 someone:2 something:2 being:2
patient:2 doing:2 agree:2 question:2 hopeful:2 statement:2 create:2 language:2 special:2
different:3 medicine:3 everyone:3 decision:3 opinion:3 serious:3 diary:3 advocate:3 usual:3
interpreter:4 determination:5 responsibility:6"""


@pytest.mark.parametrize("pair", COUNTED.split())
def test_syllables_are_counted_near_enough(pair: str) -> None:
    word, _, expected = pair.partition(":")
    assert syllables(word) == int(expected)


@pytest.mark.parametrize(
    "texts",
    [
        ["What is going well, and what has kept people safe?"],
        ["How is it?"],
        ["Interpreter"],
        ["You do not have to tell the whole story."],
        [""],
        ["…"],
        ["ihmiset", "42"],
    ],
)
def test_plain_questions_are_easy_whatever_their_length(texts: list[str]) -> None:
    assert 5 <= reading_age(texts) <= 11


def test_a_long_and_learned_question_is_hard() -> None:
    hard = "Do you understand the rationale underlying the determination of compulsory detention?"
    assert reading_age([hard]) >= 16
    assert hardest_words([hard])[0] == "determination"


def test_the_published_formula_is_used() -> None:
    # 20 words, 2 sentences, 22 syllables: 0.39 * 10 + 11.8 * 1.1 - 15.59 = 1.29, so age 6.
    text = "The cat sat on the mat and then it ran off. We saw the big dog go in a river."
    assert reading_age([text]) == 6


@pytest.mark.parametrize(("language", "measured"), [("en", True), ("en_GB", True), ("fi", False)])
def test_only_english_is_measured(language: str, measured: bool) -> None:
    assert is_measured(language) is measured
