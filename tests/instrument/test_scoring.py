"""Scores count what was answered, and only that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.scoring import NOT_ANSWERED, score
from coprod_widgets.interview.answer import Status
from tests.instrument.tiny import FOLDER

KINDS = ["score_all", "score_least", "score_prorate", "score_mean"]
INSTRUMENTS = {kind: load(FOLDER / f"{kind}.yaml") for kind in KINDS}
SAID = st.integers(1, 5) | st.sampled_from(NOT_ANSWERED)
VALUES = st.fixed_dictionaries({"calm": SAID, "heard": SAID, "tired": SAID})


def test_every_status_but_answered_is_known_as_not_answered() -> None:
    assert set(NOT_ANSWERED) == {status.value for status in Status} - {"answered"}


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("score_all", {"calm": 5, "heard": 4, "tired": 1}, 14),
        ("score_all", {"calm": 5, "heard": 4}, None),
        ("score_least", {"calm": 5, "heard": 4, "tired": "hidden"}, 9),
        ("score_least", {"calm": 5, "tired": 2}, 9),
        ("score_prorate", {"calm": 5, "heard": 4}, 13.5),
        ("score_mean", {"calm": 5, "heard": 4}, 4.5),
        ("score_mean", {"calm": 5, "heard": True}, None),
        ("score_mean", {"calm": 5, "heard": float("nan")}, None),
    ],
)
def test_a_score_comes_out(kind: str, values: dict[str, int], expected: float | None) -> None:
    instrument = INSTRUMENTS[kind]
    assert score(instrument, instrument.scores[0], values).value == expected


def test_a_score_that_is_not_made_says_why() -> None:
    instrument = INSTRUMENTS["score_prorate"]
    scored = score(instrument, instrument.scores[0], {"calm": 3, "heard": "declined"})
    assert (scored.value, scored.answered, scored.of) == (None, 1, 3)
    assert scored.reason == "1 of 3 questions were answered; 2 are needed."


@given(st.sampled_from(KINDS), VALUES)
def test_what_is_hidden_or_declined_counts_like_what_is_not_there(
    kind: str, values: dict[str, int | str]
) -> None:
    instrument = INSTRUMENTS[kind]
    declared = instrument.scores[0]
    there = {name: value for name, value in values.items() if isinstance(value, int)}
    scored = score(instrument, declared, values)
    assert scored == score(instrument, declared, there)
    assert scored.answered == len(there)
    assert (scored.value is None) == (len(there) < (declared.missing.least or 3))


@given(st.sampled_from(KINDS), VALUES)
def test_a_score_stays_between_the_ends_of_its_questions(
    kind: str, values: dict[str, int | str]
) -> None:
    instrument = INSTRUMENTS[kind]
    declared = instrument.scores[0]
    scored = score(instrument, declared, values)
    if scored.value is not None:
        many = {"score_mean": 1, "score_least": scored.answered}.get(kind, 3)
        assert many <= scored.value <= 5 * many
