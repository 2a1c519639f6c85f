"""What holds for every measure, whatever was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.catalogue import INDICATORS, MEASURES, measure
from coprod_widgets.measures.evidence import BY_CHOICE, Evidence, Heard, Talk
from coprod_widgets.measures.level import level
from coprod_widgets.measures.paired import QUESTIONS, by_question, pairs_of
from coprod_widgets.measures.prompt import prompt
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.measures.voiced import EVERY_TEXT
from tests.measures.evidences import C, P, any_value, counts, drawn, instrument

SEEDS = st.integers(0, 2**32)
WITHOUT_HASTE = settings(deadline=None, max_examples=60)


def changed(evidence: Evidence, change: Callable[[Talk, Heard], Heard]) -> Evidence:
    return Evidence(
        tuple(
            replace(talk, answers=tuple(change(talk, heard) for heard in talk.answers))
            for talk in evidence.talks
        )
    )


@WITHOUT_HASTE
@given(SEEDS)
def test_every_measure_is_within_its_range_or_says_why_there_is_none(seed: int) -> None:
    evidence = drawn(seed)
    for found in (*measure(evidence).values(), *by_question(evidence, PROVISIONAL)):
        low, high = found.range
        assert (found.value is None) == (found.reason is not None)
        assert found.value is None or low <= found.value <= high
        assert found.missing >= 0
        # That reasons were held back is no answer, so a share of 0 may have no source.
        if found.value is not None and found.code != "INF1":
            assert found.sources


def test_the_laws_are_tried_on_every_measure_with_a_value_and_without_one() -> None:
    told: dict[str, set[bool]] = {declared.code: set() for declared in MEASURES}
    for seed in range(120):
        for code, found in measure(drawn(seed)).items():
            told[code].add(found.value is not None)
    assert all(kinds == {True, False} for kinds in told.values()), told


def test_the_law_of_agreeing_is_tried_where_there_is_something_to_agree_on() -> None:
    told = [pair for seed in range(40) for pair in pairs_of(drawn(seed))[0]]
    assert {pair.question for pair in told} == set(QUESTIONS)
    assert any(pair.difference for pair in told)


@WITHOUT_HASTE
@given(SEEDS, st.sampled_from((Status.HIDDEN, Status.WITHDRAWN, Status.ANSWERED)))
def test_an_answer_that_is_covered_by_its_status_or_its_reveal_has_no_value_in_any_measure(
    seed: int, status: Status
) -> None:
    evidence = drawn(seed)

    def covered(_: Talk, heard: Heard) -> Heard:
        return replace(heard, status=status, revealed=False) if heard.counts else heard

    rows = {
        (talk.interview, f"{talk.workbook}.{row.question}", row.id)
        for talk in evidence.talks
        for row in talk.rows
    }
    for found in measure(changed(evidence, covered)).values():
        for source in found.sources:
            assert (source.interview, source.question, source.row) in rows


@WITHOUT_HASTE
@given(SEEDS)
def test_what_a_measure_came_to_is_its_numerator_by_its_denominator(seed: int) -> None:
    for code, found in measure(drawn(seed)).items():
        if found.value is None or found.numerator is None or code == "VOI2":
            continue
        assert found.denominator
        assert found.value == found.numerator / found.denominator


@WITHOUT_HASTE
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_what_was_said_makes_no_difference(seed: int, dice: Random) -> None:
    evidence = drawn(seed)
    talks = []
    for talk in evidence.talks:
        answers, rows = list(talk.answers), list(talk.rows)
        dice.shuffle(answers)
        dice.shuffle(rows)
        talks.append(replace(talk, answers=tuple(answers), rows=tuple(rows)))
    dice.shuffle(talks)
    again = Evidence(tuple(talks))
    assert measure(again) == measure(evidence)
    assert prompt(again, PROVISIONAL) == prompt(evidence, PROVISIONAL)


@WITHOUT_HASTE
@given(SEEDS, st.randoms(use_true_random=False))
def test_what_is_hidden_sealed_taken_back_or_not_revealed_makes_no_difference(
    seed: int, dice: Random
) -> None:
    evidence = drawn(seed)

    def other(talk: Talk, heard: Heard) -> Heard:
        if heard.counts:
            return heard
        told = instrument(talk.workbook)
        return replace(
            heard, value=any_value(dice, told, told.question(heard.question), heard.voice)
        )

    again = changed(evidence, other)
    assert measure(again) == measure(evidence)
    assert prompt(again, PROVISIONAL) == prompt(evidence, PROVISIONAL)


@WITHOUT_HASTE
@given(SEEDS)
def test_no_measure_names_an_answer_that_does_not_count(seed: int) -> None:
    evidence = drawn(seed)
    told = {
        (talk.interview, f"{talk.workbook}.{one.question}", one.row or "", one.voice, one.number)
        for talk in evidence.talks
        for one in talk.answers
        if one.counts
    } | {
        (talk.interview, f"{talk.workbook}.{row.question}", row.id, row.voice, row.number)
        for talk in evidence.talks
        for row in talk.rows
    }
    for found in measure(evidence).values():
        for source in found.sources:
            place = (source.interview, source.question, source.row, source.voice, source.number)
            assert place in told


@WITHOUT_HASTE
@given(SEEDS)
def test_no_indicator_changes_because_the_two_agree(seed: int) -> None:
    evidence = drawn(seed)

    def agreed(talk: Talk, heard: Heard) -> Heard:
        name = f"{talk.workbook}.{heard.question}"
        if heard.voice is not C or name not in QUESTIONS:
            return heard
        patient = talk.heard(heard.question, heard.row, P)
        assert patient is not None
        return replace(heard, value=patient.value) if patient.counts else heard

    again, before = measure(changed(evidence, agreed)), measure(evidence)
    for declared in INDICATORS:
        assert again[declared.code] == before[declared.code]


@WITHOUT_HASTE
@given(SEEDS, st.sampled_from(BY_CHOICE))
def test_a_skip_is_the_same_as_not_having_been_asked(seed: int, choice: Status) -> None:
    evidence = drawn(seed, sittings=1)

    def as_if(status: Status) -> Evidence:
        return changed(
            evidence,
            lambda _, heard: replace(heard, status=status) if heard.status in BY_CHOICE else heard,
        )

    asked, never = measure(as_if(choice)), measure(as_if(Status.NOT_APPLICABLE))
    for declared in MEASURES:
        assert counts(asked[declared.code])[:3] == counts(never[declared.code])[:3]


@WITHOUT_HASTE
@given(SEEDS)
def test_a_skip_in_an_earlier_talk_never_lowers_an_indicator_that_counts_cases(seed: int) -> None:
    evidence = drawn(seed)
    never = changed(
        evidence,
        lambda _, heard: (
            replace(heard, status=Status.NOT_APPLICABLE) if heard.status in BY_CHOICE else heard
        ),
    )
    with_skips, without = measure(evidence), measure(never)
    for code in ("INF2", "VOI1", "INFL1", "INFL3", "CON-D", "LIM1", "LIM2", "DEC3", "UND", "STB"):
        skipped, asked = with_skips[code].value, without[code].value
        assert skipped is None or asked is None or skipped >= asked


@WITHOUT_HASTE
@given(SEEDS)
def test_there_is_a_level_or_there_is_not_enough_to_say(seed: int) -> None:
    told = level(measure(drawn(seed)), PROVISIONAL)
    missing = [check for check in told.checks if check.holds is None]
    assert (told.level is None) == bool(missing)
    assert all(check.reason for check in missing)


@WITHOUT_HASTE
@given(SEEDS)
def test_a_measure_looks_only_at_the_questions_it_declares(seed: int) -> None:
    found = measure(drawn(seed))
    for declared in MEASURES:
        asked = {source.question for source in found[declared.code].sources}
        assert declared.inputs == EVERY_TEXT or asked <= set(declared.inputs)


def test_what_was_said_to_please_is_an_input_of_no_measure() -> None:
    for declared in MEASURES:
        assert not {"power.said_to_please", "power.show_safe"} & set(declared.inputs)
        assert ("power.safe_to_disagree" in declared.inputs) == (declared.code == "SAFE")


def test_every_declared_input_is_a_question_of_ours() -> None:
    for declared in MEASURES:
        for name in declared.inputs if declared.inputs != EVERY_TEXT else ():
            book, _, question = name.partition(".")
            assert instrument(book).has_question(question)
