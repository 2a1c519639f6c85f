"""A picture as shapes and nothing else.

An SVG can run scripts, load pages and change the page it stands in. So a picture is never passed
on: it is read, each shape and each value is compared with what is known to draw, and the markup is
written anew from that. What only says something about the file (ids, notes of drawing programs,
its title) is left out. What would draw, and isn't known here, is refused, so that nobody is shown
half a picture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

BIGGEST = 50_000
"""The bytes of one picture. It stands in the page, once for every place where it is shown."""
DEEPEST = 20

_LENGTH = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,2})?(?:px|pt|mm|cm|in|em|%)?")
_LENGTHS = re.compile(r"none|[-+0-9.,eE%\s]*")
_NUMBERS = re.compile(r"[-+0-9.,eE\s]*")
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAa0-9.,eE+\-\s]*")
_MOVE = r"(?:matrix|translate|scale|rotate|skewX|skewY)\s*\([-+0-9.,eE\s]*\)"
_MOVES = re.compile(rf"\s*(?:{_MOVE}[\s,]*)*")
_PAINT = re.compile(r"#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24}|(?:rgb|hsl)a?\([-0-9.,%/\s]*\)")
_WORD = re.compile(r"[a-z-]{2,24}")

ATTRIBUTES = {
    "viewBox": _NUMBERS,
    "d": _PATH,
    "points": _NUMBERS,
    "transform": _MOVES,
    **dict.fromkeys(("cx", "cy", "r", "rx", "ry", "x", "y", "width", "height"), _LENGTH),
    **dict.fromkeys(("x1", "y1", "x2", "y2"), _LENGTH),
    **dict.fromkeys(("fill", "stroke", "color"), _PAINT),
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity", "stroke-width"), _LENGTH),
    **dict.fromkeys(("stroke-miterlimit", "stroke-dashoffset"), _LENGTH),
    "stroke-dasharray": _LENGTHS,
    **dict.fromkeys(("fill-rule", "clip-rule", "stroke-linecap", "stroke-linejoin"), _WORD),
    **dict.fromkeys(("display", "visibility"), _WORD),
}
"""What a shape can say of itself, and how it has to be written."""

SHAPES = frozenset(("svg", "g", "path", "circle", "ellipse", "line", "rect", "polygon", "polyline"))
_SILENT = frozenset(("title", "desc", "metadata", "defs"))
_SVG = "{http://www.w3.org/2000/svg}"
_OF_THE_WEB = "{http://www.w3.org/"


class DrawingError(ValueError):
    """A picture holds more than shapes: the text says what, in plain words, `cure` what to do."""

    cure = "Save it as a plain SVG of filled and stroked shapes, without words, links and styles."


class _SizelessError(DrawingError):
    cure = 'Give its outermost <svg> one, such as viewBox="0 0 24 24".'


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape or a group of shapes, made of known names and checked values alone."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    inside: tuple[Shape, ...] = ()


def is_safe(name: str, value: str) -> bool:
    """Whether this is an attribute of a shape that can do nothing but draw."""
    grammar = ATTRIBUTES.get(name)
    return grammar is not None and grammar.fullmatch(value) is not None


@lru_cache(maxsize=256)
def drawing(svg: str) -> Shape:
    """The shapes in an SVG. The outermost has a `viewBox` and nothing else that says a size.

    Raises:
        DrawingError: it holds more than shapes.
    """
    upper = svg.upper()
    if "<!DOCTYPE" in upper or "<!ENTITY" in upper or "<?XML-" in upper:
        raise DrawingError("a document type, an entity or a style sheet")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # no document type, so no entities
    except (ElementTree.ParseError, ValueError, LookupError):
        raise DrawingError("something that isn't XML") from None
    if root.tag != f"{_SVG}svg":
        raise DrawingError("no <svg> of the language of SVG (xmlns) as its outermost part")
    _refuse_what_acts(root)
    shape = _shape(root, 0)
    return Shape("svg", (("viewBox", _view_box(root)), *_painted(shape)), shape.inside)


def _painted(shape: Shape) -> list[tuple[str, str]]:
    sizes = ("viewBox", "width", "height", "x", "y")
    return [(name, value) for name, value in shape.attributes if name not in sizes]


def _refuse_what_acts(root: ElementTree.Element) -> None:
    """Refuse what runs, loads or styles, wherever it stands."""
    for element in root.iter():
        tag = str(element.tag)
        if tag in (f"{_SVG}script", f"{_SVG}style"):
            raise DrawingError(f"<{tag.removeprefix(_SVG)}>")
        for full, value in element.attrib.items():
            name, plain = full.rpartition("}")[2].lower(), value.replace(" ", "").lower()
            if name.startswith("on"):
                raise DrawingError(f"'{name}', which runs a script")
            if name in ("href", "src"):
                raise DrawingError(f"a link to {value[:40]!r}")
            if "url(" in plain:
                raise DrawingError(f"a link in '{name}'")


def _shape(element: ElementTree.Element, depth: int) -> Shape:
    if depth > DEEPEST:
        raise DrawingError(f"groups more than {DEEPEST} deep")
    inside = []
    for one in element:
        tag = str(one.tag)
        name = tag.removeprefix(_SVG)
        if tag.startswith("{") and not tag.startswith(_SVG):
            # Drawing programs leave notes of their own, which no browser draws.
            if tag.startswith(_OF_THE_WEB):
                raise DrawingError(f"<{tag.rpartition('}')[2]}> of another language")
        elif name in SHAPES and name != "svg":
            inside.append(_shape(one, depth + 1))
        elif name not in _SILENT:
            raise DrawingError(f"<{name}>")
    name = str(element.tag).removeprefix(_SVG)
    return Shape(name, tuple(sorted(_attributes(element).items())), tuple(inside))


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    said = dict(element.attrib)
    # Drawing programs write style="fill:red". A page that allows no styles would not draw it, so
    # it becomes what it stands for; it goes before an attribute of the same name.
    for part in said.pop("style", "").split(";"):
        name, _, value = part.partition(":")
        said[name.strip()] = value.replace("!important", "").strip()
    found = {}
    for name, value in said.items():
        if name in ATTRIBUTES:
            if not is_safe(name, value.strip()):
                raise DrawingError(f"{name}={value[:40]!r}, which is not known to draw")
            found[name] = value.strip()
    return found


def _view_box(root: ElementTree.Element) -> str:
    said = root.get("viewBox")
    sides = (root.get("width", "").removesuffix("px"), root.get("height", "").removesuffix("px"))
    box = said if said is not None else f"0 0 {sides[0]} {sides[1]}"
    try:
        numbers = [float(one) for one in re.split(r"[\s,]+", box.strip())]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(0 < side < 1e6 for side in numbers[2:]):
        raise _SizelessError("no viewBox with a width and a height")
    return " ".join(f"{number:g}" for number in numbers)
