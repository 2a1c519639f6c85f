"""What a section is rendered from: the interview, who holds the screen, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from markupsafe import Markup

from coprod_widgets.instrument.definition import Ask
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Answer, Entered
from coprod_widgets.interview.interview import Interview, Wording
from coprod_widgets.interview.path import Now, now
from coprod_widgets.translation import Text, day_in_words
from coprod_widgets.widgets.html import el, join, paragraphs
from coprod_widgets.widgets.picture import picture_html
from coprod_widgets.widgets.words import say, say_in_preview

SHAPES = {Voice.PATIENT: "●", Voice.CLINICIAN: "■", Voice.JOINT: "◆"}
"""Each voice's shape. It always stands beside the voice's word, never instead of it."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the two people are called on the screen; a plain word where a name isn't given."""

    patient: str = ""
    clinician: str = ""


@dataclass(frozen=True)
class View:
    """One look at an interview. `holder` is who has the screen; a record is held by nobody.

    It is shown in the words that the pair chose, else in `ward_language`. A preview keeps nothing,
    and says so where the ward says what becomes of the answers.
    """

    interview: Interview
    holder: Voice | None
    ward_language: str = "en"
    names: Names = Names()
    preview: bool = False

    @cached_property
    def wording(self) -> Wording:
        """The words that the pair chose."""
        return self.interview.wording()

    @property
    def language(self) -> str:
        """The language it is shown in."""
        return self.wording.language or self.ward_language

    @cached_property
    def here(self) -> Now:
        """Where the pair stands and what the holder does now."""
        assert self.holder is not None, "a record is not asked anything"
        return now(self.interview, self.holder)

    def say(self, key: str, **values: object) -> str:
        """Words from the table of the forms' own words."""
        speak = say_in_preview if self.preview else say
        return speak(key, self.language, **values)

    def text(self, text: Text) -> str:
        """Words from the instrument, easy ones where they are wanted and there."""
        return text.say(self.language, easy=self.wording.easy)

    def ask(self, ask: Ask, voice: Voice) -> str:
        """A question's words to a voice."""
        return self.text(ask.to(voice))

    def picture(self, text: Text) -> Markup | None:
        """The picture of a text, if it has one."""
        svg = self.interview.instrument.pictures.get(text.picture or "")
        return picture_html(svg) if svg else None

    def shown(self, text: Text) -> Markup:
        """Words from the instrument with their picture beside them, as people see them."""
        words, picture = self.text(text), self.picture(text)
        return join(picture, " ", el("span", words)) if picture else join(words)

    def asked(self, ask: Ask, voice: Voice) -> Markup:
        """A question's words to a voice with their picture."""
        return self.shown(ask.to(voice))

    def told(self, ask: Ask, voice: Voice, **attributes: str | None) -> Markup:
        """The same in paragraphs, for words that may run to several."""
        text = ask.to(voice)
        return join(self.picture(text), paragraphs(self.text(text), **attributes))

    def name(self, voice: Voice) -> str:
        """What a voice is called."""
        given = {Voice.PATIENT: self.names.patient, Voice.CLINICIAN: self.names.clinician}
        return given.get(voice) or self.say(f"voice_{voice.value}")

    def day(self, written: str) -> str:
        """A calendar day as people write it in the language."""
        return day_in_words(date.fromisoformat(written), self.language)

    def time(self, at: datetime) -> str:
        """A time of the day where this machine stands."""
        return at.astimezone().strftime("%H:%M")

    @cached_property
    def typing(self) -> Entered:
        """Who typed the patient's words last; most likely the same hands type the next ones."""
        for entry in reversed(self.interview.entries):
            if not isinstance(entry, Answer) or entry.place.voice is not Voice.PATIENT:
                continue
            if entry.entered is not Entered.CARRIED:  # nobody typed what was carried here
                return entry.entered
        return Entered.SELF
