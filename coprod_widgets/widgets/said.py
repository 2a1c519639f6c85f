"""What has been said so far, both voices side by side, as far as the viewer may see it."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    GuessQuestion,
    LinkQuestion,
    ListQuestion,
    NoteQuestion,
    Question,
    TeachQuestion,
    TokensQuestion,
)
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.interview.answer import Answer, Entered, Place, Status
from coprod_widgets.interview.interview import Block
from coprod_widgets.interview.reveal import is_revealed, may_see
from coprod_widgets.widgets.html import el, hidden, join, paragraphs
from coprod_widgets.widgets.view import SHAPES, View


def value_words(view: View, question: Question, voice: Voice, value: Any) -> str:
    """A value in people's words."""
    choices = view.interview.instrument.choices(question, voice)
    words = {choice.code: view.text(choice.text) for choice in choices}
    if isinstance(value, list):
        return "; ".join(words.get(code, str(code)) for code in value)
    if isinstance(value, dict):
        return "; ".join(str(part) for part in value.values())
    if isinstance(question, NoteQuestion):
        return view.say("was_read")
    if isinstance(question, TokensQuestion):
        return f"{value} / {question.total}"
    if isinstance(question, LinkQuestion):
        things = {thing.id: thing.words for thing in view.interview.carried.things_for(question)}
        return things.get(value, view.say("link_gone"))
    if question.type == "date":
        return view.day(value)
    if isinstance(value, bool):
        return view.say("that_was_all")
    return words.get(value, str(value)) if not isinstance(value, str) or words else value


def value_html(view: View, question: Question, voice: Voice, value: Any) -> Markup:
    """A value as people see it: what was picked has its picture beside it."""
    choices = view.interview.instrument.choices(question, voice)
    codes = value if isinstance(value, list) else [value]
    texts = [choice.text for code in codes for choice in choices if choice.code == code]
    if not any(view.picture(text) for text in texts):
        return paragraphs(value_words(view, question, voice, value), class_="answer")
    return join(el("p", view.shown(text), class_="answer", dir="auto") for text in texts)


def voice_head(view: View, voice: Voice) -> Markup:
    """A voice's word with its shape: never colour alone."""
    shape = el("span", SHAPES[voice], aria_hidden="true")
    return el("p", shape, " ", view.name(voice), class_="voice-name")


def said_html(view: View, block: Block) -> Markup | None:
    """The panel for a block; None where there is nothing to see yet."""
    items = [
        item
        for question in block.section.questions
        if not isinstance(question, ListQuestion | NoteQuestion)
        and (item := _item(view, block, question))
    ]
    return el("div", items, class_="said") if items else None


def _item(view: View, block: Block, question: Question) -> Markup | None:
    places = [
        place
        for place in view.interview.places(block, question)
        if view.interview.is_settled(place)
    ]
    holder = view.holder
    assert holder is not None, "what was said so far is shown to whoever holds the screen"
    seen = [place for place in places if may_see(view.interview, holder, place)]
    if not seen:
        return None
    # An own answer that is not revealed yet stays covered: the other may be looking on.
    covered = not is_revealed(view.interview, question, block.row_id)
    voices = [_voice(view, question, place, covered=covered) for place in seen]
    title = view.asked(question.ask, seen[0].voice)
    if question.voice is Asked.EACH and isinstance(question, GuessQuestion):
        title = view.asked(question.ask, holder if holder is not Voice.JOINT else Voice.PATIENT)
    return el(
        "section",
        el("h4", title),
        el("div", voices, class_="voices"),
        None if covered else comparison(view, question, block),
        class_="said-item",
    )


def same_picks(view: View, question: Question, block: Block) -> bool | None:
    """Whether two picks are the same; None where there are not two that can be compared."""
    if question.voice is not Asked.EACH or question.type not in ("one", "scale", "tokens"):
        return None
    answers = [view.interview.answer(place) for place in view.interview.places(block, question)]
    values = [a.value for a in answers if a and a.status is Status.ANSWERED]
    return values[0] == values[1] if len(values) == 2 else None


def comparison(view: View, question: Question, block: Block) -> Markup | None:
    """A plain word on whether two picks differ. It judges nothing."""
    same = same_picks(view, question, block)
    if same is None:
        return None
    return el("p", view.say("the_same" if same else "differently"), class_="comparison")


def _voice(view: View, question: Question, place: Place, *, covered: bool) -> Markup:
    answer = view.interview.answer(place)
    assert answer is not None, "only settled places are shown"
    private = covered and place.voice is not Voice.JOINT
    body = (
        el("p", view.say("private_own"), class_="covered")
        if private
        else join(answer_html(view, question, answer), last_time(view, question, place))
    )
    return el(
        "div",
        voice_head(view, place.voice),
        guessed(view, question, place),
        body,
        _change(view, question, place),
        class_=f"voice voice-{place.voice.value}",
    )


def answer_html(view: View, question: Question, answer: Answer) -> Markup:
    """An answer in words: what was said, or that somebody did not want to say."""
    if answer.status is not Status.ANSWERED:
        return el("p", view.say(f"status_{answer.status.value}"), class_="status")
    words = value_html(view, question, answer.place.voice, answer.value)
    typed = {
        Entered.STAFF: el("p", view.say("typed_by_staff"), class_="typed"),
        Entered.INTERPRETER: el("p", view.say("typed_by_interpreter"), class_="typed"),
    }.get(answer.entered)
    return el("div", words, typed)


def last_time(view: View, question: Question, place: Place) -> Markup | None:
    """What the same voice said in the talk before, beside what it says now."""
    words = last_time_words(view, question, place)
    return el("p", words, class_="before") if words else None


def last_time_words(view: View, question: Question, place: Place) -> str:
    """The same in words alone."""
    earlier = view.interview.carried.earlier(place.question, place.row, place.voice)
    if not question.last_time or earlier is None:
        return ""
    words = value_words(view, question, place.voice, earlier.value)
    return view.say("last_time", words=words, day=view.day(earlier.day))


def guessed(view: View, question: Question, place: Place) -> Markup | None:
    """Whose pick a guess was about; two guesses side by side are about each other."""
    voice, answered = place.voice, view.interview.status(place) is Status.ANSWERED
    if not isinstance(question, GuessQuestion) or not answered:
        return None
    return el("p", view.say("guessed", name=view.name(voice.other)), class_="typed")


def _change(view: View, question: Question, place: Place) -> Markup | None:
    own = place.voice in (view.holder, Voice.JOINT)
    marked = isinstance(question, TeachQuestion) and place.voice is not view.holder
    if not own or marked or not view.interview.is_asked(place):
        return None
    change = el(
        "button",
        view.say("change"),
        hidden(f": {view.ask(question.ask, place.voice)}"),
        type="button",
        class_="button quiet",
        data_change=True,
        data_question=place.question,
        data_row=place.row,
        data_voice=place.voice.value,
    )
    return (
        join(change, take_out(view, question, place)) if view.interview.asks_again_since else change
    )


def take_out(view: View, question: Question, place: Place) -> Markup:
    """The way to take an answer back, offered when it is asked whether what was written stands."""
    what = view.ask(question.ask, place.voice)
    return el(
        "details",
        el("summary", view.say("take_out"), hidden(f": {what}")),
        el("p", view.say("take_back_sure")),
        el(
            "button",
            view.say("take_out_yes"),
            type="button",
            class_="button quiet",
            data_take_out=True,
            data_question=place.question,
            data_row=place.row,
            data_voice=place.voice.value,
            data_base=view.interview.version(place),
        ),
    )
