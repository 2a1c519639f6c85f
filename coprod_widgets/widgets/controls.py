"""The controls that a question is answered with: plain HTML, nothing picked beforehand.

Every control's value is the JSON of what is sent, so that the code `1` and the text `"1"` stay
apart on the way through the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    Choice,
    DateQuestion,
    ManyQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.widgets.html import el, hidden, join
from coprod_widgets.widgets.view import View

_TOKENS_AS_RADIOS = 12
"""Up to here, sharing counters is a row of radios; beyond, a number is quicker."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control and how it is put together.

    `kind` says how the page reads the value. `labelled` is the id of the one control that the
    question's words label; None where there are several and a fieldset with a legend holds them.
    """

    html: Markup
    kind: str
    labelled: str | None = None


def control(view: View, question: Question, voice: Voice, card: str, value: Any) -> Control:
    """The control for a question, with an earlier answer in it where `value` isn't None."""
    name = f"{card}-value"
    hints = f"{card}-hint {card}-error"
    match question:
        case NoteQuestion():
            return Control(Markup(), "note")
        case TextQuestion():
            return _text_area(name, hints, question.lines, question.longest, value)
        case TeachQuestion() if question.marks and voice is Voice.PATIENT:
            return _text_area(name, hints, 5, 4_000, value)
        case NumberQuestion():
            return _number(name, hints, question.whole, value)
        case DateQuestion():
            return Control(day_inputs(view, name, value), "date")
        case TokensQuestion():
            return _tokens(view, question, name, hints, value)
        case ManyQuestion():
            return Control(_checkboxes(view, question.choices, name, value), "many")
        case _:
            choices = view.interview.instrument.choices(question, voice)
            return Control(radios(view, choices, name, value), "one")


def radios(view: View, choices: Sequence[Choice], name: str, value: Any) -> Markup:
    """One radio a choice. A fieldset with a legend must stand around them."""
    return el("div", [_pick(view, "radio", c, name, n, value == c.code) for n, c in _counted(choices)],
              class_="picks")


def _checkboxes(view: View, choices: Sequence[Choice], name: str, value: Any) -> Markup:
    picked = value or []
    together = [(n, c) for n, c in _counted(choices) if not c.exclusive]
    alone = [(n, c) for n, c in _counted(choices) if c.exclusive]
    return el(
        "div",
        [_pick(view, "checkbox", c, name, n, c.code in picked) for n, c in together],
        el("p", view.say("stands_alone"), class_="picks-or") if together and alone else None,
        [_pick(view, "checkbox", c, name, n, c.code in picked) for n, c in alone],
        class_="picks",
    )


def _counted(choices: Sequence[Choice]) -> list[tuple[int, Choice]]:
    return list(enumerate(choices, start=1))


def _pick(
    view: View, kind: str, choice: Choice, name: str, number: int, checked: bool
) -> Markup:
    picked = f"{name}-{number}"
    words = view.text(choice.text)
    numbered = isinstance(choice.code, int) and words != str(choice.code)
    return el(
        "div",
        el("input", type=kind, id=picked, name=name, value=json.dumps(choice.code),
           checked=checked, data_alone=choice.exclusive, autocomplete="off"),
        el("label", el("span", choice.code, class_="number") if numbered else None, " " if numbered else None, words,
           for_=picked),
        class_="pick",
    )


def _text_area(name: str, hints: str, lines: int, longest: int, value: Any) -> Control:
    # A newline straight after the opening tag is dropped by browsers, so one is put there to lose.
    area = el("textarea", "\n", value or "", id=name, name=name, rows=lines, maxlength=longest,
              aria_describedby=hints, autocomplete="off", dir="auto")
    return Control(area, "text", labelled=name)


def _number(name: str, hints: str, whole: bool, value: Any) -> Control:
    box = el("input", type="text", inputmode="numeric" if whole else "decimal", id=name, name=name,
             value=value, class_="short", aria_describedby=hints, autocomplete="off")
    return Control(box, "number", labelled=name)


def number_range(view: View, question: NumberQuestion) -> str | None:
    """The words for what a number may be, or None where anything goes."""
    def shown(bound: float) -> str:
        return format_decimal(bound, locale=view.language)

    match question.least, question.most:
        case None, None:
            return None
        case least, None:
            return view.say("at_least", least=shown(least))
        case None, most:
            return view.say("at_most", most=shown(most))
        case least, most:
            return view.say("between", least=shown(least), most=shown(most))


def day_inputs(view: View, name: str, value: str | None) -> Markup:
    """A day as three small boxes. A fieldset with a legend must stand around them."""
    year, month, day = value.split("-") if value else ("", "", "")
    boxes = [("day", day, 2), ("month", month, 2), ("year", year, 4)]
    return el(
        "div",
        [
            el(
                "div",
                el("label", view.say(part), for_=f"{name}-{part}"),
                el("input", type="text", inputmode="numeric", id=f"{name}-{part}", name=name,
                   data_part=part, value=shown.lstrip("0") or None, maxlength=longest,
                   class_=f"box-{longest}", autocomplete="off"),
            )
            for part, shown, longest in boxes
        ],
        class_="day-boxes",
    )


def _tokens(view: View, question: TokensQuestion, name: str, hints: str, value: Any) -> Control:
    if question.total > _TOKENS_AS_RADIOS:
        return _number(name, hints, whole=True, value=value)
    patient, clinician = view.name(Voice.PATIENT), view.name(Voice.CLINICIAN)
    steps = [
        el(
            "div",
            el("input", type="radio", id=f"{name}-{n}", name=name, value=n, checked=value == n,
               autocomplete="off"),
            el("label", join(
                n, hidden(" " + view.say("tokens_share", first=n, second=question.total - n,
                                         patient=patient, clinician=clinician))),
               for_=f"{name}-{n}"),
            class_="pick",
        )
        for n in range(question.total + 1)
    ]
    # What each step means stands beside the row in sight as well as in each label.
    shares = el(
        "p",
        [
            el("span", view.say("tokens_share", first=n, second=question.total - n,
                                patient=patient, clinician=clinician),
               data_share=n, hidden=value != n)
            for n in range(question.total + 1)
        ],
        class_="tokens-share", aria_hidden="true",
    )
    return Control(join(el("div", steps, class_="picks picks-row"), shares), "one")
