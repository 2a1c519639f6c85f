"""The bar above a preview: what its author looks at, chosen from lists, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from coprod_widgets.widgets.form import STATIC, STYLE
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.words import say


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be chosen: its name, its words, and each value with its words."""

    name: str
    label: str
    values: Mapping[str, str]


def bar_html(
    offers: tuple[Offer, ...], chosen: Mapping[str, str], *, says: str = "", language: str = "en"
) -> str:
    """The bar. Where there is nothing to choose between, nothing is offered."""
    fields = [
        el(
            "div",
            el("label", offer.label, for_=f"preview-{offer.name}"),
            _select(offer, chosen.get(offer.name)),
        )
        for offer in offers
        if len(offer.values) > 1
    ]
    return str(
        el(
            "section",
            el("p", el("strong", say("preview_banner", language))),
            el("div", fields, class_="preview-choices"),
            el(
                "div",
                el(
                    "button",
                    say("preview_again", language),
                    type="button",
                    class_="button quiet",
                    data_again=True,
                ),
                el("p", says, role="status", class_="preview-status"),
                class_="preview-foot",
            ),
            class_="preview-bar",
            aria_label=say("preview_bar", language),
        )
    )


def _select(offer: Offer, chosen: str | None) -> str:
    options = [
        el("option", words, value=value, selected=value == chosen)
        for value, words in offer.values.items()
    ]
    return el("select", options, id=f"preview-{offer.name}", name=offer.name, autocomplete="off")


class PreviewBar(anywidget.AnyWidget):
    """The bar as a widget. Its contract: messages are what is chosen, and what is shown then.

    It asks for itself as soon as it stands, like the forms; none of it is the widget's state.
    """

    _esm = STATIC / "form.js"
    _css = STYLE
    bar = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        *,
        html: Callable[[], str],
        blank: str,
        on_chosen: Callable[[Mapping[str, Any], bool], None],
    ) -> None:
        super().__init__()
        self._html, self._blank, self._on_chosen = html, blank, on_chosen
        self.on_msg(self._hear)

    def show(self, chosen: Mapping[str, str], says: str) -> None:
        """Tell every view of the bar what is chosen now."""
        self.send({"chosen": dict(chosen), "says": says})

    def _hear(self, _: Any, message: Mapping[str, Any], __: Any) -> None:
        chosen = message.get("chosen")
        if isinstance(chosen, dict):
            self._on_chosen(chosen, bool(message.get("again")))
        else:
            self.send({"html": self._html()})

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and that this is a preview for wherever widgets can't run."""
        bundle = super()._repr_mimebundle_(**kwargs)
        fallback = {"text/html": str(el("p", el("strong", self._blank))), "text/plain": self._blank}
        if isinstance(bundle, tuple):
            return ({**bundle[0], **fallback}, *bundle[1:])
        return {**(bundle or {}), **fallback}
