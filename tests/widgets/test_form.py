"""The widget in a kernel, without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from coprod_widgets.widgets.form import SectionForm


class Owner:
    """Takes what is said and gives a fixed reply."""

    def __init__(self, reply: dict[str, Any]) -> None:
        self.reply = reply
        self.said: list[Any] = []
        self.sent: list[Any] = []
        self.form = SectionForm(
            section="start", blank="<p>paper</p>", on_said=self.take, on_taken=self.form_shows
        )
        self.form.send = self.sent.append

    def take(self, message: Mapping[str, Any]) -> dict[str, Any]:
        self.said.append(message)
        return self.reply

    def form_shows(self, reply: Mapping[str, Any]) -> None:
        self.form.show(reply)


def test_what_is_said_goes_to_the_owner_and_the_reply_comes_back() -> None:
    owner = Owner({"message": "No."})
    owner.form._answer(owner.form, {"id": "k1", "body": {"question": "well"}}, [])
    assert owner.said == [{"question": "well"}]
    assert owner.sent == [{"to": "k1", "reply": {"message": "No."}}]


def test_who_said_it_hears_first_and_then_every_section_shows_its_own_part() -> None:
    reply = {"saved": "14:03", "sections": {"start": "<p>1</p>", "end": ""}}
    owner = Owner(reply)
    owner.form._answer(owner.form, {"id": "k1", "body": {}}, [])
    assert owner.sent == [
        {"to": "k1", "reply": reply},
        {"reply": {"saved": "14:03", "sections": {"start": "<p>1</p>"}}, "moved": False},
    ]


def test_where_widgets_cannot_run_the_form_shows_as_on_paper() -> None:
    bundle = Owner({}).form._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/html"] == "<p>paper</p>"


def test_what_shows_is_no_part_of_the_state_that_a_notebook_can_be_saved_with() -> None:
    own = {name for name in Owner({}).form.get_state() if not name.startswith("_")}
    assert own == {"section", "words", "layout", "tabbable", "tooltip"}


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError):
        SectionForm(section="start", blank="", on_said=dict, on_taken=dict, sectoin="start")
