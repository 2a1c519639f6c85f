"""What a hospital approved: one file beside its packs, so that nobody's comments are rewritten.

An approval names the hash of what was read, so a pack that was changed afterwards counts as not
approved. Approvals are only ever added; the last one for a pack is the one that counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from coprod_widgets.instrument.definition import Id
from coprod_widgets.instrument.faults import Fault, Path
from coprod_widgets.instrument.shaping import faults_of_form
from coprod_widgets.instrument.source import Parsed
from coprod_widgets.law.pack import Approval, LawPack, LawPart

FILE = "approvals.yaml"
HEAD = "# Written by 'coprod law approve'. Each line approves what a pack said on that day.\n"


class Approved(Approval):
    """One line of the file: an approval, and of which pack."""

    pack: Id
    version: str


class Approvals(LawPart):
    """The whole file."""

    approvals: tuple[Approved, ...] = ()

    def of(self, pack: LawPack) -> Approval | None:
        """The last approval of a pack, whether or not it holds for what the pack says now."""
        found = [one for one in self.approvals if one.pack == pack.id]
        if not found:
            return None
        return Approval(by=found[-1].by, date=found[-1].date, hash=found[-1].hash)


@dataclass(frozen=True)
class Read:
    """The approvals in a file, or what is wrong with it."""

    approvals: Approvals
    faults: list[Fault]


def approvals_in(parsed: Parsed) -> Read:
    """The approvals in a file that was read."""
    faults = list(parsed.faults)
    if parsed.broken:
        return Read(Approvals(), faults)
    try:
        return Read(Approvals.model_validate(parsed.value), faults)
    except ValidationError as error:
        told = faults_of_form(parsed, error, _known_keys)
        return Read(Approvals(), [*faults, *(fault for fault, _ in told)])


def written(approvals: Approvals) -> str:
    """The text of the file."""
    return HEAD + "approvals:\n" + "".join(_lines(approvals))


def _lines(approvals: Approvals) -> Iterator[str]:
    for one in approvals.approvals:
        plain: dict[str, Any] = one.model_dump(mode="json")
        # What JSON writes, YAML reads: a name can hold any character.
        yield f"  - {json.dumps(plain, ensure_ascii=False)}\n"


def _known_keys(_around: Any, path: Path) -> list[str]:
    return list((Approvals if len(path) == 1 else Approved).model_fields)
