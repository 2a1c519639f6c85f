from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.errors import AnswerError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.interview.values import fitting
from tests.interview.tiny import TINY, C, P

TYPES = Instrument.model_validate(
    {
        "id": "types",
        "version": "1.0.0",
        "title": {"en": "Types"},
        "minutes": 1,
        "sections": [
            {
                "id": "all",
                "title": {"en": "All"},
                "questions": [
                    {"id": "note", "voice": "patient", "type": "note", "ask": {"en": "Read"}},
                    {
                        "id": "number",
                        "voice": "patient",
                        "type": "number",
                        "ask": {"en": "How many"},
                        "least": 0,
                        "most": 10,
                    },
                    {"id": "date", "voice": "joint", "type": "date", "ask": {"en": "When"}},
                    {"id": "tokens", "voice": "each", "type": "tokens", "ask": {"en": "Who"}},
                ],
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("instrument", "question", "value"),
    [
        (TINY, "well", "walks\nand music"),
        (TINY, "matters", 3),
        (TINY, "guess", 5),
        (TINY, "differ", ["yes", "no"]),
        (TINY, "differ", ["same"]),
        (TINY, "reasons", {"wording": "x", "kind": "yes"}),
        (TYPES, "note", True),
        (TYPES, "number", 10),
        (TYPES, "date", "2028-02-29"),
        (TYPES, "tokens", 0),
    ],
)
def test_a_value_that_fits_is_kept_as_it_is(
    instrument: Instrument, question: str, value: Any
) -> None:
    assert fitting(instrument, instrument.question(question), P, value) == value


@pytest.mark.parametrize(
    ("instrument", "question", "value"),
    [
        (TINY, "well", ""),
        (TINY, "well", "   \n"),
        (TINY, "well", "\x00\x07"),
        (TINY, "well", "x" * 4001),
        (TINY, "well", 5),
        (TINY, "matters", 6),
        (TINY, "matters", True),
        (TINY, "matters", "3"),
        (TINY, "matters", 3.0),
        (TINY, "differ", []),
        (TINY, "differ", ["yes", "yes"]),
        (TINY, "differ", ["yes", "same"]),
        (TINY, "differ", "yes"),
        (TINY, "reasons", {"kind": "yes"}),
        (TINY, "reasons", {"wording": "x", "other": "y"}),
        (TINY, "reasons", {"wording": "x", "kind": "maybe"}),
        (TINY, "reasons", ["x"]),
        (TYPES, "note", False),
        (TYPES, "number", 11),
        (TYPES, "number", 1.5),
        (TYPES, "number", True),
        (TYPES, "number", float("nan")),
        (TYPES, "date", "2027-02-29"),
        (TYPES, "date", "20270228"),
        (TYPES, "date", None),
        (TYPES, "tokens", 11),
        (TYPES, "tokens", -1),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(
    instrument: Instrument, question: str, value: Any
) -> None:
    with pytest.raises(AnswerError, match=question):
        fitting(instrument, instrument.question(question), P, value)


def test_a_refusal_never_says_what_was_said() -> None:
    for question, value in (
        ("well", "planted " * 1000),
        ("secret", "planted"),
        ("well", ["planted"]),
    ):
        with pytest.raises(AnswerError) as refused:
            fitting(TINY, TINY.question(question), P, value)
        assert "planted" not in str(refused.value)


def test_a_say_back_is_words_from_the_patient_and_a_mark_from_the_clinician() -> None:
    say_back = TINY.question("say_back")
    assert fitting(TINY, say_back, P, "you worry") == "you worry"
    assert fitting(TINY, say_back, C, "yes") == "yes"
    with pytest.raises(AnswerError):
        fitting(TINY, say_back, C, "you worry")


def test_many_codes_are_kept_in_the_order_of_the_choices() -> None:
    assert fitting(TINY, TINY.question("differ"), P, ["no", "yes"]) == ["yes", "no"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from(list(TINY.questions) + list(TYPES.questions)), JSON)
def test_whatever_is_sent_either_fits_or_is_refused(question: Any, value: Any) -> None:
    instrument = TINY if TINY.has_question(question.id) else TYPES
    with suppress(AnswerError):
        fitting(instrument, question, P, value)
