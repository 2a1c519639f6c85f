"""Every kind of fault is found, alone and all at once, with its line, place and cure."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_widgets.instrument.checks import check
from tests.instrument.tiny import BAD, GOOD, REASONS, faults_of

TEXTS = [path.read_text(encoding="utf-8") for path in (*GOOD, *BAD, REASONS)]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[\w.]+", text)})


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_instrument_has_exactly_the_fault_its_first_line_tells(path: Path) -> None:
    _, faults = check(path)
    told = [f"# Line {f.line}, {f.place or 'the file'}: {f.problem} {f.cure}" for f in faults]
    assert told == [path.read_text(encoding="utf-8").splitlines()[0]]
    assert faults[0].file == str(path)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_offending_text_stands_on_the_line_that_is_named(path: Path) -> None:
    _, (fault,) = check(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    there = " ".join(lines[max(0, fault.line - 2) : fault.line + 4]).lower()
    text = fault.text.removesuffix("…").removesuffix(".0")
    # A tag is written short and meant long; an expected number is read before it is shown.
    assert text.lower() in there or path.stem == "tag"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_tiny_instrument_a_feature_has_no_fault(path: Path) -> None:
    instrument, faults = check(path)
    assert faults == []
    assert instrument is not None


def test_a_fault_reads_as_file_line_place_text_problem_and_cure() -> None:
    (fault,) = check(Path("tests/instruments/bad/rule_unknown_code.yaml"))[1]
    assert str(fault) == (
        "tests/instruments/bad/rule_unknown_code.yaml:21: sections[0].questions[1].ask_if "
        "[ready = 'yess']\n  'yess' isn't among the choices of 'ready'. Did you mean 'yes'?"
    )


def test_a_file_that_is_not_there_is_a_fault_like_others(tmp_path: Path) -> None:
    instrument, (fault,) = check(tmp_path / "nothing.yaml")
    assert instrument is None
    assert "can't be read" in fault.problem


def test_faults_of_form_do_not_hide_the_others() -> None:
    text = """\
id: tiny
version: 1
title: {en: Tiny}
minutes: 5
scales:
  five: [{code: 1, text: {en: A}}]
sections:
  - id: talk
    questions:
      - {id: first, voice: patient, type: txt, ask: {en: A?}}
      - {id: second, voice: patient, type: scale, scale: five, ask: {en: B?}}
      - {id: third, voice: patient, type: text, ask: {en: C?}, ask_if: answered(frist)}
      - {id: fourth, voice: patient, type: text, ask: {en: D?}, ask_if: first = 1 and second = 7}
      - {id: fourth, voice: patient, type: text, ask: {en: E?}}
"""
    assert [(fault.line, fault.place) for fault in faults_of(text)] == [
        (2, "version"),
        (6, "scales.five"),
        (8, "sections[0]"),
        (10, "sections[0].questions[0].type"),
        (12, "sections[0].questions[2].ask_if"),
        (14, "sections[0].questions[4].id"),
    ]


def test_the_workbook_reasons_has_no_fault() -> None:
    instrument, faults = check(REASONS)
    assert faults == []
    assert instrument is not None
    assert instrument.id == "reasons"


def test_every_question_of_reasons_says_what_it_measures_and_has_easy_words() -> None:
    instrument, _ = check(REASONS)
    assert instrument is not None
    for question in instrument.questions:
        assert question.measures or question.id == "what_for"
        if question.voice != "clinician":
            wordings = [question.ask.patient or question.ask.everyone]
            if question.hint is not None:
                wordings.append(question.hint.patient or question.hint.everyone)
            assert all(text is not None and text.easy for text in wordings), question.id


def test_reasons_opens_ratings_and_guesses_only_after_both() -> None:
    instrument, _ = check(REASONS)
    assert instrument is not None
    kept = [q.id for q in instrument.questions if q.reveal == "after_both"]
    assert kept == ["how_right", "matters_today", "guess_matters"]


@settings(deadline=None)  # a test never asserts how long something took
@given(st.randoms(use_true_random=False))
def test_a_file_that_somebody_spoiled_is_checked_like_any_other(random: Random) -> None:
    lines = random.choice(TEXTS).split("\n")
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(lines))
        words = re.findall(r"[\w.]+", lines[at])
        match random.randrange(3):
            case 0:
                lines[at] = ""
            case 1:
                lines.insert(at, random.choice(lines))
            case _ if words:
                other = random.choice([*WORDS, "null", "true", "-1", "[]", "{}", "''"])
                lines[at] = lines[at].replace(random.choice(words), other, 1)
            case _:
                pass
    for fault in faults_of("\n".join(lines)):
        assert 1 <= fault.line <= len(lines) + 1
        assert fault.problem
        assert fault.cure
