"""The screen as whoever holds it may see it now: one section open, the others folded or empty."""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.instrument.definition import LinkQuestion, ListQuestion, Question
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Place
from coprod_widgets.interview.interview import REASONS, Block, Interview, State
from coprod_widgets.interview.path import Turn, part_of
from coprod_widgets.widgets.card import card
from coprod_widgets.widgets.counts import counted
from coprod_widgets.widgets.finish import finished
from coprod_widgets.widgets.handing_over import hand_over, pass_on, time_to_hand_over
from coprod_widgets.widgets.html import el, heading, join, paragraphs
from coprod_widgets.widgets.law import law_notes
from coprod_widgets.widgets.pauses import PAUSES, go_on, happens, passing_on, reminder
from coprod_widgets.widgets.rows import about_row, withheld_html
from coprod_widgets.widgets.said import said_html
from coprod_widgets.widgets.short import short_talk
from coprod_widgets.widgets.view import SHAPES, Names, View


def sections_html(
    interview: Interview,
    holder: Voice,
    *,
    language: str = "en",
    names: Names | None = None,
    preview: bool = False,
) -> dict[str, str]:
    """Each section's HTML by its id. Only the section where the pair stands now has a screen."""
    view = View(interview, holder, language, names or Names(), preview)
    open_section = _open_section(view)
    return {
        section.id: str(_screen(view, section.id) if section.id == open_section else "")
        for section in interview.instrument.sections
    }


def card_html(
    interview: Interview,
    place: Place,
    holder: Voice,
    *,
    language: str = "en",
    names: Names | None = None,
) -> str:
    """The card for an answer that is being changed, with the earlier answer filled in.

    The caller has seen to it that the place is the holder's own, and asked.
    """
    view = View(interview, holder, language, names or Names())
    return str(card(view, place, first=True, changing=True))


def turn_banner_html(
    interview: Interview, holder: Voice, *, language: str = "en", names: Names | None = None
) -> str:
    """Whose turn it is, in a word, a shape and a name; or that the pair has paused."""
    view = View(interview, holder, language, names or Names())
    assert view.holder is not None
    if interview.state in PAUSES:
        title, *_ = PAUSES[interview.state]
        return str(el("p", view.say(title), class_="turn"))
    voice = view.holder.other if view.here.turn is Turn.WAIT else view.holder
    words = view.say(f"answers_{voice.value}", name=view.name(voice))
    shape = el("span", SHAPES[voice], aria_hidden="true")
    return str(el("p", shape, " ", words, class_=f"turn voice-{voice.value}"))


def _open_section(view: View) -> str:
    sections = view.interview.instrument.sections
    return view.here.block.section.id if view.here.block else sections[-1].id


def _screen(view: View, section_id: str) -> Markup:
    if view.interview.state in PAUSES:
        return _pause(view)
    if view.interview.state is State.CLOSED:
        words = paragraphs(view.say("closed_text"))
        return el("div", heading(view.say("closed_title")), words, class_="screen")
    if view.here.turn is Turn.FINISHED:
        return finished(view)
    assert view.here.block is not None, "only a finished talk stands nowhere"
    return _block(view, view.here.block, section_id)


def _block(view: View, block: Block, section_id: str) -> Markup:
    number, total = part_of(view.interview, block)
    above = el(
        "p",
        # The total is only true once nobody adds or takes out rows any more.
        view.say("part", number=number)
        if _rows_may_change(view)
        else view.say("part_of", number=number, total=total),
        class_="part",
    )
    if view.here.turn is Turn.HAND_OVER:
        body = time_to_hand_over(view)
    elif view.here.turn is Turn.WAIT:
        body = _wait(view)
    else:
        body = join(
            card(view, place, first=index == 0) for index, place in enumerate(view.here.places)
        )
    said = said_html(view, block)
    return el(
        "div",
        above,
        heading(view.shown(block.section.title)),
        about_row(view, block.section.for_each, block.row)
        if block.row and block.section.for_each
        else None,
        law_notes(view, block.section),
        _missing(view, block),
        withheld_html(view) if _is_of_reasons(block) else None,
        el("div", body, class_="now", aria_live="off"),
        pass_on(view) if view.here.turn is Turn.ANSWER else None,
        short_talk(view),
        el("div", el("h3", view.say("said_so_far")), said, class_="said-panel") if said else None,
        class_="screen",
        data_block=f"{section_id}:{block.row_id or ''}",
    )


def _is_of_reasons(block: Block) -> bool:
    """Whether a block is where reasons are looked at, some of which may have been held back."""
    lists = [q.id for q in block.section.questions if isinstance(q, ListQuestion)]
    return REASONS in (block.section.for_each, *lists)


def _missing(view: View, block: Block) -> Markup | None:
    """What this section should build on and can't: a talk not held, or not readable any more."""
    wanted = {
        source.partition(".")[0]
        for question in block.section.questions
        for source in _sources(question)
    }
    carried = view.interview.carried
    lines = [
        el("p", view.say(key, title=title), class_="hint")
        for key, found in (("missing_talk", carried.missing), ("lost_talk", carried.unreadable))
        for name, title in found.items()
        if name in wanted
    ]
    if any(carried.left_out(question.id) for question in block.section.questions):
        lines.append(el("p", view.say("left_out_rows"), class_="hint"))
    return join(lines) if lines else None


def _sources(question: Question) -> tuple[str, ...]:
    if isinstance(question, ListQuestion):
        return question.filled_from
    return question.to if isinstance(question, LinkQuestion) else ()


def _rows_may_change(view: View) -> bool:
    if view.interview.units is not None:
        return False  # what is added to a short talk is not part of it
    return any(
        not view.interview.is_settled(Place(question.id, None, voice))
        for question in view.interview.instrument.questions
        if isinstance(question, ListQuestion)
        for voice in question.voices
    )


def _wait(view: View) -> Markup:
    """With a screen each, who is done waits; the page shows what comes next by itself."""
    assert view.holder is not None
    words = view.say("wait_for", name=view.name(view.holder.other))
    return el("div", paragraphs(words), class_="card wait", role="status")


def _pause(view: View) -> Markup:
    title, text, _ = PAUSES[view.interview.state]
    return el(
        "div",
        heading(view.say(title)),
        paragraphs(view.say(text)),
        passing_on(view) if view.interview.state is State.PASSING_ON else None,
        el("div", go_on(view), _stop(view), class_="actions"),
        _close(view) if view.interview.state is State.STOPPED else pass_on(view),
        # Of the other voice nothing: that they have answered is not told before the reveal.
        counted(view, view.holder) if view.interview.state is State.STOPPED else None,
        class_="screen",
    )


def _stop(view: View) -> Markup | None:
    if view.interview.state is not State.PASSING_ON:
        return None
    return happens(view.say("stop_for_today"), Happening.STOPPED, "button quiet")


def _close(view: View) -> Markup | None:
    if view.holder is Voice.PATIENT:
        return None if view.interview.has_two_screens else hand_over(view, Voice.CLINICIAN)
    return el(
        "div",
        reminder(view),
        paragraphs(view.say("close_stopped_text")),
        happens(view.say("close_stopped"), Happening.CLOSED, "button quiet"),
        class_="card",
    )
