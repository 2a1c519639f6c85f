"""What a statistics program can hold, and what is shortened for it. Nothing is cut unsaid."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortened:
    """A name or a text that a format can't hold as it is, and what stands there instead."""

    file: str
    column: str
    what: str
    whole: str
    written: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one format. Labels are counted in bytes or in characters."""

    name_longest: int
    name_longest_with_labels: int
    label_longest: int
    value_label_longest: int
    text_longest: int
    in_bytes: bool
    reserved: frozenset[str]
    keeps_spaces: bool


_SPSS_WORDS = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
)
_STATA_WORDS = frozenset(
    {"_all", "_b", "_coef", "_cons", "_n", "_pi", "_pred", "_rc", "_skip", "byte", "double"}
    | {"float", "if", "in", "int", "long", "strl", "using", "with"}
)

SPSS = Limits(
    name_longest=64,
    name_longest_with_labels=64,
    label_longest=256,
    value_label_longest=120,
    text_longest=32_767,
    in_bytes=True,
    reserved=_SPSS_WORDS,
    keeps_spaces=False,
)
STATA = Limits(
    name_longest=32,
    # A set of labels is named after its column, with a number behind it.
    name_longest_with_labels=27,
    label_longest=80,
    value_label_longest=32_000,
    text_longest=2_045,
    in_bytes=False,
    reserved=_STATA_WORDS,
    keeps_spaces=True,
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")
_ENDING = 5
_CUT = "…"


class Fitting:
    """Fits the names and texts of one file into the limits of its format, and keeps what it did."""

    def __init__(self, file: str, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._taken: set[str] = set()
        self.shortened: list[Shortened] = []

    def name(self, name: str, *, has_labels: bool) -> str:
        """A name that the format takes, and that differs from the others by more than its case."""
        limits = self._limits
        longest = limits.name_longest_with_labels if has_labels else limits.name_longest
        fits = name
        if not _NAME.fullmatch(name) or name.lower() in self._limits.reserved:
            fits = "v_" + _NOT_IN_NAMES.sub("_", name)
        number = 0
        while len(fits) > longest or fits.lower() in self._taken:
            # From the whole name, so that the same column has the same name every time.
            digest = hashlib.sha256(f"{name}{number or ''}".encode()).hexdigest()
            fits = f"{fits[: longest - _ENDING]}_{digest[: _ENDING - 1]}"
            number += 1
        self._taken.add(fits.lower())
        return self._noted(name, "name", name, fits)

    def label(self, column: str, text: str) -> str:
        """The label of a column."""
        return self._text(column, "label", text, self._limits.label_longest)

    def value_label(self, column: str, text: str) -> str:
        """The label of a value."""
        return self._text(column, "value label", text, self._limits.value_label_longest)

    def cell(self, column: str, text: str) -> str:
        """A text in a cell."""
        kept = text if self._limits.keeps_spaces else text.rstrip(" ")
        fits = self._text(column, "text", kept, self._limits.text_longest)
        return fits if kept == text else self._noted(column, "text", text, fits)

    def _text(self, column: str, what: str, text: str, longest: int) -> str:
        whole = text.replace("\x00", "\ufffd")  # it would end the text
        return self._noted(column, what, text, self._cut(whole, longest))

    def _cut(self, text: str, longest: int) -> str:
        size: Callable[[str], int] = len
        if self._limits.in_bytes:
            size = _bytes
        if size(text) <= longest:
            return text
        kept = text[:longest]
        while size(kept) + size(_CUT) > longest:
            kept = kept[:-1]
        return kept + _CUT

    def _noted(self, column: str, what: str, whole: str, written: str) -> str:
        if whole != written:
            self.shortened.append(Shortened(self._file, column, what, whole, written))
        return written


def _bytes(text: str) -> int:
    return len(text.encode())
