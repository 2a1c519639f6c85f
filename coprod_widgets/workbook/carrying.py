"""What a new talk takes over from the law pack and from the talks before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coprod_widgets.instrument.definition import LinkQuestion, ListQuestion, OneQuestion
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.interview.values import FIELD_LONGEST, fitting_fields
from coprod_widgets.store.people import same
from coprod_widgets.translation import Text
from coprod_widgets.workbook.before import Before
from coprod_widgets.workbook.last_time import last_time

_LAW = "law."


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
    origins: dict[str, dict[str, str]] = {}
    rows: list[CarriedRow] = []
    left_out: dict[str, int] = {}
    for question in talk.instrument.questions:
        if not isinstance(question, ListQuestion):
            continue
        own = origins.setdefault(question.id, {})
        first = question.fields[0].id
        standing = {same(str(row.fields.get(first, ""))): row.id for row in talk.rows(question.id)}
        number = 0
        offers = tuple(_offered(talk, question, before, law, language))
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
        "first": not before.earlier and talk.instrument.id not in before.unreadable,
        "origins": {name: found for name, found in origins.items() if found},
        "things": list(_things(talk, before)),
        "earlier": list(last_time(talk, before, origins)),
        "law": dict(law),
        "missing": [
            {"workbook": name, "title": before.titles.get(name, name)}
            for name in sorted(_others_named(talk) - before.held)
        ],
        "unreadable": [
            {"workbook": name, "title": before.titles.get(name, name)}
            for name in sorted((_others_named(talk) | {talk.instrument.id}) & before.unreadable)
        ],
        "left_out": left_out,
    }
    return Taken(detail, tuple(rows))


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be a row: where it comes from, and its fields.

    `own_words` is whether people wrote them; else they stand as a law pack says them.
    """

    origin: str
    fields: Mapping[str, Any]
    own_words: bool = True


def _cut(question: ListQuestion, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, the texts among them cut to what fits: words put before a text make it longer."""
    texts = {field.id for field in question.fields if field.type == "text"}
    return {
        name: f"{said[: FIELD_LONGEST - 1]}…"
        if name in texts and isinstance(said, str) and len(said) > FIELD_LONGEST
        else said
        for name, said in fields.items()
    }


def _offered(
    talk: Interview,
    question: ListQuestion,
    before: Before,
    law: Mapping[str, Any],
    language: str,
) -> Iterator[Offer]:
    """What could be rows of a list, each with where it comes from."""
    first = question.fields[0].id
    for source in question.filled_from:
        if source.startswith(_LAW):
            for entry in law.get(source.removeprefix(_LAW), ()):
                title = Text.model_validate(entry["title"]).say(language)
                yield Offer(f"{source}.{entry['id']}", {first: title}, own_words=False)
            continue
        workbook, _, name = source.partition(".")
        own = workbook == talk.instrument.id
        for other in before.earlier[:1] if own else reversed(before.others.get(workbook, ())):
            if not other.instrument.has_question(name):
                continue
            asked = other.instrument.question(name)
            if isinstance(asked, ListQuestion):
                yield from _rows_of(other, asked, source, first, _picks(talk, question.id))
            elif isinstance(asked, OneQuestion):
                seen = _origins_seen(before, question.id)
                led_to = _led_to(other, asked, source, first, language)
                yield from (one for one in led_to if one.origin not in seen)


def _picks(talk: Interview, list_id: str) -> set[str]:
    """The fields by which the pair picks rows for a section: they pick anew in every talk."""
    sections = talk.instrument.sections
    return {s.only_if.field for s in sections if s.only_if and s.for_each == list_id}


def _rows_of(
    other: Interview, asked: ListQuestion, source: str, first: str, picks: set[str]
) -> Iterator[Offer]:
    """The rows of another talk's list that go on: those that haven't come to their end."""
    head = asked.fields[0].id
    for row in other.rows(asked.id):
        if asked.open_until is not None and _is_answered(other, asked.open_until, row.id):
            continue
        kept = other.carried.origin(asked.id, row.id) or ""
        # A topic of the law pack stays that topic, however often it is carried on.
        origin = kept if kept.startswith(_LAW) else f"{source}.{other.id}.{row.id}"
        kept_fields = {name: said for name, said in row.fields.items() if name not in picks}
        said = row.fields.get(head)
        entry = other.carried.topic(asked.id, row.id) or other.carried.right(asked.id, row.id)
        as_it_came = entry is not None and said in _titles(entry)
        yield Offer(origin, {**kept_fields, first: said}, own_words=not as_it_came)


def _titles(entry: Mapping[str, Any]) -> set[str]:
    """What an entry of a law pack is called, in each language."""
    title = Text.model_validate(entry["title"])
    return {title.say(language) for language in title.words}


def _is_answered(talk: Interview, question: str, row: str) -> bool:
    if not talk.instrument.has_question(question):
        return False
    return any(
        talk.status(Place(question, row, voice)) is Status.ANSWERED
        for voice in talk.instrument.question(question).voices
    )


def _led_to(
    other: Interview, asked: OneQuestion, source: str, first: str, language: str
) -> Iterator[Offer]:
    """The rows that picked choices lead to."""
    section = other.instrument.section_of(asked.id)
    rows = other.rows_for(section) if section.for_each else (None,)
    for row in rows:
        for voice in asked.voices:
            place = Place(asked.id, row.id if row else None, voice)
            answer = other.answer(place)
            if answer is None or other.status(place) is not Status.ANSWERED:
                continue
            if not is_revealed(other, asked, place.row):
                continue
            for choice in asked.choices:
                if choice.code == answer.value and choice.leads_to:
                    about = _words_of(other, section.for_each, row.fields) if row else ""
                    words = choice.leads_to.words.say(language).replace("{row}", about)
                    origin = f"{source}.{other.id}.{place.row or ''}"
                    yield Offer(origin, {**choice.leads_to.fields, first: words})


def _has_list(talk: Interview, name: str) -> bool:
    """Whether a talk's instrument has such a list, in the version that it was held with."""
    has = talk.instrument.has_question(name)
    return has and isinstance(talk.instrument.question(name), ListQuestion)


def _words_of(talk: Interview, list_id: str | None, fields: Mapping[str, Any]) -> str:
    question = talk.instrument.question(list_id or "")
    assert isinstance(question, ListQuestion), "a section is repeated for the rows of a list"
    return str(fields.get(question.fields[0].id, ""))


def _origins_seen(before: Before, list_id: str) -> set[str]:
    """Where the rows of a list came from in all earlier talks, so that none is made twice."""
    return {
        origin
        for talk in before.earlier
        for origin in talk.carried.detail.get("origins", {}).get(list_id, {}).values()
    }


def _things(talk: Interview, before: Before) -> Iterator[dict[str, str]]:
    """What questions of type link can point at."""
    told = set()
    for question in talk.instrument.questions:
        for source in question.to if isinstance(question, LinkQuestion) else ():
            workbook, _, name = source.partition(".")
            for other in reversed(before.others.get(workbook, ())):
                if not _has_list(other, name):
                    continue
                for row in other.rows(name):
                    thing = f"{source}.{other.id}.{row.id}"
                    words = _words_of(other, name, row.fields)
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


def _others_named(talk: Interview) -> set[str]:
    """The other workbooks that something is taken from."""
    named = set()
    for question in talk.instrument.questions:
        sources = question.filled_from if isinstance(question, ListQuestion) else ()
        sources = question.to if isinstance(question, LinkQuestion) else sources
        named |= {source.partition(".")[0] for source in sources}
    return named - {talk.instrument.id, "law"}
