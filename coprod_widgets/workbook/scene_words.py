"""What the bar above a preview offers, in words."""

from __future__ import annotations

from coprod_widgets.translation import own_name
from coprod_widgets.widgets.bar import Offer
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.rehearsal import Rehearsal
from coprod_widgets.workbook.scene import Far, Scene, Screen


def offers(rehearsal: Rehearsal, language: str) -> tuple[Offer, ...]:
    """What an author can choose between, for one instrument."""
    instrument = rehearsal.instrument
    plain = {"plain": say("preview_words_plain", language)}
    easy = {"easy": say("preview_words_easy", language)} if instrument.easy_languages else {}
    states = (*rehearsal.states, Far.OWN)
    return (
        Offer(
            "far",
            say("preview_far", language),
            {far.value: say(f"preview_far_{far.value}", language) for far in states},
        ),
        Offer(
            "screen",
            say("preview_screen", language),
            {one.value: say(f"preview_screen_{one.value}", language) for one in Screen},
        ),
        Offer("words", say("preview_words", language), plain | easy),
        Offer(
            "language",
            say("preview_language", language),
            {code: own_name(code) for code in instrument.languages},
        ),
        Offer(
            "time",
            say("preview_time", language),
            {
                "first": say("preview_time_first", language),
                "later": say("preview_time_later", language),
            },
        ),
    )


def chosen_of(scene: Scene) -> dict[str, str]:
    """What is chosen in the bar, by the names of what it offers."""
    return {
        "far": scene.far.value,
        "screen": scene.screen.value,
        "words": "easy" if scene.easy else "plain",
        "language": scene.language,
        "time": "first" if scene.first else "later",
    }
