"""How invented people behave: every parameter with its unit, its bounds and its meaning."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from coprod_widgets.errors import ParametersError


def _amount(default: float, unit: str, least: float, most: float, means: str) -> Any:
    metadata = {"unit": unit, "least": least, "most": most, "means": means}
    return field(default=default, metadata=metadata)


def _share(default: float, means: str) -> Any:
    return _amount(default, "share", 0, 1, means)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, default, unit, bounds and meaning."""

    name: str
    default: float
    unit: str
    least: float
    most: float
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How invented people behave. docs/simulating.md says how the parameters work together.

    Raises:
        ParametersError: one is no number, is out of its bounds, or shares add up to more than 1.
    """

    # Ratings on five-point scales, in all workbooks but `power`.
    level: float = _amount(3.0, "points", 1, 5, "mean of what patients feel at their first talk")
    difference: float = _amount(
        0.95, "points", -4, 4, "how far clinicians feel above their patient, at the first talk"
    )
    drift: float = _amount(0.05, "points a month", -2, 2, "how both voices move")
    difference_drift: float = _amount(0.0, "points a month", -2, 2, "how the difference moves")
    # The same for the ratings of `power`.
    power_level: float = _amount(3.2, "points", 1, 5, "the same as level, for ratings of power")
    power_difference: float = _amount(0.6, "points", -4, 4, "as difference, for ratings of power")
    power_drift: float = _amount(0.1, "points a month", -2, 2, "as drift, for ratings of power")
    power_difference_drift: float = _amount(
        -0.05, "points a month", -2, 2, "as difference_drift, for ratings of power"
    )
    # Standard deviations, for all ratings.
    spread_people: float = _amount(0.7, "points (SD)", 0, 3, "between patients, in both voices")
    spread_difference: float = _amount(
        0.4, "points (SD)", 0, 3, "between patients, of the difference"
    )
    spread_things: float = _amount(
        0.5, "points (SD)", 0, 3, "between the things that are rated, in both voices"
    )
    noise: float = _amount(0.5, "points (SD)", 0, 3, "of one rating in one voice")
    guess_noise: float = _amount(0.8, "points (SD)", 0, 3, "of a guess around the other's rating")
    # Ten counters for who steered.
    steered: float = _amount(3.5, "counters", 0, 10, "mean that patients give themselves")
    steered_difference: float = _amount(
        1.5, "counters", -10, 10, "how many more clinicians give the patient"
    )
    steered_noise: float = _amount(1.5, "counters (SD)", 0, 10, "of one sharing-out")
    # What is not answered: share of the questions reached.
    patient_declined: float = _share(0.03, "a patient does not want to say")
    patient_not_sure: float = _share(0.04, "a patient is not sure")
    patient_skipped: float = _share(0.05, "a patient passes over")
    clinician_declined: float = _share(0.0, "a clinician does not want to say")
    clinician_not_sure: float = _share(0.01, "a clinician is not sure")
    clinician_skipped: float = _share(0.02, "a clinician passes over")
    joint_declined: float = _share(0.01, "both do not want to say")
    joint_not_sure: float = _share(0.02, "both are not sure")
    joint_skipped: float = _share(0.05, "both pass over")
    # How talks go: share of talks.
    left_out: float = _share(0.08, "one of the six talks of an episode is not held")
    another_day: float = _share(0.02, "now is no good time, so little is asked in getting_ready")
    short: float = _share(0.08, "a talk is a short one, of whole parts")
    stopped: float = _share(0.06, "a talk is stopped before its end")
    breaks: float = _share(0.12, "a talk has a break")
    passing_on: float = _share(0.01, "something has to be passed on")
    easy_words: float = _share(0.2, "a talk is shown in easy words")
    own_screen: float = _share(0.1, "the patient has a screen of their own")
    typed_for: float = _share(0.25, "somebody types for the patient")
    by_interpreter: float = _share(0.1, "of those talks, it is an interpreter who types")
    typed_answers: float = _share(0.7, "of the patient's answers in those talks, are typed")
    asked_again: float = _share(0.7, "of talks held to their end, are asked about again in 7 days")
    days_between: float = _amount(7, "days", 1, 28, "from one talk of an episode to the next")
    # What people find and say: share of the answers given.
    knew_nothing: float = _share(0.3, "a patient did not know what was written")
    knew_part: float = _share(0.25, "a patient knew part of it")
    disagrees: float = _share(0.6, "a reason is seen differently")
    both_kept: float = _share(0.7, "of reasons seen differently, both views are kept")
    changed: float = _share(0.5, "a clinician changes something because of what they heard")
    wants_fact: float = _share(0.15, "a patient wants a fact put right")
    wants_note: float = _share(0.15, "a patient wants a note added")
    wants_advice: float = _share(0.1, "a patient wants advice first")
    clear: float = _share(0.6, "what is said back shows that the explaining was clear")
    partly: float = _share(0.3, "it was partly clear")
    told_right: float = _share(0.85, "a patient knows that what may hurt somebody is passed on")
    needs_met: float = _share(0.75, "something that helps to take part is there")
    patients_idea: float = _share(0.4, "a sign, a help or a promise was the patient's idea")
    clinicians_idea: float = _share(0.3, "it was the clinician's idea; else both had it")
    stands: float = _share(0.85, "a patient stands by what was written, at the end of the talk")
    stands_again: float = _share(0.85, "a patient still stands by it when asked again")
    shows_safe: float = _share(0.4, "a patient shows whether it was safe to disagree")
    pleased_bit: float = _share(0.3, "a patient said things a bit to please")
    pleased_lot: float = _share(0.1, "a patient said things a lot to please")
    # Promises: who makes them, and what becomes of them.
    promised_by_staff: float = _share(0.45, "a promise is one of staff")
    promised_by_others: float = _share(0.1, "a promise is one of somebody else")
    patient_agrees: float = _share(0.8, "a patient agrees to a promise")
    clinician_agrees: float = _share(0.9, "a clinician agrees to a promise")
    linked: float = _share(0.7, "a promise is linked to something from another talk, if there is")
    outcome_said: float = _share(0.9, "what came of a promise is said when it is looked at")
    patient_done: float = _share(0.5, "a patient's promise is done")
    patient_part: float = _share(0.2, "a patient's promise is part done")
    patient_dropped: float = _share(0.05, "a patient's promise is dropped together")
    staff_done: float = _share(0.45, "a promise of staff or of somebody else is done")
    staff_part: float = _share(0.2, "such a promise is part done")
    staff_dropped: float = _share(0.05, "such a promise is dropped together")
    # Research.
    research_yes: float = _share(0.7, "a patient says yes to research")
    research_no: float = _share(0.1, "a patient says no")
    research_later: float = _share(0.15, "a patient says 'ask me later'; the rest pass over")
    withdraws: float = _share(0.08, "a patient who said yes withdraws within two months")
    says_yes_later: float = _share(0.5, "a patient who said 'later' says yes within two months")

    def __post_init__(self) -> None:
        for one in parameters():
            value = getattr(self, one.name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ParametersError(
                    f"{one.name} is {value!r:.40}, which is no number.",
                    f"Write {_range(one)}.",
                )
            if not one.least <= value <= one.most:
                raise ParametersError(
                    f"{one.name} is {value:g}, which is out of range.", f"Write {_range(one)}."
                )
        for names in TOGETHER:
            total = sum(getattr(self, name) for name in names)
            if total > 1 + 1e-9:
                raise ParametersError(
                    f"{', '.join(names)} are shares of one whole and add up to {total:g}.",
                    "Let them add up to 1 at most.",
                )


TOGETHER = (
    ("patient_declined", "patient_not_sure", "patient_skipped"),
    ("clinician_declined", "clinician_not_sure", "clinician_skipped"),
    ("joint_declined", "joint_not_sure", "joint_skipped"),
    ("knew_nothing", "knew_part"),
    ("wants_fact", "wants_note", "wants_advice"),
    ("clear", "partly"),
    ("patients_idea", "clinicians_idea"),
    ("pleased_bit", "pleased_lot"),
    ("promised_by_staff", "promised_by_others"),
    ("patient_done", "patient_part", "patient_dropped"),
    ("staff_done", "staff_part", "staff_dropped"),
    ("research_yes", "research_no", "research_later"),
)
"""Shares that exclude each other, so that they add up to 1 at most."""


def parameters() -> tuple[Parameter, ...]:
    """All parameters, in their order."""
    own: list[tuple[str, Any, Any]] = [(o.name, o.default, o.metadata) for o in fields(Habits)]
    return tuple(Parameter(name, default, **more) for name, default, more in own)


def _range(one: Parameter) -> str:
    return f"a number from {one.least:g} to {one.most:g} ({one.unit})"
