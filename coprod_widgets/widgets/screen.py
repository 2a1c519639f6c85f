"""The screen as whoever holds it may see it now: one section open, the others folded or empty."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from coprod_widgets.instrument.definition import LinkQuestion, ListQuestion, Question
from coprod_widgets.instrument.voice import Reveal, Voice
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.interview import REASONS, Block, Interview, State
from coprod_widgets.interview.path import Turn, now, part_of
from coprod_widgets.translation import own_name
from coprod_widgets.widgets.card import card
from coprod_widgets.widgets.html import el, join, paragraphs
from coprod_widgets.widgets.ladder import ladder_html
from coprod_widgets.widgets.law import law_notes
from coprod_widgets.widgets.pauses import PAUSES, go_on, happens, passing_on, reminder
from coprod_widgets.widgets.rows import about_row, withheld_html
from coprod_widgets.widgets.said import said_html, voice_head
from coprod_widgets.widgets.short import all_of_it, short_talk, what
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


def section_html(
    interview: Interview,
    section_id: str,
    holder: Voice,
    *,
    language: str = "en",
    names: Names | None = None,
) -> str:
    """One section's HTML."""
    return sections_html(interview, holder, language=language, names=names)[section_id]


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


def wording_html(interview: Interview, *, language: str = "en") -> str:
    """Buttons for easy words and for the other languages, where the instrument has them."""
    view = View(interview, None, language)
    instrument, language, easy = interview.instrument, view.language, view.wording.easy
    buttons = []
    if language in instrument.easy_languages:
        buttons.append(
            _words_button(view.say("easy_words"), language, easy=not easy, aria_pressed=str(easy))
        )
    for other in instrument.languages:
        if other != language:
            wanted = easy and other in instrument.easy_languages
            buttons.append(_words_button(own_name(other), other, easy=wanted, lang=other))
    if not buttons:
        return ""
    label = view.say("wording_label")
    return str(el("div", buttons, role="group", aria_label=label, class_="wording"))


def _words_button(words: str, language: str, *, easy: bool, **attributes: str) -> Markup:
    return el(
        "button",
        words,
        type="button",
        class_="button quiet",
        data_happening=Happening.WORDED.value,
        data_language=language,
        data_easy=str(easy).lower(),
        **{name: value.lower() for name, value in attributes.items()},
    )


def _open_section(view: View) -> str:
    sections = view.interview.instrument.sections
    return view.here.block.section.id if view.here.block else sections[-1].id


def _screen(view: View, section_id: str) -> Markup:
    if view.interview.state in PAUSES:
        return _pause(view)
    if view.interview.state is State.CLOSED:
        words = paragraphs(view.say("closed_text"))
        return el("div", _title(view.say("closed_title")), words, class_="screen")
    if view.here.turn is Turn.FINISHED:
        return _finished(view)
    assert view.here.block is not None, "only a finished talk stands nowhere"
    return _block(view, view.here.block, section_id)


def _title(words: str) -> Markup:
    return el("h2", words, tabindex="-1", data_focus=True)


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
        body = _hand_over(view)
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
        _title(view.shown(block.section.title)),
        about_row(view, block.section.for_each, block.row)
        if block.row and block.section.for_each
        else None,
        law_notes(view, block.section),
        _missing(view, block),
        withheld_html(view) if _is_of_reasons(block) else None,
        el("div", body, class_="now", aria_live="off"),
        _pass_on(view) if view.here.turn is Turn.ANSWER else None,
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


def _hand_over(view: View) -> Markup:
    assert view.holder is not None
    to = view.holder.other
    return join(
        el("h3", view.say("time_to_hand_over"), class_="hand-over-title"), hand_over(view, to)
    )


def _wait(view: View) -> Markup:
    """With a screen each, who is done waits; the page shows what comes next by itself."""
    assert view.holder is not None
    words = view.say("wait_for", name=view.name(view.holder.other))
    return el("div", paragraphs(words), class_="card wait", role="status")


def _pass_on(view: View) -> Markup | None:
    """The screen, before one's own questions are done: folded away, but always at hand.

    The clinician can have it back at any moment, and can give it away where the other voice has
    something to say now.
    """
    assert view.holder is not None
    if view.interview.has_two_screens:
        return None
    to = view.holder.other
    if to is Voice.PATIENT and now(view.interview, to).turn is not Turn.ANSWER:
        return None
    return el(
        "details",
        el("summary", view.say("pass_on", name=view.name(to))),
        hand_over(view, to),
        class_="pass-on",
    )


def hand_over(view: View, to: Voice) -> Markup:
    """The form that gives the screen to the other voice."""
    name = view.name(to)
    key, words = (
        ("pin_new", view.say("hand_to", name=name))
        if to is Voice.PATIENT
        else ("pin_back", view.say("take_screen"))
    )
    return el(
        "form",
        el("p", view.say(_why(view, to), name=name)),
        None
        if to is Voice.PATIENT
        else el("p", el("strong", view.say("pin_card", name=name)), class_="pin-card"),
        el("div", role="alert", class_="error-summary", tabindex="-1", hidden=True),
        _pin(view, key, to),
        el("button", words, type="submit", class_="button"),
        class_=f"card hand-over voice-{to.value}",
        novalidate=True,
        method="dialog",  # else its numbers would go into an address until the script is there
        data_happening=Happening.HANDED_OVER.value,
        data_to=to.value,
        autocomplete="off",
    )


