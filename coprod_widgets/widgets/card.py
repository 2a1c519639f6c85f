"""One question to one voice: the card it is answered on."""

from __future__ import annotations


from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    BaseQuestion,
    ManyQuestion,
    NoteQuestion,
    NumberQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Asked, Reveal, Voice
from coprod_widgets.interview.answer import Entered, Place, Status
from coprod_widgets.interview.reveal import may_see, revealed_with
from coprod_widgets.widgets.controls import Control, control, number_range
from coprod_widgets.widgets.html import el, join, paragraphs
from coprod_widgets.widgets.saying import answer_html
from coprod_widgets.widgets.view import SHAPES, View


def card_id(place: Place) -> str:
    """The id of a card on its page: question ids are unique, rows and voices come on top."""
    return f"{place.question}-{place.row or 'all'}-{place.voice.value}"


def card_html(view: View, place: Place, *, shown: bool, changing: bool = False) -> Markup:
    """The card for a place: empty the first time, with the earlier answer when changing it."""
    question = view.interview.instrument.question(place.question)
    card = card_id(place)
    answer = view.interview.answer(place)
    earlier = answer.value if changing and answer else None
    built = control(view, question, place.voice, card, earlier)
    words, hint = question_words(view, question, place.voice)
    return form_html(
        view,
        place,
        fields(
            built,
            card,
            words=words,
            before=_before(view, question, place),
            hint=join(
                _said_back(view, question, place),
                _hint(view, question, card, hint),
                _who_sees(view, question),
            ),
            after=who_types(view, card) if _is_own_words(question, place) else None,
        ),
        kind=built.kind,
        empty=_empty_key(question, built),
        buttons=_buttons(view, question, place, changing),
        shown=shown,
        changing=changing,
    )


def form_html(
    view: View,
    place: Place,
    *inside: Markup | None,
    kind: str,
    empty: str,
    buttons: Markup,
    shown: bool,
    changing: bool = False,
    card: str | None = None,
) -> Markup:
    """The form around a card's fields, with all that the page needs to send its answer."""
    card = card or card_id(place)
    return el(
        "form",
        el("div", el("h3", view.say("problem")), el("ul"), class_="error-summary",
           data_errors=True, tabindex="-1", hidden=True),
        *inside,
        buttons,
        class_=f"card card-{place.voice.value}",
        id=card,
        novalidate=True,
        hidden=not shown,
        autocomplete="off",
        data_question=place.question,
        data_row=place.row or "",
        data_voice=place.voice.value,
        data_base=view.interview.version(place),
        data_type=view.interview.instrument.question(place.question).type,
        data_kind=kind,
        data_entered=_entered(view, place).value,
        data_empty=view.say(empty),
        data_wrong=view.say(f"wrong_{kind}") if kind in ("number", "date") else None,
        data_changing=changing,
    )


def fields(
    built: Control,
    card: str,
    *,
    words: str,
    before: Markup | None = None,
    hint: Markup | None = None,
    after: Markup | None = None,
) -> Markup:
    """A question's words, hint and control, joined so that they are heard together and once."""
    first, *more = words.split("\n\n")
    further = paragraphs("\n\n".join(more)) if more else None
    error = el("p", id=f"{card}-error", class_="error-message", hidden=True)
    helping = el("div", further, hint, id=f"{card}-hint", class_="hint-group")
    if built.labelled:
        label = el("label", first, for_=built.labelled)
        heading = el("h3", label, class_="ask", tabindex="-1", data_focus=True)
        return join(before, heading, helping, error, built.html, after)
    if not built.html:
        heading = el("h3", first, class_="ask", tabindex="-1", data_focus=True)
        return join(before, heading, helping, error)
    legend = el("legend", el("h3", first, class_="ask", tabindex="-1", data_focus=True))
    group = el("fieldset", legend, helping, error, built.html,
               aria_describedby=f"{card}-hint {card}-error")
    return join(before, group, after)


def question_words(view: View, question: Question, voice: Voice) -> tuple[str, str | None]:
    """What a voice is asked, and the hint that goes with it."""
    if isinstance(question, TeachQuestion) and voice is Voice.CLINICIAN and question.mark_ask:
        return view.text(question.mark_ask), None
    hint = view.ask(question.hint, voice) if question.hint else None
    return view.ask(question.ask, voice), hint


