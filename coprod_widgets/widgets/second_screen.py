"""The panel on the clinician's page about the patient's own screen, and the code it joins with."""

from __future__ import annotations

from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.widgets.html import el, paragraphs
from coprod_widgets.widgets.view import Names, View
from coprod_widgets.widgets.words import say


def second_screen_html(
    interview: Interview, names: Names, *, language: str, is_there: bool, code_waits: bool
) -> str:
    """Whether the patient has a screen of their own, and what can be done about it.

    Folded while nobody needs it. `code_waits` tells the page whether the code that it shows can
    still be used.
    """
    view, joined = View(interview, Voice.CLINICIAN, language, names), interview.has_two_screens
    name = view.name(Voice.PATIENT)
    button = "second_screen_new_code" if joined else "second_screen_code"
    says = "second_screen_there" if is_there else "second_screen_gone"
    end = el(
        "button",
        view.say("second_screen_end"),
        type="button",
        data_happening=Happening.LEFT.value,
        class_="button quiet",
    )
    state = "there" if is_there else "gone"
    return str(
        el(
            "details",
            el("summary", view.say("second_screen_is" if joined else "second_screen", name=name)),
            el("p", view.say(says), class_="notice" if not is_there else None)
            if joined
            else paragraphs(view.say("second_screen_why", name=name)),
            el("div", data_code=True, role="status"),
            el(
                "div",
                el(
                    "button",
                    view.say(button),
                    type="button",
                    data_show_code=True,
                    class_="button quiet",
                ),
                end if joined else None,
                class_="actions",
            ),
            class_="second-screen",
            open=joined and not is_there,
            data_second=state if joined else "none",
            data_code_waits=str(code_waits).lower(),
        )
    )


def code_html(code: str, address: str, until: str, *, language: str) -> str:
    """A code in two groups, large, with where to type it and for how long it works."""
    half = len(code) // 2
    return str(
        el(
            "div",
            el("p", say("code_where", language)),
            el("p", address, class_="code-address"),
            el("p", say("code_type", language)),
            el("p", f"{code[:half]} {code[half:]}", class_="join-code"),
            el("p", say("code_until", language, time=until), class_="hint"),
        )
    )
