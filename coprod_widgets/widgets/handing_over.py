"""The forms by which the screen changes hands between the two voices."""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import State
from coprod_widgets.interview.path import Turn, now
from coprod_widgets.widgets.html import el, join
from coprod_widgets.widgets.view import View


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


def time_to_hand_over(view: View) -> Markup:
    """The card that asks for the screen to change hands now."""
    assert view.holder is not None
    to = view.holder.other
    return join(
        el("h3", view.say("time_to_hand_over"), class_="hand-over-title"), hand_over(view, to)
    )


def pass_on(view: View) -> Markup | None:
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
