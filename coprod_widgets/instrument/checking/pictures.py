"""Pictures that aren't there, or hold more than a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from xml.etree import ElementTree

from coprod_widgets.instrument.checking.ground import Ground
from coprod_widgets.instrument.checking.languages import texts
from coprod_widgets.instrument.faults import Fault, did_you_mean

BIGGEST = 500_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
# What draws. Scripts, styles, links, animations, embedded pages and pictures don't.
_DRAWS = frozenset(
    re.findall(
        r"\w+",
        "svg g path circle ellipse line rect polygon polyline text tspan title desc defs use "
        "symbol linearGradient radialGradient stop clipPath mask pattern marker metadata",
    )
)


def pictures_draw(ground: Ground) -> Iterator[Fault]:
    """Pictures that are missing, of another kind, or that could do something."""
    for path, text in texts(ground):
        if text.picture is not None:
            problem, cure = _wrong(ground.folder, text.picture)
            if problem:
                yield ground.fault((*path, "picture"), text.picture, problem, cure)


def _wrong(folder: FilePath, name: str) -> tuple[str, str]:
    file = folder / name
    if not name.endswith((".svg", ".png")):
        return f"'{name}' isn't a picture of a kind that is shown.", "Use an .svg or a .png."
    if FilePath(name).is_absolute() or not file.resolve().is_relative_to(folder.resolve()):
        return f"'{name}' leads out of the folder of this file.", "Put the picture beside it."
    if not file.is_file():
        there = [
            one.relative_to(folder).as_posix() for one in sorted(folder.glob("**/*.[sp][vn]g"))
        ]
        return f"There is no picture '{name}'.", did_you_mean(
            name, there, "Put it beside this file."
        )
    if file.stat().st_size > BIGGEST:
        return f"'{name}' is too big.", f"Make it smaller than {BIGGEST // 1000} kB."
    content = file.read_bytes()
    if name.endswith(".png"):
        is_png = content.startswith(_PNG)
        return ("", "") if is_png else (f"'{name}' isn't a PNG.", "Save it as one.")
    found = unsafe(content)
    cure = "Save it as a plain SVG of shapes, without scripts, styles and links."
    return (f"'{name}' holds {found}.", cure) if found else ("", "")


def unsafe(svg: bytes) -> str:
    """What there is in an SVG besides shapes, in plain words; nothing if all is well."""
    if b"<!DOCTYPE" in svg.upper() or b"<!ENTITY" in svg.upper() or b"<?XML-" in svg.upper():
        return "a document type, an entity or a style sheet"
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # no DOCTYPE, no entities
    except (ElementTree.ParseError, ValueError, LookupError):
        return "something that isn't XML"
    for element in root.iter():
        tag = str(element.tag)
        if tag.startswith("{") and not tag.startswith(_SVG):
            # Drawing programs leave notes of their own; a browser draws none of them, but HTML.
            if "w3.org" in tag and "rdf" not in tag:
                return f"<{tag.rpartition('}')[2]}> of another language"
        elif tag.removeprefix(_SVG) not in _DRAWS:
            return f"<{tag.removeprefix(_SVG)}>"
        for full, value in element.attrib.items():
            name = full.rpartition("}")[2].lower()
            if name.startswith("on"):
                return f"'{name}', which runs a script"
            if name in ("href", "src") and not value.startswith("#"):
                return f"a link to {value[:40]!r}"
            if "url(" in value.replace(" ", "").lower() and "url(#" not in value.replace(" ", ""):
                return f"a link in '{name}'"
    return ""
