"""Break, stop and "this needs passing on": the bar on every screen, and what a pause shows."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening, Moment
from coprod_widgets.interview.happening import ROLE_LONGEST
from coprod_widgets.interview.interview import STATE_AFTER, Interview, State
from coprod_widgets.interview.pauses import goes_on_by, left_since, nothing_noted, passed_on
from coprod_widgets.widgets.controls import date_parts
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.law import own_text, own_words
from coprod_widgets.widgets.view import View
from coprod_widgets.widgets.words import say

PAUSES = {
    State.ON_BREAK: ("break_title", "break_text", "go_on"),
    State.STOPPED: ("stopped_title", "stopped_text", "go_on_again"),
    State.PASSING_ON: ("passing_title", "passing_text", "go_on_again"),
}
"""The words of each pause: its title, what it says, and the button that goes on from it."""

_BAR = (
    (Happening.BREAK, "break"),
    (Happening.STOPPED, "stop"),
    (Happening.NEEDS_PASSING_ON, "needs_passing_on"),
)


def talk_bar_html(interview: Interview, *, language: str = "en") -> str:
    """Break, stop and passing on: on every screen of a talk, in the same place.

    The button of the pause that is on now is switched off, so that the others stay where they are.
    """
    if interview.state in (State.READY, State.CLOSED):
        return ""
    language = interview.wording().language or language
    buttons = [
        happens(
            say(key, language),
            happening,
            "button quiet",
            off=STATE_AFTER[happening] is interview.state,
        )
        for happening, key in _BAR
    ]
    label = say("bar_label", language)
    return str(el("div", buttons, role="group", aria_label=label, class_="talk-bar"))


def away_html(interview: Interview, at: datetime, *, language: str = "en") -> str:
    """When the pair was last here, for who comes back to a talk that was left without a word."""
    since = left_since(interview, at)
    if since is None:
        return ""
    view = View(interview, None, language)
    words = view.say("left_here", day=_day(view, since), time=view.time(since))
    return str(el("p", words, class_="notice"))


def happens(words: str, happening: Happening, classes: str, *, off: bool = False) -> Markup:
    """A button that makes something happen."""
    return el(
        "button",
        words,
        type="button",
        data_happening=happening.value,
        class_=classes,
        disabled=off,
    )


def go_on(view: View) -> Markup:
    """The button that goes on from a pause."""
    _, _, words = PAUSES[view.interview.state]
    return happens(view.say(words), goes_on_by(view.interview), "button")


def passing_on(view: View) -> Markup:
    """What the hospital says to do, what is noted already, and the form to note it.

    Only staff note it: who has the screen as the patient is shown no form, and no note that he
    was not told.
    """
    by_staff = view.holder is Voice.CLINICIAN
    notes = [
        el("li", passed_on_words(view, moment))
        for moment in passed_on(view.interview)
        if by_staff or moment.detail["told"]
    ]
    return join(
        el("h3", view.say("passing_hospital")),
        own_text(*own_words(view, "passed_on", "passing_no_text")),
        join(el("h3", view.say("passing_noted")), el("ul", notes)) if notes else None,
        _form(view, again=bool(notes)) if by_staff else el("p", view.say("passing_staff_note")),
    )


def passed_on_words(view: View, moment: Moment) -> str:
    """To which role something was passed on, when, and whether the patient was told."""
    at = datetime.fromisoformat(moment.detail["when"])
    told = "passed_on_was_told" if moment.detail["told"] else "passed_on_not_told"
    words = view.say("passed_on", role=moment.detail["to"], day=_day(view, at), time=f"{at:%H:%M}")
    return f"{words} {view.say(told, name=view.name(Voice.PATIENT))}"


def reminder(view: View) -> Markup | None:
    """That the pair paused to pass something on, and nothing was noted; for staff alone."""
    if view.holder is not Voice.CLINICIAN or not nothing_noted(view.interview):
        return None
    return el("p", view.say("passing_reminder"), class_="notice")


def _form(view: View, *, again: bool) -> Markup:
    name = view.name(Voice.PATIENT)
    return el(
        "form",
        el("h3", view.say("passing_note_again" if again else "passing_note")),
        el("p", view.say("passing_note_hint", name=name), class_="hint"),
        el("div", role="alert", class_="error-summary", tabindex="-1", hidden=True),
        _role(view),
        _when(view),
        _told(view, name),
        el("button", view.say("passing_save"), type="submit", class_="button"),
        class_="card passing-on",
        novalidate=True,
        method="dialog",
        autocomplete="off",
        data_happening=Happening.PASSED_ON.value,
    )


def _role(view: View) -> Markup:
    return el(
        "div",
        el("label", view.say("passed_on_to"), for_="passed-on-to"),
        el("div", view.say("passed_on_to_hint"), class_="hint", id="passed-on-to-hint"),
        el(
            "input",
            type="text",
            id="passed-on-to",
            name="passed-on-to",
            maxlength=ROLE_LONGEST,
            autocomplete="off",
            dir="auto",
            aria_describedby="passed-on-to-hint",
        ),
        class_="field",
        data_detail="to",
        data_kind="line",
        data_empty=view.say("passed_on_to_missing"),
    )


def _when(view: View) -> Markup:
    """The day and the time, filled in with when the newest thing happened: just now."""
    now = view.interview.entries[-1].at.astimezone()
    day = date_parts(view, "passed-on-when", now.date().isoformat())
    parts = [
        el(
            "div",
            el("label", view.say(part), for_=f"passed-on-when-{part}"),
            el(
                "input",
                type="text",
                inputmode="numeric",
                id=f"passed-on-when-{part}",
                name=f"passed-on-when-{part}",
                value=value,
                maxlength=2,
                autocomplete="off",
                data_part=part,
            ),
            class_="date-part",
        )
        for part, value in (("hour", f"{now:%H}"), ("minute", f"{now:%M}"))
    ]
    return el(
        "fieldset",
        el("legend", view.say("passed_on_when")),
        day,
        el("div", parts, class_="date time"),
        class_="field",
        data_detail="when",
        data_kind="when",
        data_empty=view.say("passed_on_when_missing"),
    )


def _told(view: View, name: str) -> Markup:
    choices = [
        el(
            "div",
            el(
                "input",
                type="radio",
                id=f"passed-on-told-{value}",
                name="passed-on-told",
                value=value,
            ),
            el("label", words, for_=f"passed-on-told-{value}"),
            class_="choice",
        )
        for value, words in (
            ("true", view.say("passed_on_told_yes")),
            ("false", view.say("passed_on_told_no")),
        )
    ]
    return el(
        "fieldset",
        el("legend", view.say("passed_on_told", name=name)),
        el("div", choices, class_="choices"),
        class_="field",
        data_detail="told",
        data_kind="yes_no",
        data_empty=view.say("passed_on_told_missing"),
    )


def _day(view: View, at: datetime) -> str:
    return view.day(at.date().isoformat())
