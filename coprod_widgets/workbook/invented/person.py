"""One invented patient with a clinician, and what they have said before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from coprod_widgets.access.accounts import Account
from coprod_widgets.store.people import Patient, same
from coprod_widgets.workbook.invented.habits import Habits
from coprod_widgets.workbook.invented.ratings import Feelings
from coprod_widgets.workbook.invented.truth import Truth

DAYS_A_MONTH = 30.4375


@dataclass
class Person:
    """One patient. `promises` are who made each, and what becomes of it."""

    patient: Patient
    clinician: Account
    feelings: Feelings
    first: datetime
    talks: int = 0
    promises: dict[str, tuple[str, str]] = field(default_factory=dict)
    reasons: set[str] = field(default_factory=set)
    wished: set[str] = field(default_factory=set)

    def months(self, at: datetime) -> float:
        """How many months after the first talk it is."""
        return (at - self.first).total_seconds() / 86_400 / DAYS_A_MONTH


@dataclass(frozen=True, slots=True)
class Dice:
    """One sequence of dice for all that happens, which tells `truth` what it drew."""

    roll: Random
    habits: Habits
    truth: Truth

    def chance(self, habit: str) -> bool:
        """Whether something happens that does so in a share of cases."""
        return self.truth.share(habit, so=self.roll.random() < getattr(self.habits, habit))

    def which(self, habits: dict[Any, str], rest: tuple[Any, ...]) -> Any:
        """One of some that exclude each other, each with its share; else any of the rest."""
        drawn = self.roll.random()
        picked = None
        for code, habit in habits.items():
            share = getattr(self.habits, habit)
            if picked is None and 0 <= drawn < share:
                picked = code
            drawn -= share
            self.truth.share(habit, so=picked == code and drawn < 0)
        return self.roll.choice(rest) if picked is None else picked


def promise_made(person: Person, dice: Dice, what: str, who: str) -> None:
    """A promise stands, and what becomes of it is drawn, whether anybody asks or not."""
    if same(what) in person.promises:
        return
    own = "patient" if who == "me" else "staff"
    habits = {outcome: f"{own}_{outcome}" for outcome in ("done", "part", "dropped")}
    outcome = dice.which(habits, ("not_done",))
    person.promises[same(what)] = (who, outcome)
    dice.truth.promises[who][outcome] += 1
