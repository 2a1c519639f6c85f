"""The codebook: what each column means, and what was asked of whom in exactly which words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from coprod_widgets.instrument.definition import (
    Choice,
    Instrument,
    ListField,
    ListQuestion,
    Question,
    Score,
    Section,
)
from coprod_widgets.instrument.voice import Voice
from coprod_widgets.interview.answer import Status
from coprod_widgets.measures.catalogue import MEASURES
from coprod_widgets.measures.result import Declared
from coprod_widgets.measures.thresholds import PROVISIONAL
from coprod_widgets.research.columns import AskedAs, Column
from coprod_widgets.research.pooling import as_asked
from coprod_widgets.research.values import MISSING, Kind, kind_of
from coprod_widgets.research.writers import Table, as_json
from coprod_widgets.translation import Text
from coprod_widgets.widgets.measured import measure_formula, measure_name, none_when

FORMAT = 1

STATUSES = {
    Status.ANSWERED: "The voice gave an answer.",
    Status.DECLINED: "The voice did not want to say.",
    Status.NOT_SURE: "The voice was not sure.",
    Status.NOT_REACHED: "The talk ended before the question was reached.",
    Status.NOT_APPLICABLE: "The rules of the instrument did not ask it, or it did not apply.",
    Status.SKIPPED: "The question was passed over, or an optional part was left empty.",
    Status.HIDDEN: "It was answered, and then a rule no longer asked it; never counted.",
    Status.WITHDRAWN: "The answer or the row was taken back.",
    Status.SEALED: "The voice said something; what became of it is sealed with the answer.",
}
KINDS = {
    Kind.CODE: "One code, in `code`; a whole-number code is in `number` too.",
    Kind.CODES: "All codes that were picked, in `code`, joined by |; one not named was not picked.",
    Kind.NUMBER: "A number, in `number`.",
    Kind.YEARS: "Whole years from the person's first talk, in `number`; below 0 if before.",
    Kind.NOTHING: "No value: the status says all there is.",
    Kind.HELD_BACK: "Own words. They are held back: the status goes out, the words never do.",
    Kind.SEALED: "Sealed from the ward. Neither the answer nor its status is in the record.",
}


def codebook(
    instruments: Iterable[Instrument], tables: Iterable[Table], without: Collection[str] = ()
) -> bytes:
    """The codebook of tables as JSON, every version of every instrument on its own.

    `without` are questions and scores that are not told of, each as `as_asked` names it.
    """
    in_order = sorted(instruments, key=lambda i: (i.id, [int(n) for n in i.version.split(".")]))
    body = {
        "format": FORMAT,
        "tables": {table.name: [_column(column) for column in table.columns] for table in tables},
        "statuses": [
            {"status": status.value, "missing": MISSING.get(status), "meaning": meaning}
            for status, meaning in STATUSES.items()
        ],
        "measures": [_measure(declared) for declared in MEASURES],
        "thresholds": PROVISIONAL.told(),
        "kinds": {kind.value: meaning for kind, meaning in KINDS.items()},
        "instruments": [_instrument(instrument, without) for instrument in in_order],
    }
    return as_json(body)


def _column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "column": column.name,
        "type": column.type,
        "meaning": column.meaning,
        "question": column.question,
        **(column.asked._asdict() if column.asked else {}),
        "status": column.status,
        "values": [
            {"value": value, "label": label, "missing": value in column.missing}
            for value, label in column.labels.items()
        ],
        "numbers": dict(column.numbers),
    }
    return {key: value for key, value in told.items() if value or key == "meaning"}


def column_of(told: Mapping[str, Any]) -> Column:
    """The column that stands in a codebook."""
    return Column(
        name=told["column"],
        type=told["type"],
        meaning=told["meaning"],
        labels={one["value"]: one["label"] for one in told.get("values", ())},
        missing=tuple(one["value"] for one in told.get("values", ()) if one["missing"]),
        numbers=told.get("numbers", {}),
        status=told.get("status"),
        question=told.get("question"),
        asked=_asked_as(told) if "voice" in told else None,
    )


def _asked_as(told: Mapping[str, Any]) -> AskedAs:
    return AskedAs(
        instrument=told["instrument"],
        version=told.get("version", ""),
        voice=told["voice"],
        construct=told.get("construct"),
        row=told.get("row", 0),
        field=told.get("field", ""),
        code=told.get("code", ""),
    )


def _measure(declared: Declared) -> dict[str, Any]:
    return {
        "code": declared.code,
        "name": measure_name(declared.code, "en"),
        "formula": measure_formula(declared.code, "en"),
        "least": declared.range[0],
        "most": declared.range[1],
        "none_when": none_when(declared.code, "en"),
        "idea": declared.idea,
        "inputs": list(declared.inputs),
    }


def _instrument(instrument: Instrument, without: Collection[str]) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "version": instrument.version,
        "hash": instrument.hash,
        "title": dict(instrument.title.words),
        "languages": list(instrument.languages),
        "licence": instrument.licence,
        "questions": [
            _question(instrument, section, question)
            for section in instrument.sections
            for question in section.questions
            if as_asked(instrument, question.id) not in without
        ],
        "scores": [
            _score(score)
            for score in instrument.scores
            if as_asked(instrument, score.id) not in without
        ],
    }


def _question(instrument: Instrument, section: Section, question: Question) -> dict[str, Any]:
    limits = ("least", "most", "whole", "total", "of", "right", "longest")
    return {
        "id": question.id,
        "section": section.id,
        "section_title": dict(section.title.words),
        "for_each": section.for_each,
        "only_if": section.only_if.model_dump() if section.only_if else None,
        "type": question.type,
        "construct": question.measures,
        "reveal": question.reveal.value,
        "sealed_unless": question.sealed_unless,
        "asked_if": [rule for rule in (section.ask_if, question.ask_if) if rule],
        **{name: getattr(question, name) for name in limits if hasattr(question, name)},
        "voices": [_voice(instrument, question, voice) for voice in question.voices],
        "fields": [
            _field(instrument, question, field)
            for field in (question.fields if isinstance(question, ListQuestion) else ())
        ],
    }


def _voice(instrument: Instrument, question: Question, voice: Voice) -> dict[str, Any]:
    return {
        "voice": voice.value,
        "words": _words(asked_of(question, voice)),
        "hint": _words(question.hint.to(voice)) if question.hint else None,
        "kind": kind_of(instrument, question, voice).value,
        "codes": [_choice(choice) for choice in instrument.choices(question, voice)],
    }


def asked_of(question: Question, voice: Voice) -> Text:
    """The words in which a voice was asked."""
    # The clinician marks a say-back in words of its own.
    mark_ask: Text | None = getattr(question, "mark_ask", None)
    return mark_ask if mark_ask and voice is Voice.CLINICIAN else question.ask.to(voice)


def _field(instrument: Instrument, question: Question, field: ListField) -> dict[str, Any]:
    return {
        "id": field.id,
        "type": field.type,
        "optional": field.optional,
        "words": _words(field.ask),
        "kind": kind_of(instrument, question, question.voices[0], field).value,
        "codes": [_choice(choice) for choice in field.choices],
    }


def _choice(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "words": _words(choice.text), "exclusive": choice.exclusive}


def _words(text: Text) -> dict[str, Any]:
    beside = {"easy": dict(text.easy), "picture": text.picture}
    return {**text.words, **{name: said for name, said in beside.items() if said}}


def _score(score: Score) -> dict[str, Any]:
    return score.model_dump(mode="json", exclude={"title", "examples"}) | {
        "title": dict(score.title.words),
        "needed": score.missing.least or len(score.of),
        "formula": formula(score),
    }


def formula(score: Score) -> str:
    """How a score is worked out, as one line; `turned(q)` is the least + the most - q."""
    parts = [f"turned({name})" if name in score.reverse else name for name in score.of]
    line = f"{score.method}({', '.join(parts)})"
    if score.missing.rule == "prorate" and score.method == "sum":
        line += f" * {len(parts)} / answered"
    return line
