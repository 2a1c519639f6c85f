"""The one form widget: a section's HTML, made live by one small ES module.

In JupyterLab what people say travels as widget messages to `on_said`, a callable of the owner; on
the ward the same module finds the same HTML in the page and posts to the server instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from coprod_widgets.widgets.words import page_words

STATIC = Path(__file__).parent / "static"

Reply = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class SectionForm(anywidget.AnyWidget):
    """A section as a widget. Its contract: `html` is what shows, messages are what is said."""

    _esm = STATIC / "form.js"
    _css = STATIC / "form.css"
    section = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, *, section: str, html: str, on_said: Reply, language: str = "en") -> None:
        super().__init__(section=section, html=html, words=dict(page_words(language)))
        self._on_said = on_said
        self.on_msg(self._answer)

    def _answer(self, _: Any, message: Mapping[str, Any], __: Any) -> None:
        reply = self._on_said(message.get("body", {}))
        self.send({"to": message.get("id"), "reply": dict(reply)})

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and its first HTML for wherever widgets can't run."""
        bundle = super()._repr_mimebundle_(**kwargs)
        fallback = {"text/html": self.html, "text/plain": f"Section '{self.section}'"}
        if isinstance(bundle, tuple):
            return ({**bundle[0], **fallback}, *bundle[1:])
        return {**(bundle or {}), **fallback}
