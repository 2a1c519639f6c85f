"""A workbook opened by its author: it works, says so, and keeps nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from IPython.display import display

from coprod_widgets.errors import AnswerError, ConflictError
from coprod_widgets.instrument.definition import Instrument, ListField, ListQuestion
from coprod_widgets.interview.answer import Happening, Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.writing import Happened, Said, answer_from, moment_from
from coprod_widgets.widgets.form import SectionForm
from coprod_widgets.widgets.html import el
from coprod_widgets.widgets.words import say
from coprod_widgets.workbook.messages import Looks, conflict, happened_from, said_from, saved, shown

_NOBODY = "preview"


class Preview:
    """A talk in this kernel's memory, with an invented row in each list."""

    def __init__(self, instrument: Instrument, *, language: str, easy: bool) -> None:
        self.looks = Looks(language=language)
        self.interview = _opened(instrument)
        if easy:
            self.interview = _happen(
                self.interview, Happening.WORDED, {"language": language, "easy": True}
            )
        self.forms: dict[str, SectionForm] = {}
        banner = el("p", say("preview_banner", language), class_="notice")
        display({"text/html": str(banner), "text/plain": "Preview: nothing is kept."}, raw=True)

    def section(self, section_id: str) -> None:
        """Show the section's form; all forms of this talk move together."""
        html = shown(self.interview, self.looks)["sections"][section_id]
        form = SectionForm(section=section_id, html=str(html), on_said=self._on_said)
        self.forms[section_id] = form
        display(form)

    def close(self) -> None:
        """A preview leaves nothing behind."""

    def _on_said(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Take one message from a form, and answer as the ward's server would."""
        try:
            if "happening" in message:
                entry = moment_from(self.interview, happened_from(message), at=_now(), by=_NOBODY)
                self.interview = self.interview.with_entry(entry)
                reply = saved(self.interview, entry, self.looks)
            else:
                said = said_from(message)
                answer = answer_from(self.interview, said, at=_now(), by=_NOBODY, seal=_forget)
                self.interview = self.interview.with_entry(answer)
                reply = saved(self.interview, answer, self.looks)
        except ConflictError:
            return conflict(self.interview, said_from(message), self.looks)
        except AnswerError as error:
            words = say(error.plain, self.looks.language, **error.values)
            return {"message": words, "retry": False}
        for section_id, form in self.forms.items():
            form.html = str(reply["sections"][section_id])
        return reply


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
