"""Scores count what was answered and revealed, once or for every row."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.instrument.definition import Score
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.scored import scores_of
from tests.interview.tiny import TINY, C, P, happen, say

EXAMPLE = {"given": {}, "expect": "not_scored"}


def score(voice: Voice, *of: str, **more: Any) -> Score:
    told = {"id": f"of_{voice.value}", "title": {"en": "A score"}, "voice": voice, "of": of}
    return Score.model_validate(told | {"examples": [EXAMPLE]} | more)


SCORED = TINY.model_copy(update={"scores": (score(P, "matters"), score(C, "matters", "guess"))})


def two_rows() -> Interview:
    talk = Interview("i_scored", SCORED)
    for row in ("r1", "r2"):
        talk = say(talk, "reasons", C, {"wording": "A row"}, row=row)
    return happen(talk, Happening.OPENED)


def values(talk: Interview) -> dict[tuple[str, str | None], float | None]:
    return {(one.declared.id, one.block.row_id): one.scored.value for one in scores_of(talk)}


def everything(talk: Interview, row: str, patient: int, clinician: int) -> Interview:
    for voice, matters, guess in ((P, patient, clinician), (C, clinician, patient)):
        talk = say(talk, "matters", voice, matters, row=row)
        talk = say(talk, "guess", voice, guess, row=row)
    return talk


def test_a_question_of_rows_is_scored_for_every_row() -> None:
    talk = everything(everything(two_rows(), "r1", 2, 4), "r2", 5, 1)
    assert values(talk) == {
        ("of_patient", "r1"): 2,
        ("of_patient", "r2"): 5,
        ("of_clinician", "r1"): 6,
        ("of_clinician", "r2"): 6,
    }


@given(st.integers(1, 5), st.booleans())
def test_no_score_tells_an_answer_that_was_not_revealed(picked: int, guessed: bool) -> None:
    talk = say(two_rows(), "matters", P, picked, row="r1")
    if guessed:
        talk = say(talk, "guess", P, picked, row="r1")
    before = two_rows()
    assert [one.scored for one in scores_of(talk)] == [one.scored for one in scores_of(before)]


@given(st.sampled_from([Status.DECLINED, Status.NOT_SURE, Status.SKIPPED]), st.integers(1, 5))
def test_what_was_not_said_is_missing_and_never_counted(status: Status, other: int) -> None:
    talk = everything(two_rows(), "r1", 3, other)
    talk = say(talk, "matters", P, status=status, row="r1")
    told = next(one for one in scores_of(talk) if one.declared.id == "of_patient")
    assert (told.scored.value, told.scored.answered, told.scored.needed) == (None, 0, 1)
