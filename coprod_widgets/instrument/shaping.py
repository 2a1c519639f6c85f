"""Plain values become typed objects, and what doesn't fit becomes faults in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from coprod_widgets.instrument.definition import Ask, Choice, Instrument, Part, Question, Section
from coprod_widgets.instrument.faults import Fault, Path, did_you_mean
from coprod_widgets.instrument.source import Parsed, read

_ID_CURE = "Use small letters, digits and _, beginning with a letter: 'going_well'."
_QUOTE_CURE = "Write text; put it in quotes if it looks like a number."
_PLAIN: Mapping[str, tuple[str, str]] = {
    "model_type": ("Here stands a group of keys.", "Write 'key: value' lines, indented."),
    "model_attributes_type": ("Here stands a group of keys.", "Write 'key: value' lines."),
    "dict_type": ("Here stands a group of keys.", "Write 'key: value' lines, indented."),
    "mapping_type": ("Here stands a group of keys.", "Write 'key: value' lines, indented."),
    "tuple_type": ("Here stands a list.", "Begin each entry with '- '."),
    "string_type": ("Here stands text.", _QUOTE_CURE),
    "string_pattern_mismatch": ("This isn't an id.", _ID_CURE),
    "int_type": ("Here stands a whole number.", "Write one, without quotes."),
    "int_parsing": ("Here stands a whole number.", "Write one, without quotes."),
    "int_from_float": ("Here stands a whole number.", "Write one, without quotes."),
    "float_type": ("Here stands a number.", "Write one, without quotes."),
    "float_parsing": ("Here stands a number.", "Write one, without quotes."),
    "bool_type": ("Here stands true or false.", "Write one of them, without quotes."),
    "bool_parsing": ("Here stands true or false.", "Write one of them, without quotes."),
    "union_tag_not_found": ("A question needs a type.", "Add 'type: text', or another type."),
}
_WORKED_OUT = ("hash", "pictures")
_VERSION = ("A version has three numbers.", "Write it like 1.0.0.")
_SOURCE = ("A source has two parts.", "Write it like law.topics or signs.signs.")
_CODE = (
    "This isn't a code.",
    "Use a whole number or a small word such as not_sure; true, false and null need quotes.",
)
KnownKeys = Callable[[Any, Path], list[str]]
"""The keys that may stand at the place of an unknown one, of what stands around it and its path."""
_TYPES = [get_args(m.model_fields["type"].annotation)[0] for m in get_args(get_args(Question)[0])]


@dataclass(frozen=True)
class Shaped:
    """The instrument in a file, or what keeps it from being one and where that is."""

    instrument: Instrument | None
    faults: list[Fault]
    paths: list[Path]


@lru_cache(maxsize=32)
def shaped(text: str, name: str) -> Instrument | None:
    """The instrument in a text, if it has the form of one. Nothing else of it is checked."""
    return shape(read(text, name)).instrument


def shape(parsed: Parsed) -> Shaped:
    """Make typed objects of a file that was read."""
    if parsed.broken:
        return Shaped(None, [], [])
    for key in _WORKED_OUT if isinstance(parsed.value, dict) else ():
        if key in parsed.value:
            problem, cure = f"'{key}' is worked out, never written.", "Take it out."
            there = parsed.value[key] if isinstance(parsed.value[key], str) else ""
            return Shaped(None, [parsed.fault((key,), there, problem, cure)], [(key,)])
    try:
        instrument = Instrument.model_validate(parsed.value)
    except ValidationError as error:
        found = dict(faults_of_form(parsed, error, _known_keys))
        return Shaped(None, sorted(found), list(found.values()))
    worked_out = {"hash": parsed.hash, "pictures": parsed.pictures}
    return Shaped(instrument.model_copy(update=worked_out), [], [])


def faults_of_form(
    parsed: Parsed, error: ValidationError, known_keys: KnownKeys
) -> Iterator[tuple[Fault, Path]]:
    """What doesn't fit, in plain words, and where it is at fault; for instruments and law packs."""
    told: set[Path] = set()
    for one in error.errors(include_url=False):
        path = _path_in_file(parsed.value, one["loc"])
        path = (*path, "type") if one["type"] == "union_tag_invalid" else path
        there = _at(parsed.value, path)
        # A value that fits no member of a union is told once, what is missing once a key; and a
        # list is only too short when it is so in the file, not for entries that didn't fit.
        once = (*path, one["loc"][-1]) if one["type"] == "missing" else path
        full = one["type"] == "too_short" and len(there) >= one["ctx"]["min_length"]
        if once in told or full:
            continue
        told.add(once)
        problem, cure = _in_plain_words(one, path, parsed.value, known_keys)
        text = path[-1] if one["type"] == "extra_forbidden" and path else there
        is_part = isinstance(text, dict | list) or text is None
        # What is missing is at fault where it should stand.
        where = (*path, str(one["loc"][-1])) if one["type"] == "missing" else path
        yield parsed.fault(path, "" if is_part else text, problem, cure), where


