"""One talk as it stands on the patient's own copy: both accounts in equal size, in his order.

What is not revealed is not here, and of what is sealed not even the question. What was taken back,
and what the rules no longer ask for, is not here either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from coprod_widgets.instrument.definition import (
    GuessQuestion,
    ListQuestion,
    NoteQuestion,
    Question,
    TeachQuestion,
    TextQuestion,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered, Place, Status
from coprod_widgets.interview.interview import REASONS, Block
from coprod_widgets.interview.reveal import is_revealed, is_sealed
from coprod_widgets.widgets.law import entry_words, hospital_words, law_note_words
from coprod_widgets.widgets.rows import field_words, withheld_words
from coprod_widgets.widgets.said import last_time_words, same_picks, value_words
from coprod_widgets.widgets.sheets import Box, Para
from coprod_widgets.widgets.view import SHAPES, View

_SHORT = 32
_TOGETHER = 12.0
"""Up to so many lines, a question stands on one sheet with all that was said to it."""
_NOT_TOLD = (Status.HIDDEN, Status.NOT_APPLICABLE)


def talk_paras(view: View) -> Iterator[Para]:
    """All of a talk that may be told, section by section."""
    told_of: set[str] = set()
    for block in view.interview.blocks:
        inside = [
            para for question in block.section.questions for para in _told(view, block, question)
        ]
        if not inside:
            continue
        about = _about(view, block)
        if block.section.id not in told_of:
            told_of.add(block.section.id)
            yield _heading(view, block)
            for words in law_note_words(view, block.section):
                yield Para(words, class_="status", keep=True)
        if about:
            yield Para(about, class_="about", keep=True)
        more = view.say("copy_more_about", about=_shortened(about)) if about else ""
        yield from (replace(para, about=more) for para in inside)


def not_reached(view: View) -> Iterator[tuple[str, list[str]]]:
    """What the pair did not get to: rows with the questions missing of them, all of them or some.

    A row that they did not get to at all stands without questions; questions that are about no row
    stand without one.
    """
    for block in view.interview.blocks:
        asked = [
            (question, set(_statuses(view, block, question).values()))
            for question in block.section.questions
            if not isinstance(question, ListQuestion | NoteQuestion)
        ]
        missed = [
            view.ask(question.ask, question.voices[0])
            for question, statuses in asked
            if statuses == {Status.NOT_REACHED}
        ]
        about = _about(view, block)
        none_of_it = len(missed) == len([statuses for _, statuses in asked if statuses])
        if missed:
            yield about, [] if about and none_of_it else missed


def voice_words(view: View, voice: Voice, entered: Entered = Entered.SELF) -> str:
    """A voice's shape and word, and whose hands typed where they were not its own."""
    key = {Entered.STAFF: "copy_by_staff", Entered.INTERPRETER: "copy_by_interpreter"}.get(entered)
    name = view.name(voice)
    typed = bool(key) and voice is Voice.PATIENT
    return f"{SHAPES[voice]} {view.say(key, name=name) if typed and key else name}"


def _heading(view: View, block: Block) -> Para:
    title = block.section.title
    return Para(view.text(title), "h3", picture=view.picture(title), keep=True)


def _about(view: View, block: Block) -> str:
    if block.row is None or block.section.for_each is None:
        return ""
    question = view.interview.instrument.question(block.section.for_each)
    assert isinstance(question, ListQuestion), "for_each names a list; the check sees to it"
    number = [row.id for row in view.interview.rows(question.id)].index(block.row.id) + 1
    return f"{number}. {field_words(view, question.fields[0], block.row.fields)}"


def _shortened(words: str) -> str:
    return words if len(words) <= _SHORT else f"{words[:_SHORT].rstrip()}\u2026"


def _statuses(view: View, block: Block, question: Question) -> dict[Place, Status]:
    """What became of each voice's place, in the patient's order; without what is not told.

    A sealed question has none, so that nothing tells whether it was answered.
    """
    places = {place.voice: place for place in view.interview.places(block, question)}
    if any(is_sealed(view.interview, place) for place in places.values()):
        return {}
    order = [voice for voice in (*view.interview.order, Voice.JOINT) if voice in places]
    found = {places[voice]: view.interview.status(places[voice]) for voice in order}
    return {place: status for place, status in found.items() if status not in _NOT_TOLD}


def _told(view: View, block: Block, question: Question) -> list[Para]:
    if isinstance(question, ListQuestion):
        return _rows(view, block, question)
    statuses = _statuses(view, block, question)
    if not statuses or all(status is Status.NOT_REACHED for status in statuses.values()):
        return []
    if isinstance(question, NoteQuestion):
        return _note(view, question, statuses)
    asked = question.ask.to(question.voices[0])
    title = Para(view.text(asked), "h4", picture=view.picture(asked), keep=True)
    if not is_revealed(view.interview, question, block.row_id):
        return [title, Para(view.say("record_both_private"), class_="status")]
    voices = [
        _voice(view, question, place, status, last=place == list(statuses)[-1])
        for place, status in statuses.items()
    ]
    told = [title, *(para for voice in voices for para in voice)]
    both = set(statuses.values()) == {Status.ANSWERED}
    same = same_picks(view, question, block) if both else None
    if same is not None:
        told[-1] = replace(told[-1], keep=True)
        told.append(Para(view.say("the_same" if same else "differently"), class_="comparison"))
    if sum(para.room(para.words) for para in told) > _TOGETHER:
        return told
    return [*(replace(para, keep=True) for para in told[:-1]), told[-1]]


