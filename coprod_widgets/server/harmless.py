"""HTML that can't do anything: an executed notebook is the classic attack on who opens it."""

from __future__ import annotations

import nh3

_TAGS = {
    *("a", "b", "blockquote", "br", "code", "dd", "details", "div", "dl", "dt", "em", "h1", "h2"),
    *("h3", "h4", "hr", "i", "li", "ol", "p", "pre", "section", "span", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"*": {"class", "dir", "lang", "aria-hidden"}}


def harmless(html: str) -> str:
    """HTML with nothing left that could run, load, submit or lead anywhere."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(), link_rel=None)


def guidance_html(markdown: str) -> str:
    """A clinician's guidance as harmless HTML; its heading is left to the page."""
    from nbconvert.filters import markdown2html

    body = "\n".join(line for line in markdown.splitlines() if not line.startswith("#"))
    return harmless(str(markdown2html(body)))
