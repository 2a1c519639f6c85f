"""Ratings of both, set side by side; the values of the domain brief hold."""

from __future__ import annotations

import pytest

from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.paired import by_question
from coprod_widgets.measures.result import Reason
from coprod_widgets.measures.safety import performed
from coprod_widgets.measures.sharing import STATEMENTS
from coprod_widgets.measures.thresholds import PROVISIONAL
from tests.measures.evidences import C, Made, P, counts, measured

PATIENT = (2, 4, 3, 5, 1, 2, 3, 4, 2, 5)
CLINICIAN = (4, 4, 5, 5, 2, 3, 3, 5, 4, 4)
GUESSED = (3, 4, 3, 5, 2, 2, 3, 4, 3, 4)
"""What the patient thought that the clinician had picked."""


def rated() -> Made:
    talk = Made("reasons")
    for number, ratings in enumerate(zip(PATIENT, CLINICIAN, GUESSED, strict=True), start=1):
        row = f"r{number}"
        talk.reason(row).say("matters_today", P, ratings[0], row)
        talk.say("matters_today", C, ratings[1], row).say("guess_matters", P, ratings[2], row)
    return talk


def test_the_check_values_for_how_far_apart_hold() -> None:
    found = measured(rated())
    told = {code: round(found[code].value or 0, 4) for code in ("EX", "W1", "DIR", "MAD")}
    assert told == {"EX": 0.3, "W1": 0.7, "DIR": 0.8, "MAD": 1.0}
    assert found["DIR"].denominator == 10


def test_the_check_value_for_the_guesses_holds() -> None:
    found = measured(rated())
    assert found["MUT_P"].value == pytest.approx(0.85)
    assert found["MUT_C"].value is None


def test_one_rating_without_the_other_is_missing_and_no_pair() -> None:
    talk = Made("reasons").reason().say("how_right", P, 3, "r1")
    found = measured(talk)["EX"]
    assert counts(found) == (None, 0, 0, 1)
    assert found.reason == Reason("no_pair")


def test_each_question_is_told_for_itself_too() -> None:
    told = by_question(Evidence((rated().talk,)), PROVISIONAL)
    found = {(one.about, one.code): one for one in told}
    assert found["reasons.matters_today", "MAD"].value == 1
    assert found["reasons.how_right", "MAD"].value is None


def shared(patient: list[int], clinician: list[int], day: int = 0) -> Made:
    talk = Made("power", day)
    for voice, ratings in ((P, patient), (C, clinician)):
        for name, rating in zip(STATEMENTS, ratings, strict=False):
            talk.say(name.removeprefix("power."), voice, rating)
    return talk


def test_power_shared_needs_five_of_seven_statements() -> None:
    found = measured(shared([1, 2, 3, 4, 5], [4, 4, 4, 4, 4, 4, 4]))
    assert counts(found["PS_P"]) == (50, 250, 5, 2)
    assert counts(found["PS_C"]) == (75, 525, 7, 0)
    assert found["PS_gap"].value == 25
    few = measured(shared([1, 1, 1, 1], [4, 4, 4, 4, 4]))
    assert few["PS_P"].value is None
    assert few["PS_P"].reason == Reason.of("few_statements", found=4, all=7, needed=5)
    assert few["PS_gap"].value is None


def test_being_safe_to_disagree_is_no_part_of_power_shared() -> None:
    talk = shared([5] * 7, [5] * 7).say("safe_to_disagree", P, 1)
    talk.say("they_could_disagree", C, 1)
    assert measured(talk)["PS_P"].value == measured(talk)["PS_C"].value == 100


def test_both_scores_are_of_the_same_talk_the_newest() -> None:
    found = measured(shared([1] * 7, [5] * 7), shared([5] * 7, [], day=7))
    assert found["PS_P"].value == 100
    assert found["PS_C"].value is None


def test_counters_say_who_steered() -> None:
    found = measured(Made("power").say("steered", P, 3).say("steered", C, 6))
    assert (found["PT_P"].value, found["PT_C"].value) == (0.3, 0.6)
    assert found["PT_gap"].value == pytest.approx(0.3)


def test_the_say_gap_is_fair_less_now_each_voice_apart() -> None:
    talk = Made("decisions").row("topics", "r1", topic="A").row("topics", "r2", topic="B")
    for row, now, fair in (("r1", 1, 4), ("r2", 3, 4)):
        talk.say("say_now", P, now, row).say("say_fair", P, fair, row)
    talk.say("say_now", C, 3, "r1")
    found = measured(talk)
    assert found["FSAY_P"].value == 2
    assert counts(found["FSAY_C"]) == (None, 0, 0, 1)


def test_safety_is_told_only_where_the_patient_chose_to_show_it() -> None:
    shown = measured(Made("power").say("safe_to_disagree", P, 2))["SAFE"]
    locked = measured(Made("power").say("safe_to_disagree", P, status=Status.SEALED))
    assert shown.value == 25
    assert locked["SAFE"] == measured(Made("power"))["SAFE"]


def test_what_was_said_to_please_is_told_of_ten_people_and_of_no_fewer() -> None:
    few = performed(["lot"] * 9 + ["declined"], PROVISIONAL)
    assert (few.value, few.numerator, few.denominator) == (None, None, None)
    assert few.reason == Reason.of("few_people", needed=10)
    assert performed(["lot"] * 5 + ["no"] * 5, PROVISIONAL).value == 50
