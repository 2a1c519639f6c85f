"""HTML that can't be wrong by accident: every text is escaped, every attribute is quoted."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Child = str | int | None | bool | Iterable["Child"]
"""What can stand inside an element. `Markup` stays as it is; None, True and False are nothing."""

_VOID = frozenset({"br", "hr", "img", "input", "meta", "link"})


def el(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """An element: `el("label", "Name", for_="name", class_="big", data_row=None)`.

    A trailing underscore is dropped and other underscores become hyphens. True makes a bare
    attribute; None and False leave it out.
    """
    opening = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        written = key.rstrip("_").replace("_", "-")
        opening.append(f" {written}" if value is True else f' {written}="{escape(value)}"')
    opening.append(">")
    if name in _VOID:
        return _trusted("".join(opening))
    return _trusted("".join((*opening, *_inside(children), f"</{name}>")))


def join(*children: Child) -> Markup:
    """Children one after the other, with nothing around them."""
    return _trusted("".join(_inside(children)))


def paragraphs(text: str, **attributes: str | None) -> Markup:
    """People's or an author's words: a blank line starts a paragraph, a new line breaks it.

    `dir=auto` lets each paragraph run in the direction of the language it is written in.
    """
    return join(
        el("p", _lines(part), **{"dir": "auto", **attributes})
        for part in text.replace("\r\n", "\n").split("\n\n")
        if part.strip()
    )


def hidden(text: str) -> Markup:
    """Words for screen readers only."""
    return el("span", text, class_="visually-hidden")


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.strip("\n").split("\n"))


def _inside(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None or isinstance(child, bool):
            continue
        if isinstance(child, str | int):
            yield str(escape(child))
        else:
            yield from _inside(child)


def _trusted(built: str) -> Markup:
    # The one place where text becomes markup: all of `built` was escaped above.
    return Markup(built)  # noqa: S704


def heading(words: str) -> Markup:
    """The heading of a screen, where whoever can't see it is taken when the screen changes."""
    return el("h2", words, tabindex="-1", data_focus=True)
