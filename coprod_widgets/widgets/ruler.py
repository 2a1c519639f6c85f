"""How much room words take on a sheet, measured without a browser and always a little too high.

Nobody knows here which fonts a ward's computer has. So each letter counts as wide as it is in the
widest fonts that systems come with, and lines are filled as a browser fills them: wider words never
make fewer lines.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LINE_WIDTH = 25.0
"""How many ems of the body's size stand in a line; `copy.css` gives a sheet a little more."""

_LETTERS = {
    **dict.fromkeys("il'\u2018\u2019", 0.32),
    **dict.fromkeys("jf ", 0.37),
    **dict.fromkeys(".,!t\u00b7", 0.41),
    **dict.fromkeys('rIJ:;()[]|/\\-"\u201c\u201d', 0.47),
    **dict.fromkeys("cksvxyz?*_\u2013", 0.61),
    **dict.fromkeys("w&+=<>~#^", 0.86),
    **dict.fromkeys("mMW%@\u2014\u2026\u25cf\u25a0\u25c6", 1.02),
    # Signs that are written as a whole line of letters.
    "\ufdfd": 12.0,
    "\ufdfa": 4.0,
    "\u2e3a": 2.2,
    "\u2e3b": 3.2,
}
_BY_CATEGORY = {"Ll": 0.65, "Lu": 0.82, "Nd": 0.68, "Po": 0.6, "Zs": 0.4, "Lo": 1.0}
_BOLD = 1.15
_BREAKS = re.compile(r"[ \t]+")


@lru_cache(maxsize=8_192)
def _width(letter: str) -> float:
    """The width of a letter in ems."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 1.4 if category == "So" else 1.05
    if category == "Ll" and letter > "\u0250":
        return 0.96  # other alphabets have broader letters
    return _BY_CATEGORY.get(category, 1.4 if category == "So" else 1.05)


def width(text: str) -> float:
    """The width of a text in ems, were it written in one line."""
    return sum(map(_width, text))


def lines(text: str, *, size: float = 1.0, bold: bool = False, indent: float = 0.0) -> int:
    """How many lines a text fills at `size` times the body's size, in a line that is indented."""
    room = (LINE_WIDTH - indent) / (size * (_BOLD if bold else 1.0))
    # Where a word is broken, the letter that no longer fits leaves the rest of its line empty.
    broken = room - 1.5
    count, at = 1, 0.0
    for word in _BREAKS.split(text):
        gap = _width(" ") if at else 0.0
        for part in _unbroken(word):
            wide = width(part)
            if at + gap + wide <= room:
                at += gap + wide
            elif wide <= room:
                count, at = count + 1, wide
            else:
                count, at = count + int(wide // broken) + bool(at), wide % broken
            gap = 0.0
    return count


def _unbroken(word: str) -> list[str]:
    """A word in the parts between which a line may end: each sign where no spaces are written."""
    parts: list[str] = []
    alone = True
    for letter in word:
        wide = unicodedata.east_asian_width(letter) in ("W", "F")
        if wide or alone or not parts:
            parts.append(letter)
        else:
            parts[-1] += letter
        alone = wide
    return parts
