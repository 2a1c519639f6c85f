"""What a talk began with: out of the law pack, and out of what was said in earlier talks.

It stands in the talk's own journal, as the detail of one moment, so that the talk and its record
tell what was on the screen even when the law pack or the earlier talk have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coprod_widgets.instrument.definition import LinkQuestion
from coprod_widgets.instrument.voice import Voice

LAW_TOPIC = "law.topics"
LAW_RIGHT = "law.rights"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in an earlier talk that this one can point at: `reasons.reasons.r1`, in words."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a voice said in an earlier talk of this workbook: a code, and the day it was said.

    `back` is how many talks ago that was: 1 is the last time.
    """

    value: Any
    day: str
    back: int = 1


@dataclass(frozen=True)
class Carried:
    """What a talk began with.

    `detail` is plain JSON, as the journal keeps it:

    - `first`: whether the patient has not been through this workbook before
    - `origins`: by list and row, where the row came from: `law.topics.leave_outside`, or
      `<workbook>.<question>.<interview>.<row>`
    - `things`: what questions of type link can point at, each with `id` and `words`
    - `earlier`: last time's answers, each with `question`, `row`, `voice`, `value` and `day`
    - `older`: ratings of both voices from the times before that, each with how many talks `back`
    - `law`: the parts of the law pack that are used here (see `coprod_widgets.law`)
    - `missing`: the workbooks that something should have come from and that were not held yet,
      each with its `title`
    - `unreadable`: the same for workbooks of which an earlier talk can't be read any more
    - `left_out`: by list, how many rows of before don't fit it any more
    """

    detail: Mapping[str, Any]

    @property
    def first_time(self) -> bool:
        """Whether the patient has not been through this workbook before."""
        return bool(self.detail.get("first", True))

    @property
    def things(self) -> tuple[Thing, ...]:
        """What a question of type link can point at."""
        return tuple(Thing(one["id"], one["words"]) for one in self.detail.get("things", ()))

    def things_for(self, question: LinkQuestion) -> tuple[Thing, ...]:
        """What one such question can point at."""
        sources = tuple(f"{source}." for source in question.to)
        return tuple(thing for thing in self.things if thing.id.startswith(sources))

    @property
    def missing(self) -> Mapping[str, str]:
        """The titles of the workbooks that were not held yet, by id."""
        return {one["workbook"]: one["title"] for one in self.detail.get("missing", ())}

    @property
    def unreadable(self) -> Mapping[str, str]:
        """The titles of the workbooks of which an earlier talk can't be read, by id."""
        return {one["workbook"]: one["title"] for one in self.detail.get("unreadable", ())}

    def left_out(self, list_id: str) -> int:
        """How many rows of before don't fit a list any more."""
        return int(self.detail.get("left_out", {}).get(list_id, 0))

    @property
    def law(self) -> Mapping[str, Any]:
        """The parts of the law pack that are used here; empty where none is."""
        found: Mapping[str, Any] = self.detail.get("law") or {}
        return found

    def origin(self, list_id: str, row: str | None) -> str | None:
        """Where a row came from, or None where it was written in this talk."""
        found: str | None = self.detail.get("origins", {}).get(list_id, {}).get(row)
        return found

    def topic(self, list_id: str, row: str | None) -> Mapping[str, Any] | None:
        """The law pack's topic that a row is about, if it came from there."""
        return self._entry(LAW_TOPIC, "topics", list_id, row)

    def right(self, list_id: str, row: str | None) -> Mapping[str, Any] | None:
        """The law pack's right that a row is about, if it came from there."""
        return self._entry(LAW_RIGHT, "rights", list_id, row)

    def _entry(
        self, source: str, key: str, list_id: str, row: str | None
    ) -> Mapping[str, Any] | None:
        origin = self.origin(list_id, row) or ""
        wanted = origin.removeprefix(f"{source}.") if origin.startswith(f"{source}.") else None
        entries = self.law.get(key, ())
        return next((entry for entry in entries if entry["id"] == wanted), None)

    def earlier(self, question: str, row: str | None, voice: Voice) -> Earlier | None:
        """What a voice said last time at a place, if it was carried here."""
        return self._earlier.get((question, row, voice.value))

    def times(self, question: str, row: str | None, voice: Voice) -> tuple[Earlier, ...]:
        """What a voice said at a place in all earlier talks, the oldest first."""
        last = self.earlier(question, row, voice)
        older = self._older.get((question, row, voice.value), [])
        found = sorted(older, key=lambda one: -one.back)
        return (*found, last) if last else tuple(found)

    @cached_property
    def _older(self) -> dict[tuple[str, str | None, str], list[Earlier]]:
        found: dict[tuple[str, str | None, str], list[Earlier]] = {}
        for one in self.detail.get("older", ()):
            place = (one["question"], one["row"], one["voice"])
            found.setdefault(place, []).append(Earlier(one["value"], one["day"], one["back"]))
        return found

    @cached_property
    def _earlier(self) -> dict[tuple[str, str | None, str], Earlier]:
        return {
            (one["question"], one["row"], one["voice"]): Earlier(one["value"], one["day"])
            for one in self.detail.get("earlier", ())
        }