def _path_in_file(value: Any, loc: tuple[str | int, ...]) -> Path:
    """The part of pydantic's location that is in the file: without tags of unions and models."""
    path: list[str | int] = []
    for number, step in enumerate(loc):
        is_tag = loc[max(0, number - 2) : number - 1] == ("questions",) and step in _TYPES
        is_key = isinstance(value, dict) and step in value and not is_tag
        is_number = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if is_key or is_number:
            value = value[step]
            path.append(step)
    return tuple(path)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _in_plain_words(one: Any, path: Path, whole: Any, known_keys: KnownKeys) -> tuple[str, str]:
    kind, context = one["type"], one.get("ctx", {})
    name = path[-1] if path else ""
    if kind == "missing":
        return f"'{one['loc'][-1]}' is missing.", f"Add '{one['loc'][-1]}: …' here."
    if kind == "extra_forbidden":
        known = known_keys(_at(whole, path[:-1]), path)
        cure = did_you_mean(name, known, f"Known here: {', '.join(known)}.")
        return f"'{name}' isn't known here.", cure
    if kind == "union_tag_invalid":
        tag = context["tag"]
        cure = did_you_mean(tag, _TYPES, f"Use one of: {', '.join(_TYPES)}.")
        return f"There is no question type '{tag}'.", cure
    if kind in ("enum", "literal_error"):
        expected = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        cure = did_you_mean(one["input"], expected, f"Use one of: {', '.join(expected)}.")
        return f"{one['input']!r:.60} isn't known here.", cure
    if kind == "value_error":
        problem, _, cure = str(context["error"]).partition(": ")
        problem = f"{problem[:1].upper()}{problem[1:]}."
        return problem, f"{cure[:1].upper()}{cure[1:]}." if cure else "Change it or take it out."
    if name in ("code", "right") or "given" in path[-2:]:
        return _CODE
    if name == "version":
        return _VERSION
    if kind == "string_pattern_mismatch" and {"filled_from", "to"} & set(path):
        return _SOURCE
    if kind == "too_short":
        short = len(_at(whole, path))
        return f"This list has {short}.", f"It needs {context['min_length']} or more."
    limits = [context[k] for k in ("ge", "gt", "le", "lt") if k in context]
    if limits:
        side = "at least" if kind.startswith("greater") else "at most"
        return f"{one['input']!r:.60} is out of range.", f"Write {side} {limits[0]}."
    return _PLAIN.get(kind, (f"{one['msg']}.", "See docs/instrument.md for how it is written."))


def _known_keys(around: Any, path: Path) -> list[str]:
    """The keys that may stand at the place of an unknown one."""
    model: type[BaseModel] = Instrument
    if "choices" in path or "scales" in path or "marks" in path:
        model = Choice
    elif "ask" in path or "hint" in path:
        model = Ask
    elif len(path) >= 4 and path[2] == "questions":
        kinds = dict(zip(_TYPES, get_args(get_args(Question)[0]), strict=True))
        kind = around.get("type") if isinstance(around, dict) else None
        model = kinds.get(kind, Part)
    elif path[0] == "sections":
        model = Section
    fields = model.model_fields.items()
    return [field.alias or name for name, field in fields if name not in _WORKED_OUT]
