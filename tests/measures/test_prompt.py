"""The question that a very smooth talk asks its supervisor."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.evidence import Evidence
from coprod_widgets.measures.prompt import Prompt, prompt
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.widgets.words import say
from tests.measures.evidences import C, Made, P, drawn


def smooth(*, differs: bool = False, joint: str = "He was loud.", patient: int = 2) -> Made:
    talk = Made("reasons")
    for row in ("r1", "r2", "r3"):
        talk.reason(
            row,
            own_account="yes " * patient,
            team_meaning="He was loud",
            difference=["meaning"] if differs else ["same"],
            joint_words=joint,
        )
        for voice in (P, C):
            talk.say("how_right", voice, 4, row).say("matters_today", voice, 3, row)
    return talk.say("missing_from_list", C, "word " * 40)


def asked(*talks: Made) -> bool:
    return prompt(Evidence(tuple(made.talk for made in talks)), PROVISIONAL).is_asked


def test_a_talk_of_equal_ratings_no_differences_and_few_words_of_the_patient_is_asked_about() -> (
    None
):
    assert asked(smooth())


def test_three_signs_are_needed() -> None:
    assert asked(smooth(joint="Ours"))
    assert not asked(smooth(joint="Ours", patient=40))
    assert asked(smooth(patient=40))
    assert not asked(smooth(patient=40, differs=True))


def test_fear_that_was_shown_is_a_sign_and_what_was_locked_away_is_none() -> None:
    def look_back(**more: object) -> Made:
        return Made("power").say("safe_to_disagree", P, 1, **more)

    talk = smooth(joint="Ours", patient=40)
    assert asked(talk, look_back())
    assert not asked(talk, look_back(status=Status.SEALED))
    assert not asked(talk, look_back(status=Status.DECLINED))


def test_an_empty_episode_is_asked_nothing() -> None:
    assert not asked()


def test_it_names_nothing_that_it_was_asked_for() -> None:
    told = prompt(Evidence((smooth().talk,)), PROVISIONAL)
    assert told.is_asked
    assert {field.name for field in fields(Prompt)} == {"is_asked", "thresholds"}
    asked = say("prompt_question", "en")
    assert asked == "This talk looks very agreed. Was it safe to disagree?"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(("no", "bit", "lot")), st.booleans())
def test_what_was_said_to_please_plays_no_part(seed: int, code: str, shown: bool) -> None:
    evidence = drawn(seed)
    told = []
    for talk in evidence.talks:
        answers = tuple(
            replace(heard, value=code, status=Status.ANSWERED, revealed=shown)
            if heard.question == "said_to_please"
            else heard
            for heard in talk.answers
        )
        told.append(replace(talk, answers=answers))
    again = prompt(Evidence(tuple(told)), PROVISIONAL)
    assert again == prompt(evidence, PROVISIONAL)
