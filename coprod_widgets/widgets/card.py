"""A card: one question to one voice, with its control and all the ways to answer it."""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    ListQuestion,
    ManyQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    TeachQuestion,
)
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Entered, Place, Status
from coprod_widgets.interview.reveal import is_sealed
from coprod_widgets.interview.values import range_words
from coprod_widgets.widgets.controls import Control, control, is_grouped, list_fields, radios
from coprod_widgets.widgets.html import el, hidden, join, paragraphs
from coprod_widgets.widgets.law import hospital_text, suggested_text, suggestion_html
from coprod_widgets.widgets.rows import rows_html
from coprod_widgets.widgets.view import SHAPES, View

_OTHER_WAYS = (
    (Status.SKIPPED, "skip"),
    (Status.NOT_SURE, "not_sure"),
    (Status.DECLINED, "decline"),
)


def card(view: View, place: Place, *, first: bool, changing: bool = False) -> Markup:
    """A question's form. Only the first of several is shown; the page turns to the next ones."""
    question = view.interview.instrument.question(place.question)
    answer = view.interview.answer(place) if changing else None
    sealed = is_sealed(view.interview, place)
    c = Control(view, question, place, answer.value if answer else suggested_text(view, place))
    return el(
        "form",
        _whose(view, place.voice),
        el("div", role="alert", class_="error-summary", tabindex="-1", hidden=True),
        _list_body(c, question) if isinstance(question, ListQuestion) else _body(c),
        _who_types(c),
        el(
            "div",
            el(
                "button",
                _save_words(view, question, place, changing),
                type="submit",
                class_="button",
            ),
            el(
                "button",
                view.say("leave_it"),
                type="button",
                data_leave=True,
                class_="button quiet",
            )
            if changing
            else None,
            class_="actions",
        ),
        _other_ways(view, question),
        class_=f"card voice-{place.voice.value}",
        novalidate=True,
        method="dialog",  # before the script is there, sending it does nothing, and leaks nothing
        hidden=not first,
        autocomplete="off",
        data_question=place.question,
        data_row=place.row,
        data_voice=place.voice.value,
        data_base=view.interview.version(place),
        data_type=_kind(question, place),
        data_entered=view.typing.value if place.voice is Voice.PATIENT else Entered.SELF.value,
        data_empty=view.say(_empty_key(question, place)),
        data_changing=changing,
        data_sealed=sealed,
        # Some browsers send what is typed away to have its spelling looked at.
        spellcheck="false" if sealed else None,
    )


def _kind(question: Question, place: Place) -> str:
    """How the page reads the control: as a choice, several, text, a number, a day or a row."""
    if isinstance(question, TeachQuestion):
        return "text" if question.marks and place.voice is Voice.PATIENT else "one"
    if isinstance(question, ListQuestion):
        return "row" if place.row else "list"
    return {"scale": "one", "guess": "one", "tokens": "one", "link": "one"}.get(
        question.type, question.type
    )


def _empty_key(question: Question, place: Place) -> str:
    return {"row": "empty_row", "list": "empty_row"}.get(
        _kind(question, place), f"empty_{_kind(question, place)}"
    )


def _whose(view: View, voice: Voice) -> Markup | None:
    # Whose turn it is stands on top of the ward's page, where it stays in sight; only what is
    # answered together says so again. In a notebook it scrolls away.
    if voice is not Voice.JOINT and not view.preview:
        return None
    words = view.say(f"answers_{voice.value}", name=view.name(voice))
    return el("p", el("span", SHAPES[voice], aria_hidden="true"), " ", words, class_="whose")


def _body(c: Control) -> Markup:
    view, question, voice = c.view, c.question, c.place.voice
    asked = el("span", _asked(c), class_="question", id=f"{c.id}-asked", tabindex="-1")
    about = el("div", _hint(c), _seen(c), id=c.hint_id, class_="hint")
    if isinstance(question, NoteQuestion):
        words = view.told(question.ask, voice, class_="note")
        own = hospital_text(view, question)
        return el("div", el("div", words, class_="question", tabindex="-1"), own, about)
    before = _what_was_said_back(c)
    if is_grouped(c):
        legend = el("legend", asked)
        return join(before, el("fieldset", legend, about, control(c), aria_describedby=c.hint_id))
    return join(before, el("label", asked, for_=c.id), about, control(c))


