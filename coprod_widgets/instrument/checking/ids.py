"""Ids and codes that stand twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from coprod_widgets.instrument.checking.ground import Ground
from coprod_widgets.instrument.definition import Choice, ListQuestion
from coprod_widgets.instrument.faults import Fault, Path
from coprod_widgets.instrument.source import Parsed


def used_once(ground: Ground) -> Iterator[Fault]:
    """Ids of sections, questions, fields and scores, codes of choices, and languages."""
    instrument = ground.instrument
    sections = [
        (section.id, ("sections", number, "id"))
        for number, section in enumerate(instrument.sections)
    ]
    questions = [(spot.question.id, (*spot.path, "id")) for spot in ground.spots]
    scores = [(score.id, ("scores", n, "id")) for n, score in enumerate(instrument.scores)]
    languages = [(code, ("languages", n)) for n, code in enumerate(instrument.languages)]
    yield from twice(ground.parsed, "section", sections)
    yield from twice(ground.parsed, "question", questions)
    yield from twice(ground.parsed, "score", scores)
    yield from twice(ground.parsed, "language", languages)
    for path, choices in _groups_of_choices(ground):
        codes = [(choice.code, (*path, n, "code")) for n, choice in enumerate(choices)]
        yield from twice(ground.parsed, "code", codes)
    for spot in ground.spots:
        if isinstance(spot.question, ListQuestion):
            fields = [
                (field.id, (*spot.path, "fields", n, "id"))
                for n, field in enumerate(spot.question.fields)
            ]
            yield from twice(ground.parsed, "field", fields)


def _groups_of_choices(ground: Ground) -> Iterator[tuple[Path, Iterable[Choice]]]:
    for name, choices in ground.instrument.scales.items():
        yield ("scales", name), choices
    for spot in ground.spots:
        for key in ("choices", "marks"):
            yield (*spot.path, key), getattr(spot.question, key, ())
        if isinstance(spot.question, ListQuestion):
            for number, field in enumerate(spot.question.fields):
                yield (*spot.path, "fields", number, "choices"), field.choices


def twice(parsed: Parsed, what: str, used: Iterable[tuple[Hashable, Path]]) -> Iterator[Fault]:
    """The names among these that stand a second time."""
    first: dict[Hashable, Path] = {}
    for name, path in used:
        if name in first:
            line = parsed.line(first[name])
            problem = f"The {what} '{name}' is used twice, first on line {line}."
            cure = "Take one out." if what == "language" else f"Give one {what} another name."
            yield parsed.fault(path, name, problem, cure)
        first.setdefault(name, path)
