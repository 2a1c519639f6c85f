"""What a new talk takes over from the law pack and from the talks before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coprod_widgets.instrument.definition import Instrument, LinkQuestion, ListQuestion
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.values import FIELD_LONGEST, fitting_fields
from coprod_widgets.store.people import same
from coprod_widgets.workbook.before import Before
from coprod_widgets.workbook.first_time import been_through, is_for_the_first_time
from coprod_widgets.workbook.last_time import last_time, times_before_that
from coprod_widgets.workbook.offering import has_list, offered, words_of


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A row to be put into a list: where it came from, and its fields."""

    list_id: str
    id: str
    origin: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a talk takes over: the detail of its moment (see `interview.carried`), and the rows."""

    detail: dict[str, Any]
    rows: tuple[CarriedRow, ...]


def carry(talk: Interview, before: Before, law: Mapping[str, Any], language: str) -> Taken:
    """What `talk`, which is ready to begin, takes over. Words are said in `language`."""
    can_be_first = talk.instrument.id not in before.unreadable
    is_first = can_be_first and not any(been_through(other) for other in before.earlier)
    origins: dict[str, dict[str, str]] = {}
    rows: list[CarriedRow] = []
    left_out: dict[str, int] = {}
    for question in talk.instrument.questions:
        if not isinstance(question, ListQuestion):
            continue
        if not is_first and is_for_the_first_time(talk, question):
            continue
        own = origins.setdefault(question.id, {})
        first = question.fields[0].id
        standing = {same(str(row.fields.get(first, ""))): row.id for row in talk.rows(question.id)}
        number = 0
        offers = tuple(offered(talk, question, before, law, language))
        reworded = {one.origin for one in offers if one.own_words}
        for one in offers:
            origin, fields = one.origin, fitting_fields(question, _cut(question, one.fields))
            # A topic stands once: in the pair's own words, else as the law pack says it now.
            if not one.own_words and (origin in reworded or origin in own.values()):
                continue
            if first not in fields:
                left_out[question.id] = left_out.get(question.id, 0) + 1
                continue
            words = same(str(fields[first]))
            if words in standing:
                own.setdefault(standing[words], origin)
                continue
            while talk.has_had_row(question.id, f"r{number + 1}"):
                number += 1
            number += 1
            row = CarriedRow(question.id, f"r{number}", origin, fields)
            rows.append(row)
            own[row.id] = origin
            standing[words] = row.id
    detail = {
        "first": is_first,
        "origins": {name: found for name, found in origins.items() if found},
        "things": list(_things(talk, before)),
        "earlier": list(last_time(talk, before, origins)),
        "older": list(times_before_that(talk, before, origins)),
        "law": dict(law),
        "missing": [
            {"workbook": name, "title": before.titles.get(name, name)}
            for name in sorted(others_named(talk.instrument) - before.held)
        ],
        "unreadable": [
            {"workbook": name, "title": before.titles.get(name, name)}
            for name in sorted(
                (others_named(talk.instrument) | {talk.instrument.id}) & before.unreadable
            )
        ],
        "left_out": left_out,
    }
    return Taken(detail, tuple(rows))


def _cut(question: ListQuestion, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, the texts among them cut to what fits: words put before a text make it longer."""
    texts = {field.id for field in question.fields if field.type == "text"}
    return {
        name: f"{said[: FIELD_LONGEST - 1]}…"
        if name in texts and isinstance(said, str) and len(said) > FIELD_LONGEST
        else said
        for name, said in fields.items()
    }


def _things(talk: Interview, before: Before) -> Iterator[dict[str, str]]:
    """What questions of type link can point at."""
    told = set()
    for question in talk.instrument.questions:
        for source in question.to if isinstance(question, LinkQuestion) else ():
            workbook, _, name = source.partition(".")
            for other in reversed(before.others.get(workbook, ())):
                if not has_list(other, name):
                    continue
                for row in other.rows(name):
                    thing = f"{source}.{other.id}.{row.id}"
                    words = words_of(other, name, row.fields)
                    if words and thing not in told and _was_looked_at(other, name, row.id):
                        told.add(thing)
                        yield {"id": thing, "words": words}


def _was_looked_at(talk: Interview, list_id: str, row: str) -> bool:
    """Whether something was said about a row, where the list's rows are asked about at all."""
    about = [s for s in talk.instrument.sections if s.for_each == list_id]
    return not about or any(
        talk.is_settled(place)
        for block in talk.blocks
        if block.section in about and block.row_id == row
        for question in block.section.questions
        for place in talk.places(block, question)
    )


def others_named(instrument: Instrument) -> set[str]:
    """The other workbooks that something is taken from."""
    named = set()
    for question in instrument.questions:
        sources = question.filled_from if isinstance(question, ListQuestion) else ()
        sources = question.to if isinstance(question, LinkQuestion) else sources
        named |= {source.partition(".")[0] for source in sources}
    return named - {instrument.id, "law"}
