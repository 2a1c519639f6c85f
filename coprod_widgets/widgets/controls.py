"""The control of each type of question: real HTML controls, labelled, never chosen beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    Choice,
    LinkQuestion,
    ListField,
    ManyQuestion,
    NumberQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Place
from coprod_widgets.interview.values import FIELD_LONGEST, SAID_BACK_LONGEST
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.view import View


@dataclass(frozen=True, slots=True)
class Control:
    """What a control is made from. `value` is an earlier answer that is being changed, or None."""

    view: View
    question: Question
    place: Place
    value: Any

    @property
    def id(self) -> str:
        """A prefix for the ids in this control, the same every time it is rendered."""
        return f"{self.place.question}-{self.place.row or 'all'}-{self.place.voice.value}"

    @property
    def hint_id(self) -> str:
        """The id of the hint below the question."""
        return f"{self.id}-hint"


def control(c: Control) -> Markup:
    """The control for a question in one voice."""
    return _CONTROLS[c.question.type](c)


def is_grouped(c: Control) -> bool:
    """Whether the question is the legend of a group of controls, not the label of a single one."""
    if c.question.type == "teach":
        return c.place.voice is Voice.CLINICIAN or not _is_said_back(c)
    return c.question.type not in ("text", "number")


def radios(name: str, choices: list[tuple[Any, str]], picked: Any = None) -> Markup:
    """A radio for each choice; big targets, nothing picked unless it was said before."""
    return el(
        "div",
        [
            el(
                "div",
                el(
                    "input",
                    type="radio",
                    id=f"{name}-{code}",
                    name=name,
                    value=str(code),
                    data_number=isinstance(code, int),
                    checked=picked is not None and code == picked,
                ),
                el("label", words, for_=f"{name}-{code}"),
                class_="choice",
            )
            for code, words in choices
        ],
        class_="choices",
    )


def _choices(c: Control, choices: tuple[Choice, ...]) -> list[tuple[Any, str]]:
    return [(choice.code, c.view.shown(choice.text)) for choice in choices]


def _one(c: Control) -> Markup:
    choices = c.view.interview.instrument.choices(c.question, c.place.voice)
    return radios(c.id, _choices(c, choices), c.value)


def _many(c: Control) -> Markup:
    assert isinstance(c.question, ManyQuestion)
    boxes = []
    for choice in c.question.choices:
        box = el(
            "div",
            el(
                "input",
                type="checkbox",
                id=f"{c.id}-{choice.code}",
                name=c.id,
                value=str(choice.code),
                data_number=isinstance(choice.code, int),
                data_exclusive=choice.exclusive,
                checked=choice.code in (c.value or ()),
            ),
            el("label", c.view.shown(choice.text), for_=f"{c.id}-{choice.code}"),
            class_="choice",
        )
        if choice.exclusive:
            boxes.append(el("p", c.view.say("stands_alone"), class_="or"))
        boxes.append(box)
    return el("div", boxes, class_="choices")


def _text(c: Control) -> Markup:
    lines = c.question.lines if isinstance(c.question, TextQuestion) else 4
    longest = c.question.longest if isinstance(c.question, TextQuestion) else SAID_BACK_LONGEST
    return el(
        "textarea",
        c.value or "",
        id=c.id,
        name=c.id,
        rows=lines,
        maxlength=longest,
        autocomplete="off",
        dir="auto",
        aria_describedby=c.hint_id,
    )


def _number(c: Control) -> Markup:
    assert isinstance(c.question, NumberQuestion)
    return el(
        "input",
        type="text",
        inputmode="numeric" if c.question.whole else "decimal",
        id=c.id,
        name=c.id,
        value=None if c.value is None else str(c.value),
        autocomplete="off",
        class_="short",
        aria_describedby=c.hint_id,
    )


def date_parts(view: View, name: str, value: str | None) -> Markup:
    """Day, month and year as three small fields: no calendar to fight with."""
    parts = dict(zip(("year", "month", "day"), (value or "--").split("-"), strict=False))
    return el(
        "div",
        [
            el(
                "div",
                el("label", view.say(part), for_=f"{name}-{part}"),
                el(
                    "input",
                    type="text",
                    inputmode="numeric",
                    id=f"{name}-{part}",
                    name=f"{name}-{part}",
                    value=parts[part].lstrip("0") or None,
                    maxlength=4 if part == "year" else 2,
                    autocomplete="off",
                    data_part=part,
                ),
                class_=f"date-part {part}",
            )
            for part in ("day", "month", "year")
        ],
        class_="date",
        data_date=name,
    )


def _date(c: Control) -> Markup:
    return date_parts(c.view, c.id, c.value)


def _tokens(c: Control) -> Markup:
    assert isinstance(c.question, TokensQuestion)
    names = {v: c.view.name(v) for v in (Voice.PATIENT, Voice.CLINICIAN)}
    total = c.question.total
    shares = [
        (
            number,
            c.view.say(
                "tokens_share",
                first=number,
                second=total - number,
                patient=names[Voice.PATIENT],
                clinician=names[Voice.CLINICIAN],
            ),
        )
        for number in range(total + 1)
    ]
    return radios(c.id, shares, c.value)


def _link(c: Control) -> Markup:
    assert isinstance(c.question, LinkQuestion)
    things = c.view.interview.carried.things_for(c.question)
    if not things:
        return el("p", c.view.say("link_nothing"), class_="hint")
    return radios(c.id, [(thing.id, thing.words) for thing in things], c.value)


def _note(c: Control) -> Markup:
    del c
    return join()


def _is_said_back(c: Control) -> bool:
    return isinstance(c.question, TeachQuestion) and bool(c.question.marks)


def _teach(c: Control) -> Markup:
    return _text(c) if _is_said_back(c) and c.place.voice is Voice.PATIENT else _one(c)


def list_fields(c: Control, fields: tuple[ListField, ...]) -> Markup:
    """The fields of one row of a list."""
    row = c.value or {}
    return join(_list_field(c, field, row.get(field.id)) for field in fields)


def _list_field(c: Control, field: ListField, value: Any) -> Markup:
    name = f"{c.id}-{field.id}"
    words = c.view.shown(field.ask)
    if field.optional:
        words = join(words, " ", c.view.say("optional"))
    about = {"class_": "field", "data_field": field.id, "data_kind": field.type}
    if field.type == "text":
        area = el(
            "textarea",
            value or "",
            id=name,
            name=name,
            rows=2,
            maxlength=FIELD_LONGEST,
            autocomplete="off",
            dir="auto",
        )
        return el("div", el("label", words, for_=name), area, **about)
    inner = (
        date_parts(c.view, name, value)
        if field.type == "date"
        else radios(name, _choices(c, field.choices), value)
    )
    return el("fieldset", el("legend", words), inner, data_optional=field.optional, **about)


_CONTROLS: dict[str, Callable[[Control], Markup]] = {
    "note": _note,
    "one": _one,
    "many": _many,
    "scale": _one,
    "text": _text,
    "number": _number,
    "date": _date,
    "guess": _one,
    "link": _link,
    "tokens": _tokens,
    "teach": _teach,
}