def who_types(view: View, card: str) -> Markup:
    """Whose hands type the patient's words: the same as last time, until it is changed."""
    ways = [
        (Entered.SELF, "types_self"),
        (Entered.STAFF, "types_staff"),
        (Entered.INTERPRETER, "types_interpreter"),
    ]
    name = f"{card}-entered"
    return el(
        "fieldset",
        el("legend", view.say("who_types")),
        [
            el(
                "div",
                el("input", type="radio", id=f"{name}-{way.value}", name=name, value=way.value,
                   checked=way is view.typing, data_entering=True, autocomplete="off"),
                el("label", view.say(key), for_=f"{name}-{way.value}"),
                class_="pick pick-small",
            )
            for way, key in ways
        ],
        class_="who-types",
    )


def ways_out(view: View) -> Markup:
    """Saying no, not knowing and leaving out: in sight, and no harder than going on."""
    ways = [
        (Status.SKIPPED, "skip"),
        (Status.NOT_SURE, "not_sure"),
        (Status.DECLINED, "decline"),
    ]
    return el(
        "div",
        [status_button(view, status, key) for status, key in ways],
        class_="ways-out",
        role="group",
        aria_label=view.say("other_ways"),
    )


def status_button(view: View, status: Status, key: str) -> Markup:
    """A button that settles a question without a value."""
    return el("button", view.say(key), type="submit", class_="button button-quiet", name="status",
              value=status.value)


def _buttons(view: View, question: Question, place: Place, changing: bool) -> Markup:
    if isinstance(question, NoteQuestion):
        main = "read_together" if place.voice is Voice.JOINT else "read"
        out = el("div", status_button(view, Status.SKIPPED, "skip"), class_="ways-out")
    else:
        main, out = ("save_change" if changing else "save"), ways_out(view)
    return el(
        "div",
        el("button", view.say(main), type="submit", class_="button", name="status",
           value=Status.ANSWERED.value),
        out,
        el("button", view.say("leave_it"), type="button", class_="button button-quiet",
           data_cancel=True) if changing else None,
        class_="buttons",
    )


def _before(view: View, question: BaseQuestion, place: Place) -> Markup | None:
    if question.voice is not Asked.JOINT:
        return None
    return el("p", el("span", SHAPES[place.voice], class_="shape", aria_hidden="true"), " ",
              view.say("voice_joint"), class_="voice-label voice-joint-label")


def _said_back(view: View, question: Question, place: Place) -> Markup | None:
    if not isinstance(question, TeachQuestion) or place.voice is not Voice.CLINICIAN:
        return None
    said = Place(place.question, place.row, Voice.PATIENT)
    answer = view.interview.answer(said)
    if answer is None or not may_see(view.interview, Voice.CLINICIAN, said):
        return el("p", view.say("not_said_back"))
    return el("div", el("p", view.say("said_back"), class_="small"),
              answer_html(view, said, answer), class_="said-back voice-patient")


def _hint(view: View, question: Question, card: str, hint: str | None) -> Markup | None:
    extra: str | None = None
    match question:
        case NumberQuestion():
            extra = number_range(view, question)
        case ManyQuestion():
            extra = view.say("pick_many")
        case TokensQuestion():
            extra = view.say("tokens_number", total=question.total, patient=view.name(Voice.PATIENT))
        case _ if question.type == "date":
            extra = view.say("date_hint")
    return join(paragraphs(hint, class_="hint") if hint else None,
                el("p", extra, class_="hint") if extra else None)


def _who_sees(view: View, question: Question) -> Markup | None:
    if isinstance(question, NoteQuestion) or question.voice is Asked.JOINT:
        return None
    # A rating is shown together with the guesses about it, so their reveals count as one.
    reveals = {other.reveal for other in revealed_with(view.interview, question)}
    key = "seen_open"
    if Reveal.SEALED in reveals:
        key = "seen_never"
    elif Reveal.AFTER_BOTH in reveals:
        key = "seen_after_both"
    return el("p", view.say(key), class_="who-sees")


def _is_own_words(question: Question, place: Place) -> bool:
    if place.voice is not Voice.PATIENT:
        return False
    return isinstance(question, TextQuestion) or (
        isinstance(question, TeachQuestion) and bool(question.marks)
    )


def _entered(view: View, place: Place) -> Entered:
    return view.typing if place.voice is Voice.PATIENT else Entered.SELF


def _empty_key(question: Question, built: Control) -> str:
    if isinstance(question, TokensQuestion):
        return "empty_tokens"
    return f"empty_{built.kind}"


