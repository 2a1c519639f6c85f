"""A workbook opened by its author: it works, says so, and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from IPython.display import display

from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.definition import Instrument
from coprod_widgets.interview.answer import Entry
from coprod_widgets.interview.happening import moment_from
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.writing import answer_from
from coprod_widgets.widgets.bar import PreviewBar, bar_html
from coprod_widgets.widgets.blank import blank_html
from coprod_widgets.widgets.form import SectionForm
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.pauses import talk_bar_html
from coprod_widgets.widgets.record import record_html, summary_html
from coprod_widgets.widgets.screen import turn_banner_html
from coprod_widgets.widgets.wordings import wording_html
from coprod_widgets.widgets.words import preview_page_words, say, say_in_preview
from coprod_widgets.workbook.messages import (
    Looks,
    card_reply,
    conflict,
    happened_from,
    said_from,
    saved,
    shown,
)
from coprod_widgets.workbook.rehearsal import Rehearsal
from coprod_widgets.workbook.scene import (
    NOBODY,
    Far,
    Scene,
    Screen,
    forget,
    now,
    scene_from,
    with_screen,
    with_wording,
)
from coprod_widgets.workbook.scene_words import chosen_of, offers


class Preview:
    """A talk in this kernel's memory, with a bar above it that chooses what its author looks at.

    Where nobody can answer, it shows the form as on paper instead. `folder` is where the workbook
    lies.
    """

    def __init__(
        self,
        instrument: Instrument,
        *,
        language: str,
        easy: bool,
        live: bool,
        folder: Path = Path(),
    ) -> None:
        self.language, self.live = language, live
        self.rehearsal = Rehearsal(instrument, language=language, folder=folder)
        self.scene = self._from = Scene(language=language, easy=easy)
        self.interview: Interview = self.rehearsal.talk(self.scene)
        self.paper = self.rehearsal.paper()
        if easy:
            self.paper = with_wording(self.paper, language, easy=True, begun_in=language)
        self.forms: dict[str, SectionForm] = {}
        if not live:
            words = say("preview_blank", language)
            banner = el("p", el("strong", words))
            display({"text/html": str(banner), "text/plain": words}, raw=True)
            return
        blank = say("preview_banner", language)
        self.bar = PreviewBar(html=self.bar_html, blank=blank, on_chosen=self.on_chosen)
        display(self.bar)

    def section(self, section_id: str) -> None:
        """Show the section's form; all forms of this talk move together."""
        # Of a talk in which nothing was said: a notebook is saved with its outputs, and they hold
        # no answer.
        blank = blank_html(self.paper, section_id, language=self.language)
        if not self.live:
            plain = f"Section '{section_id}'"
            display({"text/html": blank, "text/plain": plain}, raw=True)
            return
        form = SectionForm(
            section=section_id,
            blank=blank,
            on_said=self.on_said,
            on_taken=self.show,
            language=self._spoken,
        )
        self.forms[section_id] = form
        display(form)

    def close(self) -> None:
        """A preview leaves nothing behind."""

    def bar_html(self) -> str:
        """The bar as it stands."""
        return bar_html(
            offers(self.rehearsal, self.language),
            chosen_of(self.scene),
            says=self._says(),
            language=self.language,
        )

    def on_chosen(self, chosen: Mapping[str, Any], again: bool) -> None:
        """Look at what was chosen in the bar: another talk, or this one from elsewhere."""
        says = ""
        try:
            self._look(scene_from(chosen, self.scene), again=again)
        except AnswerError:
            says = say("preview_not_now", self.language)
        self._say_in_forms()
        for form in self.forms.values():
            form.show(self._shown(), moved=True)
        self.bar.show(chosen_of(self.scene), says or self._says())

    def on_said(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Take one message from a form, and answer as the ward's server would."""
        try:
            match message.get("do"):
                case "sections":
                    return self._shown()
                case "card":
                    return card_reply(self.interview, message, self.looks)
            entry = self._entry(message)
        except ConflictError:
            said = said_from(message)
            return {**conflict(self.interview, said, self.looks), **self._around()}
        except AnswerError as error:
            return {
                "message": say_in_preview(error.plain, self._spoken, **error.values),
                "retry": False,
            }
        self._say_in_forms()
        return {**saved(self.interview, entry, self.looks), **self._shown()}

    def show(self, reply: Mapping[str, Any]) -> None:
        """Let every section show what was just replied to one of them."""
        for form in self.forms.values():
            form.show(reply)
        self.bar.show(chosen_of(self.scene), self._says())

    @property
    def looks(self) -> Looks:
        """In which words it is shown, and whose screen it is where each has one."""
        voice = self.scene.screen.voice if self.scene.screen.is_own else None
        return Looks(language=self.language, preview=True, voice=voice)

    def _look(self, wanted: Scene, *, again: bool) -> None:
        """Show a scene: a talk made for it, or the one that its author has taken elsewhere.

        Raises:
            AnswerError: it can't be had where that talk stands.
        """
        own = wanted.far is Far.OWN
        if own and not again and wanted.first is self.scene.first:
            talk = with_wording(
                self.interview, wanted.language, easy=wanted.easy, begun_in=self.language
            )
            self.interview, self.scene = with_screen(talk, wanted.screen), wanted
            return
        scene = replace(wanted, far=self._from.far) if own else wanted
        self.interview, self.scene = self.rehearsal.talk(scene), scene
        self._from = scene

    def _entry(self, message: Mapping[str, Any]) -> Entry:
        """What the message became. One that is sent again, for want of a reply, is one still."""
        for entry in self.interview.entries:
            if entry.key == message.get("key"):
                return entry
        entry = (
            moment_from(self.interview, happened_from(message), at=now(), by=NOBODY)
            if "happening" in message
            else answer_from(self.interview, said_from(message), at=now(), by=NOBODY, seal=forget)
        )
        self.interview = self.interview.with_entry(entry)
        wording, screen = self.interview.wording(), self.scene.screen
        self.scene = replace(
            self.scene,
            far=Far.OWN,
            language=wording.language or self.language,
            easy=wording.easy,
            screen=screen if screen.is_own else Screen(self.interview.holder),
        )
        return entry

    @property
    def _spoken(self) -> str:
        return self.interview.wording().language or self.language

    def _says(self) -> str:
        far = say(f"preview_far_{self.scene.far}", self.language)
        return say("preview_shown", self.language, far=far)

    def _say_in_forms(self) -> None:
        for form in self.forms.values():
            form.words = dict(preview_page_words(self._spoken))

    def _shown(self) -> dict[str, Any]:
        """What shows now; once the talk is closed, what its record will tell."""
        found = {**shown(self.interview, self.looks), **self._around()}
        if self.interview.state is State.CLOSED:
            found["sections"] = self._with_record(found["sections"])
        return found

    def _with_record(self, sections: Mapping[str, str]) -> dict[str, str]:
        told = {
            name: record_html(self.interview, name, language=self.language) for name in sections
        }
        first, last = next(iter(told)), list(told)[-1]
        told[first] = "".join(sections.values()) + told[first]
        told[last] += summary_html(self.interview, language=self.language)
        return told

    def _around(self) -> dict[str, str]:
        """What stands above and below the open section, as on the ward's page."""
        if self.interview.state is State.CLOSED:
            return {"banner": "", "wording": "", "bar": ""}
        talk, looks = self.interview, self.looks
        return {
            "banner": turn_banner_html(talk, looks.holder(talk), language=looks.language),
            "wording": wording_html(talk, language=looks.language),
            "bar": talk_bar_html(talk, language=looks.language),
        }