def _asked(c: Control) -> Markup:
    if isinstance(c.question, TeachQuestion) and c.place.voice is Voice.CLINICIAN:
        assert c.question.mark_ask is not None, "a teach question with marks asks for the mark"
        return c.view.shown(c.question.mark_ask)
    return c.view.asked(c.question.ask, c.place.voice)


def _what_was_said_back(c: Control) -> Markup | None:
    if not isinstance(c.question, TeachQuestion) or c.place.voice is not Voice.CLINICIAN:
        return None
    said = c.view.interview.answer(Place(c.place.question, c.place.row, Voice.PATIENT))
    words = str(said.value) if said and said.value else c.view.say("not_said_back")
    return el(
        "div",
        el("p", c.view.asked(c.question.ask, Voice.PATIENT), class_="hint"),
        el("blockquote", paragraphs(words)),
        class_="said-back",
    )


def _hint(c: Control) -> list[Markup]:
    found: list[Markup] = []
    if c.question.hint and not (
        isinstance(c.question, TeachQuestion) and c.place.voice is Voice.CLINICIAN
    ):
        found.append(c.view.told(c.question.hint, c.place.voice))
    if isinstance(c.question, ManyQuestion) and not c.question.hint:
        found.append(el("p", c.view.say("pick_many")))
    if isinstance(c.question, NumberQuestion):
        key, bounds = range_words(c.question)
        if bounds:
            found.append(el("p", c.view.say(key, **bounds)))
    suggestion = suggestion_html(c.view, c.place)
    if suggestion:
        found.append(suggestion)
    if c.question.type == "date":
        found.append(el("p", c.view.say("date_hint")))
    return found


def _seen(c: Control) -> Markup | None:
    """Who will see the answer, where that is not plain."""
    if c.question.sealed_unless and not is_sealed(c.view.interview, c.place):
        return el("p", c.view.say("seen_shown"), class_="seen")
    if c.question.reveal is Reveal.SEALED:
        return el("p", c.view.say("seen_never"), class_="seen")
    if c.question.reveal is Reveal.AFTER_BOTH or c.question.type == "guess":
        return el("p", c.view.say("seen_after_both"), class_="seen")
    return None


def _list_body(c: Control, question: ListQuestion) -> Markup:
    asked = el("legend", el("span", _asked(c), class_="question", tabindex="-1"))
    hint = el("div", _hint(c), id=c.hint_id, class_="hint")
    fields = el("fieldset", asked, hint, list_fields(c, question.fields), class_="row-fields")
    if c.place.row:
        return fields
    view = c.view
    standing = view.interview.rows(question.id)
    adding = el(
        "details",
        el("summary", view.say("add_row" if standing else "add_first_row")),
        list_fields(c, question.fields),
        el("button", view.say("save_row"), type="button", data_add=True, class_="button quiet"),
        class_="adding",
    )
    return el(
        "fieldset", asked, hint, rows_html(view, question, c.place.voice), adding, class_="list"
    )


def _who_types(c: Control) -> Markup | None:
    """Whose hands type a patient's words; folded away, because it seldom changes."""
    view = c.view
    if c.place.voice is not Voice.PATIENT or _kind(c.question, c.place) not in ("text", "row"):
        return None
    if view.interview.is_asked_only_alone(c.place):
        return None
    choices = [
        (entered.value, view.say(key))
        for entered, key in (
            (Entered.SELF, "types_self"),
            (Entered.STAFF, "types_staff"),
            (Entered.INTERPRETER, "types_interpreter"),
        )
    ]
    now_typing = dict(choices)[view.typing.value]
    return el(
        "details",
        el("summary", view.say("who_types"), " ", el("strong", now_typing)),
        el(
            "fieldset",
            el("legend", hidden(view.say("who_types"))),
            radios(f"{c.id}-entered", choices, view.typing.value),
            class_="typing",
        ),
        class_="who-types",
    )


def _save_words(view: View, question: Question, place: Place, changing: bool) -> str:
    if changing:
        return view.say("save_change")
    if isinstance(question, NoteQuestion):
        return view.say("read_together" if place.voice is Voice.JOINT else "read")
    if isinstance(question, ListQuestion):
        return view.say("that_is_all" if view.interview.rows(question.id) else "that_is_all_none")
    return view.say("save")


def _other_ways(view: View, question: Question) -> Markup | None:
    if isinstance(question, ListQuestion):
        return None
    return el(
        "div",
        [
            el("button", view.say(key), type="button", data_status=status.value, class_="other-way")
            for status, key in _OTHER_WAYS
        ],
        role="group",
        aria_label=view.say("other_ways"),
        class_="other-ways",
    )