def _note(view: View, question: NoteQuestion, statuses: dict[Place, Status]) -> list[Para]:
    if Status.ANSWERED not in statuses.values():
        return []
    box = Box("note", view.say("copy_told"))
    text = question.ask.to(question.voices[0])
    first, *more = _paragraphs(view.text(text), box)
    own = hospital_words(view, question) or ()
    more += [para for words in own if words for para in _paragraphs(words, box)]
    return [replace(first, picture=view.picture(text)), *more]


def _voice(
    view: View, question: Question, place: Place, status: Status, *, last: bool
) -> list[Para]:
    answer = view.interview.answer(place)
    entered = answer.entered if answer else Entered.SELF
    name, class_ = voice_words(view, place.voice, entered), f"voice voice-{place.voice.value}"
    own_words = isinstance(question, TextQuestion) or (
        isinstance(question, TeachQuestion) and bool(question.marks)
    )
    if answer is None or status is not Status.ANSWERED:
        return [
            Para(view.say(f"status_{status.value}"), class_=class_, lead=f"{name}:", keep=not last)
        ]
    words = value_words(view, question, place.voice, answer.value)
    before = last_time_words(view, question, place)
    if (own_words and place.voice is not Voice.CLINICIAN) or isinstance(question, TextQuestion):
        return _paragraphs(words, Box(class_, name))
    if isinstance(question, GuessQuestion):
        name = f"{name}. {view.say('guessed', name=view.name(place.voice.other))}"
    elif own_words and isinstance(question, TeachQuestion) and question.mark_ask:
        name = f"{name}. {view.text(question.mark_ask)}"
    picture = _picked_picture(view, question, answer)
    lead = _lead(name)
    told = Para(words, class_=class_, lead=lead, picture=picture, keep=not last or bool(before))
    return [told, Para(before, class_=class_, keep=not last)] if before else [told]


def _picked_picture(view: View, question: Question, answer: Answer) -> Markup | None:
    choices = view.interview.instrument.choices(question, answer.place.voice)
    picked = [view.picture(choice.text) for choice in choices if choice.code == answer.value]
    return picked[0] if picked else None


def _paragraphs(text: str, box: Box) -> list[Para]:
    kept = [line.strip() for line in text.splitlines() if line.strip()]
    return [Para(line, box=box) for line in kept] or [Para("", box=box)]


def _lead(words: str) -> str:
    """Words that something follows, with a colon where they have no sign of their own."""
    return f"{words}:" if words and not words.endswith(("?", ".", ":")) else words


def _rows(view: View, block: Block, question: ListQuestion) -> list[Para]:
    told: list[Para] = []
    asked = _asked_about(view, question)
    rows = view.interview.rows(question.id)
    for number, row in enumerate(rows, 1):
        for place in view.interview.places(block, question):
            answer = view.interview.answer(place)
            if place.row != row.id or answer is None or answer.status is not Status.ANSWERED:
                continue
            voice = voice_words(view, place.voice, answer.entered)
            box = Box(f"voice voice-{place.voice.value}", f"{number}. {voice}")
            first, *rest = question.fields
            named = field_words(view, first, answer.value)
            if answer.entered is Entered.CARRIED:  # nobody here said it
                box, named = Box("note"), f"{number}. {named}"
            about = _paragraphs(named, box)
            of_today = asked is None or row.id in asked
            for field in rest:
                if answer.value.get(field.id) is not None:
                    words = field_words(view, field, answer.value)
                    lead = _lead(view.text(field.ask))
                    about.append(Para(" ".join(words.split()), lead=lead, box=box))
            about += [
                Para(" ".join(words.split()), lead=_lead(label), box=box)
                for label, words in (entry_words(view, question.id, row.id) if of_today else ())
            ]
            told += [*(replace(para, keep=True) for para in about[:-1]), about[-1]]
    if not rows:
        told = [Para(view.say("no_rows"), class_="status")]
    text = question.ask.to(question.voices[0])
    title = Para(view.text(text), "h4", picture=view.picture(text), keep=True)
    line = withheld_words(view) if question.id == REASONS else ""
    return [title, *told, *([Para(line)] if line else [])]


def _asked_about(view: View, question: ListQuestion) -> set[str] | None:
    """The rows of a list that questions are asked about; None where none ever is.

    Only of these the law is told in full: a list of all decisions would be many pages.
    """
    sections = [s for s in view.interview.instrument.sections if s.for_each == question.id]
    if not sections:
        return None
    return {row.id for section in sections for row in view.interview.rows_for(section)}