def _why(view: View, to: Voice) -> str:
    """Nobody answers next where the pair has paused, or has come to the end."""
    goes_on = view.interview.state in (State.HALF_WAY, State.ASKED_AGAIN)
    more = goes_on and view.here.turn is not Turn.FINISHED
    return f"hand_to_{to.value}_why" if more else "hand_over_why"


def _pin(view: View, key: str, to: Voice) -> Markup:
    if view.preview:
        return el("p", view.say("preview_no_pin"), class_="hint")
    hint = view.say(f"{key}_hint", name=view.name(to))
    field_id = f"pin-{to.value}"
    return el(
        "div",
        el("label", view.say(key), for_=field_id),
        el("div", hint, class_="hint", id=f"{field_id}-hint"),
        el(
            "input",
            type="password",
            id=field_id,
            name="pin",
            autocomplete="off",
            class_="short",
            aria_describedby=f"{field_id}-hint",
        ),
        class_="field",
    )


def _pause(view: View) -> Markup:
    title, text, _ = PAUSES[view.interview.state]
    return el(
        "div",
        _title(view.say(title)),
        paragraphs(view.say(text)),
        passing_on(view) if view.interview.state is State.PASSING_ON else None,
        el("div", go_on(view), _stop(view), class_="actions"),
        _close(view) if view.interview.state is State.STOPPED else _pass_on(view),
        # Of the other voice nothing: that they have answered is not told before the reveal.
        _counted(view, view.holder) if view.interview.state is State.STOPPED else None,
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


def _to_close(view: View) -> Markup:
    """What is left to do at the patient's screen at the end; closing is the clinician's."""
    if view.interview.has_two_screens:
        words = view.say("closes_by_other", name=view.name(Voice.CLINICIAN))
        return el("div", paragraphs(words), class_="card wait")
    return hand_over(view, Voice.CLINICIAN)


def _finished(view: View) -> Markup:
    panels = [
        el(
            "details",
            el("summary", what(view, block)),
            said,
            class_="said-panel",
        )
        for block in view.interview.blocks
        if (said := said_html(view, block))
    ]
    end = (
        el("div", _to_close(view), class_="now")
        if view.holder is Voice.PATIENT
        else el(
            "div",
            el("h3", view.say("finished_next")),
            paragraphs(view.say("finished_next_text")),
            el("p", view.say("finished_scores" if _has_scores(view) else "finished_no_scores")),
            happens(view.say("close"), Happening.CLOSED, "button"),
            None if view.interview.has_two_screens else hand_over(view, Voice.PATIENT),
            class_="finish",
        )
    )
    if view.interview.asks_again_since:
        return el("div", _stands(view), reminder(view), panels, end, class_="screen")
    return el(
        "div",
        _title(view.say("finished_title")),
        reminder(view),
        paragraphs(view.say("finished_check")),
        _left_out(view),
        ladder_html(view),
        _counted(view),
        panels,
        end,
        class_="screen",
    )


def _stands(view: View) -> Markup:
    """After it was asked again whether what was written stands: ways to change it."""
    everything = (
        el(
            "details",
            el("summary", view.say("take_out_all")),
            el("p", view.say("take_back_sure")),
            el(
                "button",
                view.say("take_out_all_yes"),
                type="button",
                class_="button quiet",
                data_take_out_all=Voice.PATIENT.value,
            ),
        )
        if view.holder is Voice.PATIENT
        else None
    )
    return join(_title(view.say("again_title")), paragraphs(view.say("again_text")), everything)


def _left_out(view: View) -> Markup | None:
    """That it was a short talk, and the way to all of it."""
    if view.interview.units is None:
        return None
    return el("div", paragraphs(view.say("short_left_out")), all_of_it(view))


def _has_scores(view: View) -> bool:
    return bool(view.interview.instrument.scores)


def _counted(view: View, only: Voice | None = None) -> Markup:
    """The counts below their title, wherever a talk comes to a halt: to stop is as good an end."""
    return join(el("h3", view.say("finished_counts")), counts_html(view, only))


def counts_html(view: View, only: Voice | None = None) -> Markup:
    """How much was answered, skipped, not sure and not said, each apart, for each voice or one."""
    interview = view.interview
    columns = []
    for voice in (only,) if only else interview.order:
        counted = Counter(
            interview.status(place)
            for block in interview.blocks
            for question in block.section.questions
            if not isinstance(question, ListQuestion) and question.reveal is not Reveal.SEALED
            for place in interview.places(block, question)
            if place.voice is voice
        )
        lines = [
            el("li", f"{view.say(f'status_{status.value}')}: {counted[status]}")
            for status in (
                Status.ANSWERED,
                Status.SKIPPED,
                Status.NOT_SURE,
                Status.DECLINED,
                Status.NOT_REACHED,
            )
            if counted[status] or status is Status.ANSWERED
        ]
        columns.append(
            el("div", voice_head(view, voice), el("ul", lines), class_=f"voice voice-{voice.value}")
        )
    return el("div", columns, class_="voices counts")
