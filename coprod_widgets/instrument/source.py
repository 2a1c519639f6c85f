"""An instrument file as plain values, and the line on which each of them stands.

The YAML is read as events and the values are built here, by the core schema of YAML 1.2: `no` and
`on` are words. What can hide something from a reader is refused: keys that stand twice, anchors,
aliases, merge keys and tags.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from coprod_widgets.errors import InstrumentError
from coprod_widgets.instrument.events import fast_events, thorough_events
from coprod_widgets.instrument.faults import Fault, Path, place_of, shown

BIGGEST = 4 * 1024 * 1024
DEEPEST = 30

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NO_CHARACTER = re.compile(r"\\U(?!00(?:0|10))[0-9A-Fa-f]{8}")
_VALUES = (ScalarEvent, MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}


@dataclass
class Parsed:
    """A file as plain values. `broken` means that there is nothing to look at any further.

    `pictures` are the drawings it names, by name, and `kept` is both as one text, if there are any.
    """

    file: str
    text: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: bool = False
    pictures: dict[str, str] = field(default_factory=dict)
    kept: str = ""

    @property
    def hash(self) -> str:
        """The SHA-256 of the file's bytes; where it has pictures, of the bytes that are kept."""
        return sha256((self.kept or self.text).encode("utf-8")).hexdigest()

    def line(self, path: Path) -> int:
        """The line of a place, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, text: Any, problem: str, cure: str) -> Fault:
        """A fault at a place of this file."""
        return Fault(self.file, self.line(path), place_of(path), shown(text), problem, cure)

    def refuse(self, line: int, path: Path, text: Any, problem: str, cure: str) -> None:
        """Keep a fault that makes it useless to look any further."""
        self.broken = True
        self.faults.append(Fault(self.file, line, place_of(path), shown(text), problem, cure))


def text_of(path: FilePath) -> str:
    """The text of an instrument file exactly as its bytes say, so that its hash stays the same.

    Raises:
        InstrumentError: there is no such file, or it isn't UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        problem = f"{path} can't be read: {error.strerror}."
        raise InstrumentError(problem, "Check the name and who may read it.") from None
    except UnicodeDecodeError:
        raise InstrumentError(f"{path} isn't UTF-8 text.", "Save the file as UTF-8.") from None


def read(text: str, name: str) -> Parsed:
    """Read the text of an instrument file called `name`; what is wrong is in `.faults`."""
    parsed = Parsed(name, text)
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        parsed.text = ""
        line = text.count("\n", 0, error.start) + 1
        parsed.refuse(line, (), "", "This isn't UTF-8 text.", "Save the file as UTF-8.")
        return parsed
    if size > BIGGEST:
        problem = f"The file has {size:,} bytes."
        parsed.refuse(1, (), "", problem, f"An instrument has at most {BIGGEST:,}.")
        return parsed
    try:
        _Builder(parsed).build(fast_events(text))
    except YAMLError:
        # The fast parser doesn't know all of YAML 1.2, so the thorough one has the last word.
        parsed = Parsed(name, text)
        _build_slowly(parsed)
    return parsed


