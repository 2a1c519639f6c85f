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

from coprod_widgets.widgets.words import preview_page_words

STATIC = Path(__file__).parent / "static"

STYLE = f".in-notebook {{\n{(STATIC / 'form.css').read_text(encoding='utf-8')}\n}}"
"""The one style sheet, kept to the form: around it is somebody else's page."""

Reply = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class SectionForm(anywidget.AnyWidget):
    """A section as a widget. Its contract: messages are what is said, and what shows.

    The view asks what shows as soon as it stands. None of it is the widget's state, because a
    notebook can be saved with its widgets' state, and then a file would hold answers.
    """

    _esm = STATIC / "form.js"
    _css = STYLE
    section = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        *,
        section: str,
        blank: str,
        on_said: Reply,
        on_taken: Callable[[Mapping[str, Any]], None],
        language: str = "en",
    ) -> None:
        super().__init__(section=section, words=dict(preview_page_words(language)))
        self._blank = blank
        self._on_said = on_said
        self._on_taken = on_taken
        self.on_msg(self._answer)

    def show(self, shown: Mapping[str, Any], *, moved: bool = False) -> None:
        """Tell every view of this section what shows now; of other sections it hears nothing.

        `moved` says that the bar above chose another talk: nobody was writing in this one.
        """
        own = {self.section: shown["sections"][self.section]}
        self.send({"reply": {**shown, "sections": own}, "moved": moved})

    def _answer(self, _: Any, message: Mapping[str, Any], __: Any) -> None:
        reply = self._on_said(message.get("body", {}))
        self.send({"to": message.get("id"), "reply": dict(reply)})
        # Only after the one who said it, so that no two sections are open for a moment.
        if "saved" in reply:
            self._on_taken(reply)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and the form as on paper for wherever widgets can't run."""
        bundle = super()._repr_mimebundle_(**kwargs)
        fallback = {"text/html": self._blank, "text/plain": f"Section '{self.section}'"}
        if isinstance(bundle, tuple):
            return ({**bundle[0], **fallback}, *bundle[1:])
        return {**(bundle or {}), **fallback}
