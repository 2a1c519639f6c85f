"""The pictures beside an instrument file, and the text in which both are kept as one.

A file names its pictures; an interview must not change because somebody drew one anew. So what is
hashed and kept is the file and, after it, each picture as a comment of one line:

    # picture ["sun.svg", "<svg …>"]

A file without pictures is kept as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from coprod_widgets.instrument.drawing import BIGGEST, DrawingError, drawing
from coprod_widgets.instrument.faults import Path, did_you_mean
from coprod_widgets.instrument.source import Parsed
from coprod_widgets.translation import is_language

NAME = r"^[A-Za-z0-9][A-Za-z0-9_. -]{0,80}\.svg$"
MOST_BYTES = 1_000_000
_MARK = "# picture "
_KEPT = re.compile(r"(?:^# picture \[.*\]\n)+\Z", re.MULTILINE)


class PictureError(ValueError):
    """A picture can't be used."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem} {cure}")
        self.problem = problem
        self.cure = cure


def named(parsed: Parsed) -> Iterator[tuple[Path, str]]:
    """Every picture that a text of the file names, and where, whatever else is wrong there."""
    for path in parsed.lines:
        if not path or path[-1] != "picture":
            continue
        around: Any = parsed.value
        try:
            for step in path[:-1]:
                around = around[step]
            name = around["picture"]
        except (LookupError, TypeError):
            continue  # it stands below a key that stands twice, of which the first value counts
        others = set(around) - {"picture", "easy"}
        is_text = bool(others) and all(is_language(str(key)) for key in others)
        if is_text and isinstance(name, str):
            yield path, name


def picture(folder: FilePath, name: str) -> str:
    """The SVG of this name in a folder, checked.

    Raises:
        PictureError: it isn't there, or it is anything but a drawing.
    """
    if not name.endswith(".svg"):
        raise PictureError(f"'{name}' isn't a drawing.", "Use an .svg of shapes.")
    if not re.match(NAME, name):
        raise PictureError(
            f"'{name}' isn't the name of a file beside this one.",
            "Put the picture beside this file, and write its name: letters, digits, - and _.",
        )
    try:
        with (folder / name).open("rb") as file:
            content = file.read(BIGGEST + 1)
    except FileNotFoundError:
        cure = did_you_mean(name, _there(folder), "Put it beside this file.")
        raise PictureError(f"There is no picture '{name}'.", cure) from None
    except OSError as error:
        problem = f"'{name}' can't be read: {error.strerror}."
        raise PictureError(problem, "See what it is and who may read it.") from None
    if len(content) > BIGGEST:
        raise PictureError(
            f"'{name}' is too big.",
            f"Make it smaller than {BIGGEST // 1000} kB, with fewer points.",
        )
    try:
        svg = content.decode("utf-8-sig")
        drawing(svg)
    except UnicodeDecodeError:
        raise PictureError(f"'{name}' isn't UTF-8 text.", "Save the file as UTF-8.") from None
    except DrawingError as error:
        raise PictureError(f"'{name}' holds {error}.", error.cure) from None
    return svg


def _there(folder: FilePath) -> list[str]:
    """The pictures in a folder itself: what stands below it may be anybody's."""
    try:
        return sorted(one.name for one in folder.iterdir() if one.suffix == ".svg")
    except OSError:
        return []


def gathered(parsed: Parsed, folder: FilePath) -> dict[str, str]:
    """The pictures that the file names, by name. Those that can't be used are left to the check."""
    found: dict[str, str] = {}
    for _, name in named(parsed):
        try:
            found[name] = picture(folder, name)
        except PictureError:
            continue
    return dict(sorted(found.items()))


def joined(text: str, pictures: Mapping[str, str]) -> str:
    """A file and its pictures as the one text that is hashed and kept."""
    if not pictures:
        return text
    # Only ASCII, so that nothing in a picture can end the line of its comment.
    lines = [f"{_MARK}{json.dumps([name, svg])}\n" for name, svg in sorted(pictures.items())]
    return text + ("" if text.endswith("\n") else "\n") + "".join(lines)


def parted(kept: str) -> tuple[str, dict[str, str]]:
    """The file and its pictures again."""
    found = _KEPT.search(kept)
    if found is None:
        return kept, {}
    try:
        lines = found[0].splitlines()
        pictures = dict(json.loads(line.removeprefix(_MARK)) for line in lines)
    except (ValueError, TypeError):
        return kept, {}
    return kept[: found.start()], {str(name): str(svg) for name, svg in pictures.items()}
