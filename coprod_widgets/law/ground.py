"""A law pack under check: its file, and every part of it whose own form is right.

So faults of form do not hide the others. What is made here is only ever checked, never used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from coprod_widgets.instrument.checking.languages import placed_texts
from coprod_widgets.instrument.definition import Id
from coprod_widgets.instrument.faults import Path
from coprod_widgets.instrument.source import Parsed
from coprod_widgets.law.pack import Day, Entry, HospitalText, HospitalTexts, LawPack, Right, Topic
from coprod_widgets.translation import Text

Form = TypeVar("Form")
Part = TypeVar("Part", Topic, Right)


@dataclass(frozen=True)
class Ground:
    """What the checks stand on; `stem` is the name of the file without its ending."""

    parsed: Parsed
    stem: str

    @cached_property
    def value(self) -> dict[str, Any]:
        """The file as plain values."""
        return self.parsed.value if isinstance(self.parsed.value, dict) else {}

    def day(self, name: str) -> Any:
        """One of the pack's own days, or None."""
        return _sound(Day, self.value.get(name))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that the pack declares; none if that can't be read."""
        return _sound(tuple[str, ...], self.value.get("languages", ["en"])) or ()

    @cached_property
    def reading_age(self) -> int:
        """How old one has to be to read it easily."""
        default: int = LawPack.model_fields["reading_age"].default
        return _sound(int, self.value.get("reading_age")) or default

    @cached_property
    def own_topics(self) -> tuple[str, ...]:
        """The topics that the pack declares beside those that every hospital has."""
        return _sound(tuple[Id, ...], self.value.get("own_topics", [])) or ()

    @cached_property
    def topics(self) -> list[tuple[Path, Topic]]:
        """The topics and where they stand."""
        return list(self._parts("topics", Topic))

    @cached_property
    def rights(self) -> list[tuple[Path, Right]]:
        """The rights and where they stand."""
        return list(self._parts("rights", Right))

    @cached_property
    def hospital_texts(self) -> list[tuple[Path, HospitalText]]:
        """The hospital's texts and where they stand."""
        there = self.value.get("texts")
        parts = there if isinstance(there, dict) else {}
        found = [
            (("texts", name), _sound(HospitalText, parts.get(name)))
            for name in HospitalTexts.model_fields
        ]
        return [(path, text) for path, text in found if text is not None]

    @property
    def entries(self) -> list[tuple[Path, Entry]]:
        """All that the pack tells, and where."""
        return [*self.topics, *self.rights, *self.hospital_texts]

    def texts(self) -> Iterator[tuple[Path, Text]]:
        """Every text and where it stands."""
        title = _sound(Text, self.value.get("title"))
        if title is not None:
            yield ("title",), title
        for path, entry in self.entries:
            yield from placed_texts(entry, path)

    def _parts(self, key: str, kind: type[Part]) -> Iterator[tuple[Path, Part]]:
        there = self.value.get(key)
        for number, raw in enumerate(there if isinstance(there, list) else []):
            part = _sound(kind, raw)
            if part is not None:
                yield (key, number), part


def _sound(kind: Any, raw: Any) -> Any:
    """What `raw` is as `kind`, or None where it has another form."""
    try:
        return TypeAdapter(kind).validate_python(raw)
    except ValidationError:
        return None
