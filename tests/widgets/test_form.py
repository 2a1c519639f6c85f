"""The widget in a kernel, without a browser."""

from __future__ import annotations

from typing import Any

import pytest

from coprod_widgets.widgets.form import SectionForm


def test_what_is_said_goes_to_the_owner_and_the_reply_comes_back() -> None:
    said: list[Any] = []
    sent: list[Any] = []
    form = SectionForm(
        section="start", html="<p>x</p>", on_said=lambda m: said.append(m) or {"a": 1}
    )
    form.send = sent.append
    form._answer(form, {"id": "k1", "body": {"question": "well"}}, [])
    assert said == [{"question": "well"}]
    assert sent == [{"to": "k1", "reply": {"a": 1}}]


def test_where_widgets_cannot_run_the_html_shows() -> None:
    form = SectionForm(section="start", html="<p>shown</p>", on_said=dict)
    bundle = form._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/html"] == "<p>shown</p>"


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError):
        SectionForm(section="start", html="", on_said=dict, sectoin="start")
