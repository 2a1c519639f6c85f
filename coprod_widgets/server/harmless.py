"""HTML that can't do anything: an executed notebook is the classic attack on who opens it."""

from __future__ import annotations

import re

import nh3

from coprod_widgets.instrument.drawing import ATTRIBUTES, SHAPES, is_safe

_TAGS = {
    *("a", "b", "blockquote", "br", "code", "dd", "details", "div", "dl", "dt", "em", "h1", "h2"),
    *("h3", "h4", "hr", "i", "li", "ol", "p", "pre", "section", "span", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "*": {"class", "dir", "lang", "aria-hidden"},
    "a": {"href"},
    "div": {"id"},
    "li": {"id"},
    **{shape: set(ATTRIBUTES) for shape in SHAPES},
}


_SAID = r"said-[a-z0-9_]+-[a-z0-9]*-(?:patient|clinician|joint)"
"""Where an answer stands in a record (`widgets.behind`); no other part of a page is called so."""
_NAMED = {"id": re.compile(_SAID), "href": re.compile(f"#{_SAID}")}


def harmless(html: str) -> str:
    """HTML with nothing left that could run, load, submit or lead away.

    The pictures beside the words are shapes, and as shapes they stay. So do the names of the places
    where answers stand, and the links to them in the same page.
    """
    return nh3.clean(
        html,
        tags=_TAGS | SHAPES,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes=set(),
        link_rel=None,
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute in _NAMED:
        return value if _NAMED[attribute].fullmatch(value) else None
    is_of_shape = tag in SHAPES and attribute not in _ATTRIBUTES["*"]
    return None if is_of_shape and not is_safe(attribute, value) else value


def guidance_html(markdown: str) -> str:
    """A clinician's guidance as harmless HTML; its heading is left to the page."""
    from nbconvert.filters import markdown2html

    body = "\n".join(line for line in markdown.splitlines() if not line.startswith("#"))
    return harmless(str(markdown2html(body)))
