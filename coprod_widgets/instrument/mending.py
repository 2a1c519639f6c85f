"""A file whose form is at fault, mended far enough that the rest of it can be checked as well.

Parts at fault give way to ones that say nothing, in the same place, so that every fault is told at
once. What is mended is only ever checked, never used.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.instrument.faults import Path
from coprod_widgets.instrument.shaping import Shaped
from coprod_widgets.instrument.source import Parsed


def mend(parsed: Parsed, shaped: Shaped) -> tuple[Instrument | None, frozenset[str]]:
    """What can be checked of it, if anything, and the ids of the parts that were put aside."""
    at_fault = {path[0] for path in shaped.paths if path}
    # Without its languages every single text would seem to be at fault.
    if parsed.broken or not isinstance(parsed.value, dict) or "languages" in at_fault:
        return None, frozenset()
    value = _copied(parsed.value)
    doubtful: set[str] = set()
    for path in shaped.paths:
        _mend(value, path, doubtful)
    try:
        return Instrument.model_validate(value), frozenset(doubtful)
    except ValidationError:
        return None, frozenset()


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _mend(value: dict[str, Any], path: Path, doubtful: set[str]) -> None:
    text = dict.fromkeys(value.get("languages", ["en"]), "-")
    top = {"id": "mended", "version": "0.0.0", "title": text, "minutes": 1}
    match path:
        case ("sections", int(at), "questions", int(number), *_):
            questions = value["sections"][at]["questions"]
            there = questions[number]
            name = there.get("id") if isinstance(there, dict) else None
            if not isinstance(name, str) or not name.isidentifier() or not name.islower():
                name = f"mended_{at}_{number}"
            doubtful.add(name)
            note = {"id": name, "type": "note", "voice": "clinician", "ask": text}
            questions[number] = note
        case ("sections", int(at), str(key), *_):
            section = value["sections"][at]
            if key == "questions":
                return
            section.pop(key, None)
            if key in ("id", "title"):
                section[key] = f"mended_{at}" if key == "id" else text
                doubtful.add(f"mended_{at}")
        case ("scales", str(name), *_):
            doubtful.add(name)
            value["scales"][name] = [{"code": code, "text": text} for code in (1, 2)]
        case ("sections", *_) | ():
            return
        case (str(key), *_):
            value.pop(key, None)
            if key in top:
                value[key] = top[key]
