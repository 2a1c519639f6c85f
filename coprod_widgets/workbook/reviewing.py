"""The review sheet: where it is, what is needed of it, and its preview in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coprod_widgets.instrument.beside import FOLDERS
from coprod_widgets.instrument.definition import TextQuestion
from coprod_widgets.instrument.loading import load_text, text_of
from coprod_widgets.store.reviews import ReviewSheet, Verdict
from coprod_widgets.widgets.review_sheet import FIELD, sheet_html

if TYPE_CHECKING:
    from coprod_widgets.instrument.definition import Instrument
    from coprod_widgets.store import Store

STANDARDS, SKILL, NURSE = "standards", "skill", "nurse"
FUNCTIONS = (STANDARDS, SKILL, NURSE)
"""The three functions of supervision after Proctor: normative, formative, restorative."""
FIDELITY, OUTCOME = "fidelity", "outcome"
WHOLE = (*FUNCTIONS, FIDELITY, OUTCOME)
_NOTE, _MESSAGE = "note", "message"
_NEEDED = {
    STANDARDS: "sheet_needs_standards",
    SKILL: "sheet_needs_skill",
    NURSE: "sheet_needs_nurse",
}


@cache
def _sheet() -> tuple[Instrument, str]:
    path = next(path for folder in FOLDERS if (path := folder / "review" / "review.yaml").exists())
    text = text_of(path)
    return load_text(text, str(path)), text


def review_sheet() -> Instrument:
    """The sheet as it is now."""
    return _sheet()[0]


def keep_sheet(store: Store) -> str:
    """Keep the sheet's words as they are used, as those of every instrument; gives its pin.

    Raises:
        StoreError: this version is in use with other words.
    """
    instrument, text = _sheet()
    store.keep_instrument(instrument, text)
    return instrument.pin


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody filled in. `wrong` is what is in the way of keeping it: where, and why."""

    answers: Mapping[str, str | int]
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict | None:
        """What becomes of the record, if that was picked."""
        picked = self.answers.get(OUTCOME)
        return Verdict(str(picked)) if picked else None

    def sheet(self, pin: str) -> ReviewSheet:
        """The sheet as it is kept."""
        apart = (OUTCOME, _NOTE, _MESSAGE)
        return ReviewSheet(
            note=str(self.answers.get(_NOTE, "")),
            message=str(self.answers.get(_MESSAGE, "")),
            answers={key: value for key, value in self.answers.items() if key not in apart},
            pin=pin,
        )


def filled(get: Callable[[str], str]) -> Filled:
    """The whole sheet out of the fields of a form, and what is still needed before it is kept.

    Each of the three functions needs one entry, the ten points need a mark each, and a record that
    isn't signed off needs a note. What is raised can't wait for the rest.
    """
    answers = _read(get, WHOLE)
    wrong: dict[str, str] = {}
    outcome = answers.get(OUTCOME)
    if outcome is None:
        wrong[OUTCOME] = "review_choose"
    if outcome != Verdict.RAISED:
        sheet = review_sheet()
        for section in FUNCTIONS:
            asked = [question.id for question in sheet.section(section).questions]
            if not any(one in answers for one in asked):
                wrong[asked[0]] = _NEEDED[section]
        wrong |= _marks_needed(answers)
    if outcome in (Verdict.RETURNED, Verdict.RAISED) and _NOTE not in answers:
        wrong[_NOTE] = "review_note_missing"
    return Filled(answers, wrong)


def filled_rating(get: Callable[[str], str]) -> Filled:
    """The ten points alone, as a second supervisor rates them."""
    answers = _read(get, (FIDELITY,))
    return Filled(answers, _marks_needed(answers))


def _marks_needed(answers: Mapping[str, str | int]) -> dict[str, str]:
    items = [question.id for question in review_sheet().section(FIDELITY).questions]
    left = [item for item in items if item not in answers]
    return {left[0]: "sheet_needs_marks"} if left else {}


def _read(get: Callable[[str], str], sections: tuple[str, ...]) -> dict[str, str | int]:
    sheet = review_sheet()
    answers: dict[str, str | int] = {}
    for section in sections:
        for question in sheet.section(section).questions:
            said = get(f"{FIELD}{question.id}").replace("\r\n", "\n").strip()
            if isinstance(question, TextQuestion):
                if said:
                    answers[question.id] = said[: question.longest]
                continue
            for choice in sheet.choices(question):
                if str(choice.code) == said:
                    answers[question.id] = choice.code
    return answers


class ReviewPreview:
    """The sheet as on paper. It opens no record and keeps nothing."""

    def __init__(self, instrument: Instrument, language: str) -> None:
        from coprod_widgets.widgets.words import say

        self.instrument = instrument
        self.language = language
        _show(f"<p><strong>{say('review_preview', language)}</strong></p>", "Preview")

    def section(self, section_id: str) -> None:
        """Show a section of the sheet.

        Raises:
            KeyError: there is none with this id.
        """
        self.instrument.section(section_id)
        html = sheet_html(self.instrument, {}, (section_id,), language=self.language)
        # Switched off, so that nobody writes into what can't be kept.
        _show(f"<fieldset disabled>{html}</fieldset>", f"Section '{section_id}'")


def open_review(*, language: str = "en") -> ReviewPreview:
    """Open the review sheet as a preview.

    Args:
        language: The language it is shown in.
    """
    from coprod_widgets.instrument.loading import load

    beside = Path.cwd() / "review.yaml"
    return ReviewPreview(load(beside) if beside.exists() else review_sheet(), language)


def _show(html: str, plain: str) -> None:
    from IPython.display import display

    display({"text/html": html, "text/plain": plain}, raw=True)
