"""What a release is asked to hold: a small file, checked as a whole before anything is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from coprod_widgets.errors import CoprodError, PlanError
from coprod_widgets.instrument.faults import Fault, did_you_mean
from coprod_widgets.instrument.shaping import faults_of_form
from coprod_widgets.instrument.source import Parsed, read, text_of
from coprod_widgets.research.disclosure.bands import AsIs, Bands, Coarser, Groups
from coprod_widgets.research.disclosure.counts import TOTAL
from coprod_widgets.research.disclosure.thresholds import FLOOR, LEAST_PEOPLE
from coprod_widgets.research.formats import WRITERS

WARDS = frozenset({"ward", "unit", "hospital"})
"""An attribute with one of these words in its name says where somebody lives."""
PEOPLE = "people"
"""The table of everybody in the release, with the attributes that were declared."""
_STUDY = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_MEAN = re.compile(r"(scores|indicators)\.[A-Za-z0-9_-]+")
_RESERVED = frozenset({"person", "number", "people", "hidden", "mean"})


def _code(raw: Any) -> Any:
    # A code that is a number in the plan is text in the file of people.
    return str(raw) if type(raw) is int else raw


def _study(raw: str) -> str:
    if not _STUDY.fullmatch(raw):
        raise ValueError(
            "this is no name of a study: use small letters, digits, dots, - and _, 40 at most"
        )
    return raw


def _mean(raw: str) -> str:
    if not _MEAN.fullmatch(raw):
        raise ValueError("a mean is of a score or of a measure: write scores.ID or indicators.CODE")
    return raw


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
Code = Annotated[str, BeforeValidator(_code)]
Study = Annotated[str, AfterValidator(_study)]
Variable = Annotated[str, AfterValidator(_mean)]
Said = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    """The common ground of all parts of a plan: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class QuasiIdentifier(_Part):
    """What somebody outside could know of a person, and how it is made coarser: in one way.

    `values` are all that there can be; without them `as_is` takes those that occur.
    """

    bands: tuple[int | float, ...] | None = None
    groups: dict[str, tuple[Code, ...]] | None = None
    values: tuple[Code, ...] | None = None
    as_is: Literal[True] | None = None
    ward: bool = False

    @model_validator(mode="after")
    def _check(self) -> QuasiIdentifier:
        ways = [self.bands, self.groups, self.values, self.as_is]
        if sum(way is not None for way in ways) != 1:
            raise ValueError(
                "it isn't said in one way how it is made coarser: "
                "write one of bands, groups, values, as_is"
            )
        try:
            coarser = self.coarser
        except CoprodError as error:
            raise ValueError(f"{error.problem.rstrip('.')}: {error.cure.rstrip('.')}") from None
        if TOTAL in coarser.values:
            raise ValueError(f"a value is called '{TOTAL}', as the margin is: name it otherwise")
        return self

    @property
    def coarser(self) -> Coarser:
        """The way in which it is made coarser."""
        if self.bands is not None:
            return Bands(self.bands)
        if self.groups is not None:
            return Groups(self.groups)
        return AsIs(self.values or ())

    @property
    def told(self) -> str:
        """The way in words."""
        if self.bands is not None:
            return f"in bands: {', '.join(self.coarser.values[:-1])}"
        if self.groups is not None:
            parts = (f"{name} ({', '.join(codes)})" for name, codes in self.groups.items())
            return f"in groups: {', '.join(parts)}"
        return f"one of {', '.join(self.values)}" if self.values else "as it is"


class WardCuts(_Part):
    """Who allowed wards to be told of, and why."""

    allowed_by: Said
    why: Said


class PlannedCut(_Part):
    """People counted by one attribute or two; or the mean of a score or measure, by one."""

    title: Said
    rows: str | None = None
    columns: str | None = None
    mean: Variable | None = None
    voice: Literal["patient", "clinician", "joint"] | None = None
    instrument: str | None = None
    by: str | None = None

    @model_validator(mode="after")
    def _check(self) -> PlannedCut:
        counted = {"rows", "columns"} & self.model_fields_set
        averaged = {"mean", "by", "voice", "instrument"} & self.model_fields_set
        if counted and averaged:
            raise ValueError(
                "it is a count and a mean at once: write rows and columns, or mean and by"
            )
        if not self.rows and not (self.mean and self.by):
            raise ValueError(
                "it isn't said what is told: write rows for a count, or mean and by for a mean"
            )
        return self

    @property
    def attributes(self) -> Iterator[tuple[str, str]]:
        """The attributes it uses, each with the key it stands under."""
        for key in ("rows", "columns", "by"):
            if attribute := getattr(self, key):
                yield key, attribute


class Plan(_Part):
    """The whole plan. `digest` is the SHA-256 of its file, `path` where that lies."""

    study: Study
    k: Annotated[int, Field(ge=FLOOR)] = LEAST_PEOPLE
    people: str | None = None
    quasi_identifiers: dict[Name, QuasiIdentifier] = {}
    ward_cuts: WardCuts | None = None
    small_classes: Literal["refuse", "leave_out"] = "refuse"
    tables: tuple[str, ...] | None = None
    cuts: tuple[PlannedCut, ...] = ()
    time_unit: Literal["week", "day"] = "week"
    formats: Annotated[tuple[str, ...], Field(min_length=1)] = ("parquet", "csv")

    def is_ward(self, attribute: str) -> bool:
        """Whether an attribute says where somebody lives."""
        declared = self.quasi_identifiers.get(attribute)
        return bool(WARDS & set(attribute.split("_"))) or bool(declared and declared.ward)


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
