"""Every text of our workbooks and law packs that the patient reads, as it is read at one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from coprod_widgets.instrument.definition import Choice, Instrument, Question, ScaleQuestion
from coprod_widgets.instrument.loading import load
from coprod_widgets.instrument.voice import Asked, Voice
from coprod_widgets.translation import Text

WORKBOOKS = Path(__file__).parent.parent.parent / "workbooks"
BOOKS = ("getting_ready", "reasons", "signs", "decisions", "actions", "power")
LAW_PACKS = sorted((WORKBOOKS / "law").glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Read:
    """What the patient reads at one go, and where it stands."""

    place: str
    texts: tuple[Text, ...]

    def said(self, *, easy: bool = False) -> list[str]:
        return [text.say("en", easy=easy) for text in self.texts]


def book(book_id: str) -> Instrument:
    return load(WORKBOOKS / book_id / f"{book_id}.yaml")


def patient_reads(instrument: Instrument) -> Iterator[Read]:
    """Titles, questions with their hints, choices, fields, and the words of the picture."""
    scales = set()
    rung = instrument.ladder.rung if instrument.ladder else None
    yield Read(f"{instrument.id}: title", (instrument.title,))
    for section in instrument.sections:
        yield Read(f"{instrument.id}: {section.id}", (section.title,))
        for question in section.questions:
            if question.voice is not Asked.CLINICIAN:
                yield from _of_question(f"{instrument.id}.{question.id}", question)
            elif question.id == rung:  # the clinician picks it, and both see it in the picture
                yield from _choices(f"{instrument.id}.{question.id}", question)
            if isinstance(question, ScaleQuestion):
                scales.add(question.scale)
    for scale in sorted(scales):
        words = tuple(choice.text for choice in instrument.scales[scale])
        yield Read(f"{instrument.id}: scale {scale}", words)


def _of_question(place: str, question: Question) -> Iterator[Read]:
    voice = Voice.JOINT if question.voice is Asked.JOINT else Voice.PATIENT
    hint = (question.hint.to(voice),) if question.hint else ()
    yield Read(place, (question.ask.to(voice), *hint))
    yield from _choices(place, question)
    for field in getattr(question, "fields", ()):
        words = (field.ask, *(choice.text for choice in field.choices))
        yield Read(f"{place}.{field.id}", words)


def _choices(place: str, question: Question) -> Iterator[Read]:
    choices: tuple[Choice, ...] = getattr(question, "choices", ())
    if choices:
        yield Read(f"{place} choices", tuple(choice.text for choice in choices))
    for choice in choices:
        if choice.leads_to:
            yield Read(f"{place} leads to", (choice.leads_to.words,))


def law_reads(pack: Path) -> Iterator[Read]:
    """Every text of a law pack: all of them are shown to both."""
    yield from _texts_in(pack.stem, YAML(typ="safe", pure=True).load(pack))


def _texts_in(place: str, part: Any) -> Iterator[Read]:
    if isinstance(part, dict) and isinstance(part.get("en"), str):
        yield Read(place, (Text.model_validate(part),))
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from _texts_in(f"{place}.{key}", inner)
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            name = inner.get("id", number) if isinstance(inner, dict) else number
            yield from _texts_in(f"{place}.{name}", inner)


def every_read() -> list[Read]:
    """All of it."""
    ours = [read for book_id in BOOKS for read in patient_reads(book(book_id))]
    return ours + [read for pack in LAW_PACKS for read in law_reads(pack)]
