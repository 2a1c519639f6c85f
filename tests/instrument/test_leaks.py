"""What may depend on an answer that is kept back, and what may not."""

from __future__ import annotations

import pytest

from tests.instrument.tiny import faults_of_rule


@pytest.mark.parametrize(
    ("rule", "voice"),
    [
        ("answered(kept)", "patient"),
        ("not answered(kept)", "clinician"),
        ("answered(kept) and clinician.kept = 3", "patient"),
        ("clinician.kept = 3 and answered(kept)", "joint"),
        ("(answered(kept) and clinician.kept = 3) or ready = 1", "patient"),
        ("answered(kept) and not (clinician.kept = 3 or patient.kept = 2)", "each"),
        ("(answered(kept) or answered(kept) and ready = 1) and clinician.kept = 3", "patient"),
        ("answered(guess) and clinician.guess = 2", "patient"),
        ("clinician.open = 3", "patient"),
    ],
)
def test_a_guarded_rule_gives_nothing_away(rule: str, voice: str) -> None:
    assert faults_of_rule(rule, voice) == []


@pytest.mark.parametrize(
    ("rule", "voice"),
    [
        ("clinician.kept = 3", "patient"),
        ("patient.kept = 3", "clinician"),
        ("patient.kept = 3", "joint"),
        ("patient.kept = 3", "each"),
        ("count(kept) = 2", "patient"),
        ("answered(clinician.kept)", "patient"),
        ("not answered(kept) and clinician.kept = 3", "patient"),
        ("not (answered(kept)) or clinician.kept = 3", "patient"),
        ("(answered(kept) or ready = 1) and clinician.kept = 3", "patient"),
        ("answered(guess) and clinician.kept = 3", "patient"),
        ("answered(clinician.guess)", "patient"),
    ],
)
def test_an_unguarded_rule_is_a_leak(rule: str, voice: str) -> None:
    (fault,) = faults_of_rule(rule, voice)
    assert fault.problem.startswith("A leak: ")
    assert "→" in fault.problem
    assert fault.cure.startswith("Write: answered(")


def test_an_open_answer_shows_that_it_was_asked_for() -> None:
    (fault,) = faults_of_rule("patient.kept = 3", "patient")
    assert "the clinician sees whether 'last' is asked" in fault.problem
