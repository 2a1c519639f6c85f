"""What could be rows of a new talk's lists: out of the law pack, and out of the talks before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coprod_widgets.instrument.definition import ListQuestion, OneQuestion
from coprod_widgets.interview.answer import Place, Status
from coprod_widgets.interview.interview import Interview
from coprod_widgets.interview.reveal import is_revealed
from coprod_widgets.translation import Text
from coprod_widgets.workbook.before import Before

_LAW = "law."


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be a row: where it comes from, and its fields.

    `own_words` is whether people wrote them; else they stand as a law pack says them.
    """

    origin: str
    fields: Mapping[str, Any]
    own_words: bool = True


def offered(
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
    for row in other.open_rows(asked):
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
                    about = words_of(other, section.for_each, row.fields) if row else ""
                    words = choice.leads_to.words.say(language).replace("{row}", about)
                    origin = f"{source}.{other.id}.{place.row or ''}"
                    yield Offer(origin, {**choice.leads_to.fields, first: words})


def has_list(talk: Interview, name: str) -> bool:
    """Whether a talk's instrument has such a list, in the version that it was held with."""
    has = talk.instrument.has_question(name)
    return has and isinstance(talk.instrument.question(name), ListQuestion)


def words_of(talk: Interview, list_id: str | None, fields: Mapping[str, Any]) -> str:
    """The words of a row: its list's first field."""
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