def _build_slowly(parsed: Parsed) -> None:
    text = parsed.text
    try:
        _Builder(parsed).build(thorough_events(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.count("\n")) + 1 if mark else 1
        there = text.splitlines()[line - 1 : line] or [""]
        problem = f"The YAML can't be read here: {error.problem or error.context}."
        cure = "Look at the indentation, quotes and brackets of this line and the one before."
        parsed.refuse(line, (), there[0].strip(), problem, cure)
    except YAMLError as error:
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        problem = "There is a character that YAML doesn't allow."
        parsed.refuse(line, (), f"{getattr(error, 'character', '')!r}", problem, "Take it out.")
    except (ValueError, OverflowError):
        found = _NO_CHARACTER.search(text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        number = found[0] if found else ""
        problem = "There is no character with this number."
        parsed.refuse(line, (), number, problem, "Write the character itself.")


class _Builder:
    """Builds plain values from events, keeping each one's line; stops where it gets too deep."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.open: list[dict[str, Any] | list[Any]] = []
        self.path: list[str | int] = []
        # For each open mapping: the key that waits for its value, or None. Lists have no entry.
        self.keys: dict[int, tuple[str, int, bool] | None] = {}
        self.documents = 0

    def build(self, events: Iterable[Any]) -> None:
        for event in events:
            # Compared, not asked for its kind: there are forty events for every question.
            kind = type(event)
            if kind in _VALUES:
                if not self.take(event):
                    return
            elif kind in _ENDS:
                self.close()
            elif kind is DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self.refuse(event, "---", "The file holds more than one document.", "Keep one.")
                    return
            elif kind is AliasEvent:
                self.refuse(event, f"*{event.anchor}", "Aliases aren't used here.", "Write it out.")
                return
        if not self.documents and not self.parsed.broken:
            self.parsed.refuse(1, (), "", "The file is empty.", "Begin with 'id: …'.")

    def refuse(self, event: Any, text: str, problem: str, cure: str) -> None:
        line = event.start_mark.line + 1
        inside, path = (self.open[-1] if self.open else None), self._here()
        if isinstance(inside, list):
            path = (*path, len(inside))
        elif waiting := self.keys.get(len(self.open)):
            path = (*path, waiting[0])
        self.parsed.refuse(line, path, text, problem, cure)

    def take(self, event: Any) -> bool:
        """Take in one value or key; False where it is no use to go on."""
        if event.anchor is not None:
            self.refuse(event, f"&{event.anchor}", "Anchors aren't used here.", "Take it out.")
        if event.tag is not None:
            self.refuse(event, event.tag, "Tags aren't used here.", "Take it out.")
        if isinstance(event, ScalarEvent) and not event.value.isascii():
            self.join_halves(event)
        inside = self.open[-1] if self.open else None
        if isinstance(inside, dict) and self.keys[len(self.open)] is None:
            return self.take_key(event, inside)
        if isinstance(event, ScalarEvent):
            self.put(event, self.resolved(event))
            return True
        if len(self.open) >= DEEPEST:
            problem = f"The file is nested more than {DEEPEST} deep."
            self.refuse(event, "", problem, "Look for a bracket that is never closed.")
            return False
        value: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self.path.append(self.put(event, value))
        self.open.append(value)
        if isinstance(value, dict):
            self.keys[len(self.open)] = None
        return True

    def join_halves(self, event: Any) -> None:
        """JSON writes some characters as two halves. A half alone can be kept in no file."""
        try:
            event.value = event.value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            event.value = event.value.encode("utf-8", "backslashreplace").decode("utf-8")
            problem = "There is half a character here, which can't be kept."
            self.refuse(event, event.value, problem, "Write the whole character, or take it out.")

    def take_key(self, event: Any, inside: dict[str, Any]) -> bool:
        if not isinstance(event, ScalarEvent):
            self.refuse(event, "", "A list or a map can't be a key.", "Use a word as the key.")
            return False
        if event.implicit[0] and event.value == "<<":
            self.refuse(event, "<<", "Merge keys aren't used here.", "Write it out.")
            return False
        key = event.value if isinstance(self.resolved(event), str) else None
        if key is None:
            cure = f"Write it in quotes: '{event.value}'."
            self.refuse(event, event.value, "This key isn't a word.", cure)
            key = event.value
        line = event.start_mark.line + 1
        twice = key in inside
        if twice:
            path = (*self._here(), key)
            first = self.parsed.lines.get(path, 1)
            problem = f"The key '{key}' stands twice here, first on line {first}."
            self.parsed.faults.append(
                Fault(self.parsed.file, line, place_of(path), key, problem, "Take one out.")
            )
        self.keys[len(self.open)] = (key, line, twice)
        return True

    def put(self, event: Any, value: Any) -> str | int:
        """Put a value where it belongs and keep its line; gives its key or its number."""
        if not self.open:
            self.parsed.value = value
            self.parsed.lines[()] = event.start_mark.line + 1
            return ""
        inside = self.open[-1]
        if isinstance(inside, list):
            inside.append(value)
            number = len(inside) - 1
            self.parsed.lines[(*self._here(), number)] = event.start_mark.line + 1
            return number
        waiting = self.keys[len(self.open)]
        assert waiting is not None, "a mapping's value follows its key"
        key, line, twice = waiting
        self.keys[len(self.open)] = None
        # Of a key that stands twice the first value is kept, so that the other checks go on.
        if not twice:
            inside[key] = value
            self.parsed.lines[(*self._here(), key)] = line
        return key

    def close(self) -> None:
        self.open.pop()
        self.path.pop()

    def _here(self) -> Path:
        return tuple(self.path[1:])

    def resolved(self, event: Any) -> Any:
        """A scalar by the core schema of YAML 1.2: quoted ones are text whatever they look like."""
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        # What looks like no number begins with a letter, as nearly all words do.
        if text[0].isalpha():
            return text
        if _INT.fullmatch(text):
            return int(text)
        if _BASED.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
            number = float(text) if _FLOAT.fullmatch(text) else math.inf
            if not math.isfinite(number) or text.lstrip("+-").isdigit():
                problem = f"{shown(text)} isn't a number that can be counted with."
                self.refuse(event, text, problem, "Write a smaller one, or put it in quotes.")
            return number
        return text
