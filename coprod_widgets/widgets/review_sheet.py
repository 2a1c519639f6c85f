"""The review sheet: to fill in beside a record, to read afterwards, and two side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from markupsafe import Markup

from coprod_widgets.instrument.definition import Instrument, Question, Section, TextQuestion
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.widgets.controls import radios
from coprod_widgets.widgets.html import el, paragraphs
from coprod_widgets.widgets.words import say

FIELD = "s-"
"""What the name of every field of the sheet begins with."""
Answers = Mapping[str, str | int]
"""The answers by question: codes and words. A question that isn't there was left open."""


def sheet_html(
    instrument: Instrument,
    answers: Answers,
    sections: Collection[str],
    *,
    language: str,
    wrong: Collection[str] = (),
) -> Markup:
    """The questions of some sections as fields of a form, with what was filled in so far.

    `wrong` are the questions that are in the way of saving it.
    """
    return el(
        "div",
        [
            el(
                "section",
                el("h3", section.title.say(language)),
                [
                    _field(instrument, q, answers, language, q.id in wrong)
                    for q in section.questions
                ],
                class_="sheet-part",
                id=f"{FIELD}{section.id}",
            )
            for section in _of(instrument, sections)
        ],
        class_="sheet",
    )


def _field(
    instrument: Instrument, question: Question, answers: Answers, language: str, wrong: bool
) -> Markup:
    name, asked = f"{FIELD}{question.id}", question.ask.to(Voice.JOINT).say(language)
    hint = question.hint.to(Voice.JOINT).say(language) if question.hint else ""
    hint_id = f"{name}-hint" if hint else None
    about = el("div", el("p", hint), class_="hint", id=hint_id) if hint else None
    value = answers.get(question.id)
    if isinstance(question, TextQuestion):
        words = el(
            "textarea",
            value or "",
            id=name,
            name=name,
            rows=question.lines,
            maxlength=question.longest,
            autocomplete="off",
            aria_describedby=hint_id,
            aria_invalid="true" if wrong else None,
        )
        return el("div", el("label", asked, for_=name), about, words, class_="field")
    choices = [
        (choice.code, _choice(choice.code, choice.text.say(language)))
        for choice in instrument.choices(question)
    ]
    return el(
        "fieldset",
        el("legend", asked, id=name, tabindex="-1"),
        about,
        radios(name, choices, value),
        class_="field wrong" if wrong else "field",
        aria_describedby=hint_id,
    )


def _choice(code: str | int, words: str) -> str:
    # Ten points have a number, and always the words for it beside.
    return f"{code}: {words}" if isinstance(code, int) else words


def told_html(
    instrument: Instrument, answers: Answers, sections: Collection[str], *, language: str
) -> Markup:
    """What was filled in, to read; what was left open is told as that."""
    return el(
        "div",
        [
            el(
                "section",
                el("h3", section.title.say(language)),
                el(
                    "dl",
                    [
                        el(
                            "div",
                            el("dt", question.ask.to(Voice.JOINT).say(language)),
                            el("dd", _words(instrument, question, answers, language)),
                        )
                        for question in section.questions
                    ],
                    class_="facts",
                ),
                class_="sheet-part",
            )
            for section in _of(instrument, sections)
        ],
        class_="sheet sheet-told",
    )


def two_ratings_html(
    instrument: Instrument,
    section_id: str,
    ratings: Iterable[tuple[str, Answers]],
    *,
    language: str,
) -> Markup:
    """Ratings of the same record side by side, each under the name of who made it."""
    told = list(ratings)
    rows = [
        el(
            "tr",
            el("th", question.ask.to(Voice.JOINT).say(language), scope="row"),
            [el("td", _words(instrument, question, answers, language)) for _, answers in told],
        )
        for question in instrument.section(section_id).questions
    ]
    head = el("tr", el("td"), [el("th", name, scope="col") for name, _ in told])
    table = el("table", el("thead", head), el("tbody", rows))
    return el(
        "div",
        table,
        class_="table-scroll",
        tabindex="0",
        role="group",
        aria_label=say("ratings_both", language),
    )


def _words(
    instrument: Instrument, question: Question, answers: Answers, language: str
) -> Markup | str:
    value = answers.get(question.id)
    if value is None or value == "":
        return say("sheet_left_open", language)
    words = {
        choice.code: _choice(choice.code, choice.text.say(language))
        for choice in instrument.choices(question)
    }
    return words.get(value, str(value)) if words else paragraphs(str(value))


def _of(instrument: Instrument, sections: Collection[str]) -> list[Section]:
    return [section for section in instrument.sections if section.id in sections]
