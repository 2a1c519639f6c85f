from __future__ import annotations

import pytest

from coprod_widgets.research.columns import PAIRS, Row
from coprod_widgets.research.pairs import is_pair, pair_rows
from coprod_widgets.research.tables import Standing

from .records import FORMS, body
from .test_tables import changed, found, talk_of


def pairs_of(made: dict[str, object]) -> list[Row]:
    talk = talk_of(made)
    return list(pair_rows(talk, Standing(talk)))


def test_only_questions_to_each_voice_are_pairs() -> None:
    assert [q.id for q in FORMS.questions if is_pair(q)] == ["room", "matters", "again"]


def test_the_difference_is_the_clinicians_answer_less_the_patients() -> None:
    row = found(pairs_of(body()), question="matters", row=1)
    assert (row["patient_code"], row["clinician_code"], row["difference"]) == ("2", "5", 3.0)
    assert (row["same"], row["within_one"]) == (False, False)


def test_the_same_answer_is_the_same() -> None:
    row = found(pairs_of(body()), question="matters", row=2)
    assert (row["difference"], row["same"], row["within_one"]) == (0.0, True, True)


def test_a_guess_stands_beside_the_answer_it_is_about() -> None:
    row = found(pairs_of(body()), question="matters", row=1)
    assert (row["patient_guess"], row["patient_guess_off"]) == ("4", -1.0)
    assert (row["clinician_guess_status"], row["clinician_guess_off"]) == ("not_reached", None)


def test_a_question_nobody_guesses_about_has_no_guess_status() -> None:
    row = found(pairs_of(body()), question="room")
    assert row["patient_guess_status"] is None
    assert row["difference"] == 3.0


def test_own_words_are_never_compared() -> None:
    row = found(
        pairs_of(changed("again", status="answered", value="Planted")), question="again", row=1
    )
    assert (row["patient_status"], row["clinician_status"]) == ("answered", "answered")
    assert row["same"] is None


@pytest.mark.parametrize("status", ["declined", "not_sure", "not_reached", "hidden"])
def test_a_missing_answer_is_neither_the_same_nor_different(status: str) -> None:
    for row in pairs_of(changed("matters", status=status)):
        if row["question"] == "matters":
            assert row["difference"] is row["same"] is row["within_one"] is None
            assert row["patient_status"] == row["clinician_status"] == status


def test_a_row_has_exactly_the_columns_of_the_codebook() -> None:
    names = {column.name for column in PAIRS}
    assert all(set(row) == names for row in pairs_of(body()))
