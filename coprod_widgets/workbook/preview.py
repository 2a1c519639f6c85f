"""A workbook opened by its author: it works, says so, and keeps nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from IPython.display import display

from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.definition import Instrument, ListField, ListQuestion
from coprod_widgets.interview.answer import Entry, Happening, Place, Status
from coprod_widgets.interview.interview import Interview, State
from coprod_widgets.interview.writing import Happened, Said, answer_from, moment_from
from coprod_widgets.widgets.blank import blank_html
from coprod_widgets.widgets.form import SectionForm
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.pauses import talk_bar_html
from coprod_widgets.widgets.screen import turn_banner_html, wording_html
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

_NOBODY = "preview"


class Preview:
    """A talk in this kernel's memory, with an invented row in each list.

    Where nobody can answer, it shows the form as on paper instead.
    """

    def __init__(self, instrument: Instrument, *, language: str, easy: bool, live: bool) -> None:
        self.looks = Looks(language=language, preview=True)
        self.live = live
        self.interview = _opened(instrument)
        if easy:
            self.interview = _happen(
                self.interview, Happening.WORDED, {"language": language, "easy": True}
            )
        self.blank = self.interview
        self.forms: dict[str, SectionForm] = {}
        words = say("preview_banner" if live else "preview_blank", language)
        banner = el("p", el("strong", words))
        display({"text/html": str(banner), "text/plain": words}, raw=True)

    def section(self, section_id: str) -> None:
        """Show the section's form; all forms of this talk move together."""
        # Of the talk as it began: a notebook is saved with its outputs, and they hold no answer.
        blank = blank_html(self.blank, section_id, language=self.looks.language)
        if not self.live:
            plain = f"Section '{section_id}'"
            display({"text/html": blank, "text/plain": plain}, raw=True)
            return
        form = SectionForm(
            section=section_id,
            blank=blank,
            on_said=self.on_said,
            on_taken=self.show,
            language=self._language,
        )
        self.forms[section_id] = form
        display(form)

    def close(self) -> None:
        """A preview leaves nothing behind."""

    def on_said(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Take one message from a form, and answer as the ward's server would."""
        try:
            match message.get("do"):
                case "sections":
                    return {**shown(self.interview, self.looks), **self._around()}
                case "card":
                    return card_reply(self.interview, message, self.looks)
            entry = self._entry(message)
        except ConflictError:
            said = said_from(message)
            return {**conflict(self.interview, said, self.looks), **self._around()}
        except AnswerError as error:
            return {
                "message": say_in_preview(error.plain, self._language, **error.values),
                "retry": False,
            }
        for form in self.forms.values():
            form.words = dict(preview_page_words(self._language))
        return {**saved(self.interview, entry, self.looks), **self._around()}

    def show(self, reply: Mapping[str, Any]) -> None:
        """Let every section show what was just replied to one of them."""
        for form in self.forms.values():
            form.show(reply)

    def _entry(self, message: Mapping[str, Any]) -> Entry:
        """What the message became. One that is sent again, for want of a reply, is one still."""
        for entry in self.interview.entries:
            if entry.key == message.get("key"):
                return entry
        entry = (
            moment_from(self.interview, happened_from(message), at=_now(), by=_NOBODY)
            if "happening" in message
            else answer_from(
                self.interview, said_from(message), at=_now(), by=_NOBODY, seal=_forget
            )
        )
        self.interview = self.interview.with_entry(entry)
        return entry

    @property
    def _language(self) -> str:
        return self.interview.wording().language or self.looks.language

    def _around(self) -> dict[str, str]:
        """What stands above and below the open section, as on the ward's page."""
        if self.interview.state is State.CLOSED:
            return {"banner": "", "wording": "", "bar": ""}
        talk, language = self.interview, self.looks.language
        return {
            "banner": turn_banner_html(talk, self.looks.holder(talk), language=language),
            "wording": wording_html(talk, language=language),
            "bar": talk_bar_html(talk, language=language),
        }


def _forget(_: str) -> str:
    return "a preview seals nothing"


def _now() -> datetime:
    return datetime.now(UTC)


def _opened(instrument: Instrument) -> Interview:
    interview = Interview("i_preview", instrument)
    for question in instrument.questions:
        if isinstance(question, ListQuestion):
            row = {field.id: _example(field) for field in question.fields}
            place = Place(question.id, "r1", question.voices[0])
            said = Said(secrets.token_hex(8), place, Status.ANSWERED, row)
            interview = interview.with_entry(answer_from(interview, said, at=_now(), by=_NOBODY))
    return _happen(interview, Happening.OPENED, {})


def _happen(interview: Interview, happening: Happening, detail: dict[str, Any]) -> Interview:
    happened = Happened(secrets.token_hex(8), happening, detail)
    return interview.with_entry(moment_from(interview, happened, at=_now(), by=_NOBODY))


def _example(field: ListField) -> Any:
    if field.type == "one":
        return field.choices[0].code
    return "2026-03-09" if field.type == "date" else "An invented example"
