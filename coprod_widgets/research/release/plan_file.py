"""The file of a plan: read as a whole, and all its faults told before anything else is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from coprod_widgets.errors import PlanError
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.instrument.shaping import faults_of_form
from coprod_widgets.instrument.source import Parsed, read, text_of
from coprod_widgets.research.formats import WRITERS
from coprod_widgets.research.release.plan import Plan, PlannedCut, QuasiIdentifier, WardCuts

_RESERVED = frozenset({"person", "number", "people", "hidden", "mean"})


class ReadPlan:
    """A plan with its file, so that what is found out later can be named with its line."""

    def __init__(self, path: Path, parsed: Parsed, plan: Plan) -> None:
        self.path = path
        self.plan = plan
        self.digest = sha256(parsed.text.encode()).hexdigest()
        self._parsed = parsed

    def fault(self, place: tuple[str | int, ...], problem: str, cure: str) -> Fault:
        """A fault at a place of the file."""
        return self._parsed.fault(place, "", problem, cure)


def read_plan(path: Path) -> ReadPlan:
    """The plan in a file.

    Raises:
        PlanError: it can't be read, or isn't one that can be followed; all faults are named.
        InstrumentError: there is no such file, or it isn't UTF-8.
    """
    parsed = read(text_of(path), str(path))
    refuse(parsed.faults)
    try:
        plan = Plan.model_validate(parsed.value)
    except ValidationError as error:
        refuse(fault for fault, _ in faults_of_form(parsed, error, _known_keys))
        raise
    found = ReadPlan(path, parsed, plan)
    refuse(_faults(plan, found.fault))
    return found


def refuse(faults: Iterable[Fault]) -> None:
    """Name all faults, if there are any.

    Raises:
        PlanError: there are.
    """
    told = "\n".join(map(str, faults))
    if told:
        problem, _, cure = told.rpartition("\n")
        raise PlanError(problem, cure)


def _faults(plan: Plan, fault: Callable[..., Fault]) -> Iterator[Fault]:
    """What is wrong with a plan whose form is right."""
    for number, name in enumerate(plan.formats):
        if name not in WRITERS:
            cure = did_you_mean(name, WRITERS, f"Write one or more of: {', '.join(WRITERS)}.")
            yield fault(("formats", number), f"There is no format '{name}'.", cure)
    if plan.tables == () and not plan.cuts:
        yield fault(
            ("tables",), "Nothing goes out: no table and no cut.", "Name tables, or add cuts."
        )
    if plan.quasi_identifiers and not plan.people:
        yield fault(
            ("quasi_identifiers",),
            "It isn't said where people's attributes are.",
            "Name their file under 'people'.",
        )
    for name in plan.quasi_identifiers:
        if name in _RESERVED:
            yield fault(
                ("quasi_identifiers", name),
                f"No attribute can be called '{name}'.",
                "Give it another name, in the file of people too.",
            )
        if plan.is_ward(name) and plan.ward_cuts is None:
            yield fault(
                ("quasi_identifiers", name),
                f"'{name}' is a ward, and wards are not told of: few people live on each.",
                "Take it out, or write under 'ward_cuts' who allowed it (allowed_by) and why.",
            )
    for number, cut in enumerate(plan.cuts):
        for key, attribute in cut.attributes:
            if attribute not in plan.quasi_identifiers:
                known = plan.quasi_identifiers
                declare = f"Declare '{attribute}' under 'quasi_identifiers'."
                yield fault(
                    ("cuts", number, key),
                    f"'{attribute}' is not declared as a quasi-identifier.",
                    did_you_mean(attribute, known, declare),
                )
            elif plan.tables == () and plan.quasi_identifiers[attribute].as_is:
                yield fault(
                    ("cuts", number, key),
                    f"It would tell every value of '{attribute}' that occurs, of one person too.",
                    f"Declare all 'values' of '{attribute}' that there can be, or groups.",
                )
        if cut.columns and cut.columns == cut.rows:
            yield fault(
                ("cuts", number, "columns"),
                f"'{cut.rows}' is in its rows and in its columns.",
                "Name two attributes, or one.",
            )


def _known_keys(_around: Any, path: tuple[str | int, ...]) -> list[str]:
    model: type[BaseModel] = Plan
    if path[0] == "quasi_identifiers":
        model = QuasiIdentifier
    elif path[0] in ("cuts", "ward_cuts"):
        model = PlannedCut if path[0] == "cuts" else WardCuts
    return list(model.model_fields)
