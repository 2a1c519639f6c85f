"""The record of a talk: both accounts in equal size, in the order the patient chose."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from coprod_widgets.instrument.definition import ListQuestion, NoteQuestion, Question
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.interview.answer import Happening, Moment, Place, Status
from coprod_widgets.interview.interview import REASONS, Block, Interview
from coprod_widgets.interview.pauses import gaps
from coprod_widgets.interview.reveal import is_revealed, is_sealed
from coprod_widgets.widgets.behind import anchor
from coprod_widgets.widgets.counts import counts_html
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.indicators import indicators_html
from coprod_widgets.widgets.kept import kept_html
from coprod_widgets.widgets.ladder import ladder_html
from coprod_widgets.widgets.law import hospital_text, law_notes
from coprod_widgets.widgets.over_time import over_time_html
from coprod_widgets.widgets.pauses import passed_on_words
from coprod_widgets.widgets.ratings import ratings_html
from coprod_widgets.widgets.rows import about_row, row_html, withheld_html
from coprod_widgets.widgets.said import answer_html, comparison, guessed, last_time, voice_head
from coprod_widgets.widgets.scores import scores_html
from coprod_widgets.widgets.view import View


def record_html(interview: Interview, section_id: str, *, language: str = "en") -> str:
    """One section as it was said, without names and without anything sealed or still covered."""
    view = View(interview, None, language)
    blocks = [block for block in interview.blocks if block.section.id == section_id]
    section = interview.instrument.section(section_id)
    body = [_block(view, block) for block in blocks] or [el("p", view.say("record_empty"))]
    title = el("h2", view.shown(section.title))
    notes = law_notes(view, section)
    return str(el("section", title, notes, body, class_="record-section", lang=view.language))


def summary_html(interview: Interview, *, workbook: str = "", language: str = "en") -> str:
    """The pictures, the scores and what the talk shows; when it was, and how much was said.

    `workbook` is the one it was held with, where that isn't called as its instrument is.
    """
    view = View(interview, None, language)
    shows = indicators_html(view, workbook or interview.instrument.id)
    times = [
        el("li", f"{view.day(at.date().isoformat())}, {view.time(at)}: ", words)
        for at, words in _happened(view)
    ]
    counts = el(
        "section",
        el("h2", view.say("finished_counts")),
        counts_html(view),
        el("ul", times, class_="moments"),
        el("p", f"{interview.instrument.pin}", class_="hint"),
        class_="record-section",
        lang=view.language,
    )
    pictures = join(ladder_html(view), ratings_html(view), over_time_html(view), kept_html(view))
    return str(join(pictures, scores_html(view), shows, counts))


def _happened(view: View) -> list[tuple[datetime, str]]:
    """What happened besides answers, and where the talk was left without a word, in order."""
    found = [
        (moment.at, _happened_words(view, moment))
        for moment in view.interview.moments
        if moment.happening in _TOLD
    ]
    for gap in gaps(view.interview):
        found.append((gap.since, view.say("happened_gap")))
        found.append((gap.until, view.say("happened_resumed")))
    return sorted(found, key=lambda one: one[0])


def _happened_words(view: View, moment: Moment) -> str:
    if moment.happening is Happening.PASSED_ON:
        return passed_on_words(view, moment)
    if moment.happening is Happening.SHORTENED and view.interview.units_of(moment) is None:
        return view.say("short_all")
    return view.say(f"happened_{moment.happening.value}")


_TOLD = (
    Happening.OPENED,
    Happening.JOINED,
    Happening.LEFT,
    Happening.SHORTENED,
    Happening.NEEDS_PASSING_ON,
    Happening.PASSED_ON,
    Happening.BREAK,
    Happening.RESUMED,
    Happening.STOPPED,
    Happening.CLOSED,
    Happening.REOPENED,
    Happening.ASKED_AGAIN,
)


def _block(view: View, block: Block) -> Markup:
    about = (
        about_row(view, block.section.for_each, block.row)
        if block.row and block.section.for_each
        else None
    )
    questions = [_question(view, block, question) for question in block.section.questions]
    return el("div", about, questions, class_="record-block")


def _question(view: View, block: Block, question: Question) -> Markup | None:
    if isinstance(question, ListQuestion):
        voice = question.voices[0]
        rows = [
            el("li", row_html(view, question, row), id=anchor(question.id, row.id, voice))
            for row in view.interview.rows(question.id)
        ]
        held_back = withheld_html(view) if question.id == REASONS else None
        name = anchor(question.id, None, voice)
        return el("div", el("ol", rows, class_="rows"), held_back, id=name)
    title = el("h3", view.asked(question.ask, question.voices[0]))
    if isinstance(question, NoteQuestion):
        own = hospital_text(view, question)
        title = el("div", view.told(question.ask, question.voices[0]), own, class_="note")
    places = {place.voice: place for place in view.interview.places(block, question)}
    if any(is_sealed(view.interview, place) for place in places.values()):
        return el("div", title, el("p", view.say("record_sealed")), class_="record-question")
    order = [voice for voice in (*view.interview.order, Voice.JOINT) if voice in places]
    statuses = {voice: view.interview.status(places[voice]) for voice in order}
    if all(status is Status.NOT_APPLICABLE for status in statuses.values()):
        return None
    covered = not is_revealed(view.interview, question, block.row_id)
    voices = [_voice(view, question, places[v], statuses[v], covered=covered) for v in order]
    together = question.voice is Asked.JOINT
    return el(
        "div",
        title,
        el("div", voices, class_="voices together" if together else "voices"),
        None if covered else comparison(view, question, block),
        class_="record-question",
    )


def _voice(
    view: View, question: Question, place: Place, status: Status, *, covered: bool
) -> Markup:
    answer = view.interview.answer(place)
    if covered and answer and place.voice is not Voice.JOINT and status is Status.ANSWERED:
        body = el("p", view.say("record_both_private"), class_="status")
    elif answer is None or status is not Status.ANSWERED:
        body = el("p", view.say(f"status_{status.value}"), class_="status")
    else:
        before = last_time(view, question, place)
        body = el("div", answer_html(view, question, answer), before, _when(view, place))
    return el(
        "div",
        voice_head(view, place.voice),
        guessed(view, question, place),
        body,
        id=anchor(place.question, place.row, place.voice),
        class_=f"voice voice-{place.voice.value}",
    )


def _when(view: View, place: Place) -> Markup:
    history = [a for a in view.interview.history(place) if a.status is Status.ANSWERED]
    first, last = history[0].at, history[-1].at
    said = {"day": _day(view, last), "time": view.time(last)}
    if len(history) == 1:
        return el("p", view.say("record_said_at", **said), class_="when")
    # Both days: words may be read back, and put right, long after they were said.
    before = {"first_day": _day(view, first), "first": view.time(first)}
    return el("p", view.say("record_changed_at", **before, **said), class_="when")


def _day(view: View, at: datetime) -> str:
    return view.day(at.astimezone().date().isoformat())
