"""What a release is asked to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from coprod_widgets.errors import CoprodError
from coprod_widgets.research.disclosure.bands import AsIs, Bands, Coarser, Groups
from coprod_widgets.research.disclosure.counts import TOTAL
from coprod_widgets.research.disclosure.thresholds import BASE, FLOOR, LEAST_PEOPLE

WARDS = ("ward", "unit", "hospital")
"""An attribute with a word in its name that begins so, such as `ward2`, says where somebody
lives."""
PEOPLE = "people"
"""The table of everybody in the release, with the attributes that were declared."""
_STUDY = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_MEAN = re.compile(r"(scores|indicators)\.[A-Za-z0-9_-]+")


def _code(raw: Any) -> Any:
    # A code that is a number in the plan is text in the file of people.
    return str(raw) if type(raw) is int else raw


def _study(raw: str) -> str:
    if not _STUDY.fullmatch(raw):
        raise ValueError(
            "this is no name of a study: use small letters, digits, dots, - and _, 40 at most"
        )
    return raw


def _least(raw: int) -> int:
    if raw % BASE:
        low = max(FLOOR, raw // BASE * BASE)
        raise ValueError(
            f"it is no multiple of {BASE}, and a count that is told could be known exactly: "
            f"write {low} or {low + BASE}"
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
    values: Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
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
    k: Annotated[int, Field(ge=FLOOR), AfterValidator(_least)] = LEAST_PEOPLE
    people: str | None = None
    quasi_identifiers: dict[Name, QuasiIdentifier] = {}
    ward_cuts: WardCuts | None = None
    small_classes: Literal["refuse", "leave_out"] = "refuse"
    tables: tuple[str, ...] | None = None
    cuts: tuple[PlannedCut, ...] = ()
    time_unit: Literal["week", "day"] = "week"
    formats: Annotated[tuple[str, ...], Field(min_length=1)] = ("parquet", "csv")

    def has(self, table: str) -> bool:
        """Whether a table of talks is to go out."""
        return self.tables is None or table in self.tables

    def is_ward(self, attribute: str) -> bool:
        """Whether an attribute says where somebody lives."""
        declared = self.quasi_identifiers.get(attribute)
        named = any(word.startswith(WARDS) for word in attribute.split("_"))
        return named or bool(declared and declared.ward)
