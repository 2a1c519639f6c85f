from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_widgets.research.consent import Decision, decision_of, sift


def test_of_thirty_records_only_those_whose_latest_word_is_yes_go_in() -> None:
    words = ["no"] * 4 + ["ask_later"] * 2 + ["withdrawn"] + ["capacity_lost"] + ["yes"] * 22
    sifted = sift({f"p_{number}": word for number, word in enumerate(words)})
    assert sifted.included == {f"p_{number}" for number in range(8, 30)}
    assert sifted.left_out == {
        "no": 4,
        "ask_later": 2,
        "withdrawn": 1,
        "capacity_lost": 1,
        "never_asked": 0,
    }


def test_a_person_who_was_never_asked_is_left_out_and_counted() -> None:
    sifted = sift({"p_1": None})
    assert not sifted.included
    assert sifted.left_out["never_asked"] == 1


@pytest.mark.parametrize("word", ["Yes", "YES", "", "true", "perhaps", "yes "])
def test_only_the_exact_word_is_consent(word: str) -> None:
    assert decision_of(word) is Decision.NO


@given(st.dictionaries(st.text(min_size=1), st.none() | st.sampled_from(Decision) | st.text()))
def test_everybody_is_either_in_or_counted(latest: dict[str, str | None]) -> None:
    sifted = sift(latest)
    assert len(sifted.included) + sum(sifted.left_out.values()) == len(latest)
    assert all(latest[person] == "yes" for person in sifted.included)
