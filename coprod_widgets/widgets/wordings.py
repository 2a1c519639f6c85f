"""The buttons that change how a talk is worded: in easy words, or in another language."""

from __future__ import annotations

from markupsafe import Markup

from coprod_widgets.interview.answer import Happening
from coprod_widgets.interview.interview import Interview
from coprod_widgets.translation import own_name
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.view import View


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
